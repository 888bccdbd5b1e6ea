#!/usr/bin/env python3
"""The shells complete what tarn says there is: each in its own way, with the files that are installed."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

TARN = Path(os.environ["TARN"])
FILES = Path(__file__).resolve().parents[2] / "man" / "completions"
BASH = r'''
source "$FILES/tarn.bash"
compopt() { :; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tarn; printf '%s\n' "${COMPREPLY[@]}"
'''
# The line editor of zsh is asked in a terminal of its own; what it inserted is what its buffer holds then.
ZSH = r'''
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "autoload -U compinit; compinit -u -D; fpath=($FILES \$fpath); autoload -U _tarn; compdef _tarn tarn"
zpty -w z 'show() { print -r -- "<<$BUFFER>>"; }; zle -N show; bindkey "^Xs" show; print rea""dy'
zpty -r z line '*ready*'
zpty -w -n z "$1"$'\t'$'\x18s'
zpty -r z line '*<<*>>*'
print -r -- ${${line##*<<}%%>>*}
zpty -d z
'''


# The words that the completion function would show, without the line editor: its own compadd and _describe print them.
ZSH_ALL = r'''
compadd() { local -a given; while (( $# )); do case $1 in (--) shift; print -rl -- "$@"; return;; (-a) shift; print -rl -- ${(P)1}; return;; (*) shift;; esac; done; }
_describe() { local name; for name; do [[ $name == found ]] && print -rl -- ${${(P)name}%%:*}; done; }
_files() { print -rl -- *.py(N) *.md(N); }
_command_names() { }
words=("${(@s: :)1}"); CURRENT=$#words; PREFIX=$words[-1]
source "$FILES/_tarn"
'''


class Completion(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for name in ("nb.py", "other.txt", "page.md"):
            Path(folder.name, name).touch()
        self.environment = {**os.environ, "FILES": str(FILES), "HOME": folder.name,
                            "PATH": f"{TARN.parent}:{os.environ['PATH']}"}

    def ask(self, shell, *arguments):
        if not shutil.which(shell):
            self.skipTest(f"no {shell} here")
        done = subprocess.run([shell, *arguments], cwd=self.folder, env=self.environment, capture_output=True,
                              stdin=subprocess.DEVNULL, encoding="utf-8", timeout=60)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def bash(self, *words):
        return self.ask("bash", "-c", BASH, "bash", *words)

    def fish(self, line):
        found = self.ask("fish", "--no-config", "-c", 'source "$FILES/tarn.fish"; complete -C $argv[1]', line)
        return [each.split("\t")[0] for each in found]

    def test_bash_knows_commands_options_formats_themes_and_notebooks(self):
        words = self.bash("tarn", "")
        self.assertLessEqual({"edit", "exec", "check", "nb.py", "page.md"}, set(words))
        self.assertTrue({"other.txt", "host"}.isdisjoint(words))
        self.assertEqual(self.bash("tarn", "exec", "--ti"), ["--timing"])
        self.assertEqual(self.bash("tarn", "convert", "nb.py", "-t", "ma"), ["marimo"])
        self.assertEqual(self.bash("tarn", "--theme", "em"), ["ember"])

    def test_fish_does_too(self):
        words = self.fish("tarn ")
        self.assertLessEqual({"edit", "exec", "check", "nb.py", "page.md"}, set(words))
        self.assertTrue({"other.txt", "host"}.isdisjoint(words))
        self.assertEqual(self.fish("tarn exec --ti"), ["--timing"])
        self.assertEqual(self.fish("tarn convert nb.py -t ma"), ["marimo"])
        self.assertEqual(self.fish("tarn edit --theme em"), ["ember"])

    def zsh_all(self, line) -> set[str]:
        """All that zsh offers: what its completion gives to compadd, which stands for the menu."""
        return {word for word in self.ask("zsh", "-f", "-c", ZSH_ALL, "zsh", line)}

    def shells(self):
        """Each shell, as a function from a line to the words that may be its last."""
        return {"bash": lambda line: set(self.bash(*line.split(" "))), "fish": lambda line: set(self.fish(line)),
                "zsh": self.zsh_all}

    def commands(self) -> list[str]:
        said = subprocess.run([TARN, "--help"], capture_output=True, text=True).stdout
        return [name for name in re.findall(r"(?m)^  tarn \[?([a-z]+)", said) if name not in ("trace", "host", "keys")]

    def switches(self, command) -> set[str]:
        """The long options that its own help tells."""
        said = subprocess.run([TARN, command, "--help"], capture_output=True, text=True).stdout
        return set(re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+)", said))

    def test_every_shell_offers_every_command_and_every_option_of_each(self):
        commands = self.commands()
        self.assertGreaterEqual(len(commands), 14)
        for shell, offers in self.shells().items():
            with self.subTest(shell):
                self.assertLessEqual(set(commands), offers("tarn "))
                for command in commands:
                    offered = {word.rstrip("=") for word in offers(f"tarn {command} --")}
                    wanted = self.switches("edit" if command == "attach" else command)
                    self.assertLessEqual(wanted, offered, command)

    def test_every_shell_offers_the_sessions_to_be_gone_back_to(self):
        tarn = Path(self.folder, "bin", "tarn")  # one that has two
        tarn.parent.mkdir()
        tarn.write_text(f"""#!/bin/sh
if [ "$1" = sessions ]; then
    printf '[\\n  {{\\n    "id": "3f2a",\\n    "path": "/far/away.py",\\n    "state": "idle"\\n  }}\\n]\\n'
else
    exec {TARN} "$@"
fi
""")
        tarn.chmod(0o755)
        self.environment["PATH"] = f"{tarn.parent}:{self.environment['PATH']}"
        for shell, offers in self.shells().items():
            for command in ("attach", "kill"):
                self.assertLessEqual({"3f2a", "/far/away.py"}, offers(f"tarn {command} "), (shell, command))
            self.assertNotIn("3f2a", offers("tarn exec "), shell)

    def test_the_keymaps_are_those_that_there_are(self):
        keymaps = {path.stem for path in (FILES.parents[1] / "keymaps").glob("*.keys")} - {"app", "app-emacs", "app-plain", "widgets"}
        for shell, offers in self.shells().items():
            self.assertEqual({word for word in offers("tarn --keymap ") if "." not in word and "/" not in word}, keymaps, shell)

    def test_zsh_does_too(self):
        for typed, completed in (("tarn exe", "tarn exec"), ("tarn exec --ti", "tarn exec --timing"),
                                 ("tarn convert nb.py -t mar", "tarn convert nb.py -t marimo"),
                                 ("tarn edit --theme em", "tarn edit --theme ember"), ("tarn n", "tarn nb.py")):
            self.assertEqual([line.rstrip() for line in self.ask("zsh", "-f", "-c", ZSH, "zsh", typed)], [completed])


if __name__ == "__main__":
    unittest.main()
