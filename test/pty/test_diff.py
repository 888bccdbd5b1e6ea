""":diff shows what is different here from the file, and from what Git has of it; nothing of the folder runs for that."""
import os
import stat
import subprocess
import unittest
from pathlib import Path

from terminal import Case, notebook

TWO = notebook("a = 1", "b = 2\nc = 3")
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_AUTHOR_NAME": "one", "GIT_AUTHOR_EMAIL": "one@example.org",
       "GIT_COMMITTER_NAME": "one", "GIT_COMMITTER_EMAIL": "one@example.org"}


class FromDisk(Case):
    def test_what_was_edited_is_shown_by_cells(self):
        terminal = self.open_without_python(TWO)
        screen = terminal.type("A0<Esc>:diff<CR>")
        screen = terminal.until("+ a = 10")
        self.assertIn("- a = 1\n", screen.text)
        self.assertIn("[cell 1]", screen.text)
        self.assertNotIn("b = 2", screen.text)
        self.assertIn("b = 2", terminal.type("q").text)

    def test_what_is_new_and_what_is_gone_have_their_names(self):
        terminal = self.open_without_python(TWO)
        terminal.type(":new<CR>izero = 0<Esc>:name start<CR>:diff<CR>")
        self.assertIn("+ zero = 0", terminal.until("[cell 2 start: new]").text)
        terminal.type("q:w<CR>dac:diff<CR>")
        self.assertIn("- zero = 0", terminal.until("[cell 2 start: deleted]").text)

    def test_a_notebook_that_is_as_its_file_says_so(self):
        terminal = self.open_without_python(TWO)
        terminal.type(":diff<CR>")
        screen = terminal.until("nothing is different from nb.py")
        self.assertIn("b = 2", screen.text)
        terminal.type("A0<Esc>u:diff<CR>")
        terminal.until("nothing is different from nb.py")

    def test_a_new_notebook_is_as_its_file_once_it_is_saved(self):
        terminal = self.terminal("--python", "/none", "new.py")
        terminal.quiet()
        terminal.type("ix = 1<Esc>:w<CR>:diff<CR>")
        terminal.until("nothing is different from new.py")
        terminal.type("A0<Esc>:diff<CR>")
        self.assertNotIn("header", terminal.until("+ x = 10").text)

    def test_added_and_removed_lines_have_colours_of_their_own(self):
        terminal = self.open_without_python(TWO)
        terminal.type("A0<Esc>:diff<CR>")
        screen = terminal.until("+ a = 10")
        rows = screen.text.split("\n")
        colours = [terminal.cells(next(i for i, row in enumerate(rows) if row.strip().startswith(sign)))[4].get("fg")
                   for sign in ("- a", "+ a")]
        self.assertNotEqual(colours[0], colours[1])
        self.assertTrue(all(colours), colours)

    def test_a_file_that_is_gone_or_was_never_there(self):
        terminal = self.open_without_python(TWO)
        self.path.unlink()
        terminal.until("deleted by another program")
        terminal.type(":diff<CR>")
        terminal.until("nb.py is not on disk")
        fresh = self.terminal("--python", "/none")
        fresh.quiet()
        self.assertIn("E32", fresh.type(":diff<CR>").text)

    def test_what_it_does_not_know_it_refuses(self):
        terminal = self.open_without_python(TWO)
        self.assertIn("E488", terminal.type(":diff git HEAD more<CR>").text)


