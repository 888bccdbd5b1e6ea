#!/usr/bin/env python3
"""The shells complete what tarn says there is: each in its own way, with the files that are installed."""
import os
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

    def test_zsh_does_too(self):
        for typed, completed in (("tarn exe", "tarn exec"), ("tarn exec --ti", "tarn exec --timing"),
                                 ("tarn convert nb.py -t mar", "tarn convert nb.py -t marimo"),
                                 ("tarn edit --theme em", "tarn edit --theme ember"), ("tarn n", "tarn nb.py")):
            self.assertEqual([line.rstrip() for line in self.ask("zsh", "-f", "-c", ZSH, "zsh", typed)], [completed])


if __name__ == "__main__":
    unittest.main()