class FromGit(Case):
    def git(self, *words: str):
        subprocess.run(["git", *words], cwd=self.folder, env={**os.environ, **GIT, "HOME": str(self.folder)}, check=True,
                       stdout=subprocess.DEVNULL)

    def commit(self, content: str, name="nb.py"):
        if not (self.folder / ".git").exists():
            self.git("init", "-q", "-b", "trunk")
        self.write(name, content)
        self.git("add", name)
        self.git("commit", "-q", "-m", "a state")

    def test_the_last_commit_and_older_ones(self):
        self.commit(TWO)
        self.commit(TWO.replace("b = 2", "b = 22"))
        terminal = self.open_without_python(TWO.replace("b = 2", "b = 222"), environment=GIT)
        terminal.type(":diff git<CR>")
        self.assertIn("- b = 22\n", terminal.until("+ b = 222").text)
        terminal.type("q:diff HEAD~1<CR>")
        self.assertIn("- b = 2\n", terminal.until("HEAD~1").text)
        self.git("tag", "first", "HEAD~1")
        terminal.type("q:diff first<CR>")
        self.assertIn("- b = 2\n", terminal.until("nb.py in first").text)

    def test_below_the_top_of_the_repository_and_through_a_link(self):
        (self.folder / "deep er").mkdir()
        self.commit(TWO, "deep er/nb.py")
        (self.folder / "nb.py").symlink_to("deep er/nb.py")
        terminal = self.terminal("nb.py", "--python", "/none", environment=GIT)
        terminal.quiet()
        terminal.type("A0<Esc>:diff git<CR>")
        self.assertIn("- a = 1\n", terminal.until("+ a = 10").text)

    def test_what_git_does_not_know_is_told_in_words(self):
        terminal = self.open_without_python(TWO, environment={**GIT, "GIT_CEILING_DIRECTORIES": str(self.folder.parent)})
        terminal.type(":diff git<CR>")
        terminal.until("is in no repository")
        self.git("init", "-q", "-b", "trunk")
        terminal.type(":diff git<CR>")
        terminal.until("git knows no revision HEAD here")
        self.commit("other", "other.txt")
        terminal.type(":diff git<CR>")
        terminal.until("nb.py is not in HEAD")
        for bad in ("nonsense", "--help", "HEAD:nb.py", "HEAD^{tree}"):
            terminal.type(f":diff {bad}<CR>")
            terminal.until("git knows no revision " + bad)
        self.commit("import os\nprint('no notebook')\n")
        terminal.type(":diff git<CR>")
        terminal.until("HEAD: nb.py")

    def test_where_there_is_no_git(self):
        empty = self.folder / "empty"
        empty.mkdir()
        terminal = self.open_without_python(TWO, environment={**GIT, "PATH": str(empty)})
        terminal.type(":diff git<CR>")
        terminal.until("git is not installed")

    def test_nothing_that_the_folder_configures_runs(self):
        self.commit(TWO)
        trap = self.folder / "trap"
        trap.write_text(f"#!/bin/sh\ntouch '{self.folder}/sprung'\ncat \"$1\"\n")
        trap.chmod(0o755)
        self.write(".gitattributes", "*.py diff=trap filter=trap\n")
        for name in ("diff.external", "diff.trap.command", "diff.trap.textconv", "filter.trap.smudge", "filter.trap.clean",
                     "core.fsmonitor", "core.pager", "core.sshCommand", "alias.cat-file", "alias.show"):
            self.git("config", name, ("!" if name.startswith("alias") else "") + str(trap))
        # An object that is missing would be fetched from whom the folder names.
        self.git("config", "remote.origin.url", f"ext::{trap} %S")
        self.git("config", "remote.origin.promisor", "true")
        self.git("config", "remote.origin.uploadpack", str(trap))
        self.git("config", "protocol.allow", "always")
        self.git("config", "protocol.ext.allow", "always")
        self.git("config", "core.repositoryformatversion", "1")
        self.git("config", "extensions.partialClone", "origin")
        (self.folder / "sprung").unlink(missing_ok=True)
        terminal = self.open_without_python(TWO.replace("a = 1", "a = 10"), environment=GIT)
        terminal.type(":diff git<CR>")
        terminal.until("+ a = 10")
        blob = subprocess.run(["git", "hash-object", "--no-filters", "--stdin"], input=TWO.encode(), capture_output=True,
                              check=True).stdout.decode().strip()
        lost = self.folder / ".git" / "objects" / blob[:2] / blob[2:]
        self.assertTrue(lost.exists())
        lost.chmod(stat.S_IRUSR | stat.S_IWUSR)
        lost.unlink()
        terminal.type("q:diff git<CR>")
        terminal.until("nb.py is not in HEAD")
        self.assertFalse((self.folder / "sprung").exists())

    def test_keys_go_on_while_git_takes_its_time(self):
        slow = self.folder / "bin"
        slow.mkdir()
        gate = self.folder / "gate"
        os.mkfifo(gate)
        (slow / "git").write_text(f"#!/bin/sh\nread go < '{gate}'\nexit 1\n")
        (slow / "git").chmod(0o755)
        terminal = self.open_without_python(TWO, environment={"PATH": f"{slow}:{os.environ['PATH']}"})
        terminal.send(":diff git\rA0\x1b")
        terminal.until("a = 10")
        terminal.until("NORMAL")  # what is told next would go with that key
        Path(gate).write_text("go\n")
        terminal.until("is in no repository")


if __name__ == "__main__":
    unittest.main()
