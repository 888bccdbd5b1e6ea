"""Opening a notebook of a stranger runs nothing; and what it and its folder are called moves no terminal."""
import os
import subprocess
import unittest
from pathlib import Path

from terminal import NOTEBOOK, PYTHON, TARN, Case, notebook, processes_of

SPY = f"""#!/bin/sh
touch "$HOME/it-ran"
exec {PYTHON} "$@"
"""
EAGER = "[{}runtime]\nauto_instantiate = true\nauto_reload = \"autorun\"\nwatcher_on_save = \"autorun\"\n"


class Trust(Case):
    def setUp(self):
        super().setUp()
        self.trust()
        self.ran = self.folder / "it-ran"
        self.project = self.folder / "project"
        self.project.mkdir()
        self.path = self.project / "nb.py"
        self.path.write_text(NOTEBOOK)

    def bring_python(self, folder=".venv"):
        own = self.project / folder / "bin" / "python"
        own.parent.mkdir(parents=True)
        own.write_text(SPY)
        own.chmod(0o755)

    def begin(self, *arguments, **options):
        terminal = self.terminal("project/nb.py", *arguments, **options)
        terminal.quiet()
        return terminal

    def tarn(self, *arguments):
        return subprocess.run([TARN, *map(str, arguments)], cwd=self.folder, env=self.environment, text=True,
                              capture_output=True)

    def interpreters(self):
        return [name for _, name in processes_of(self.folder) if name.startswith("python")]

    def test_no_formatter_of_a_folder_that_nobody_spoke_of(self):
        self.bring_python()
        done = self.tarn("fmt", self.path)
        self.assertEqual((done.returncode, self.ran.exists()), (2, False))
        self.assertIn("not trusted", done.stderr)
        self.tarn("trust", "--refuse", self.project)
        self.tarn("fmt", self.path)
        self.assertFalse(self.ran.exists())
        self.tarn("trust", self.project)
        self.tarn("fmt", self.path)
        self.assertTrue(self.ran.exists())

    def test_nothing_is_started_in_a_folder_that_nobody_spoke_of(self):
        self.bring_python()
        (self.project / ".marimo.toml").write_text(EAGER.format(""))
        (self.project / "pyproject.toml").write_text(EAGER.format("tool.marimo."))
        for name in ("tarnrc", ".tarnrc", ".vimrc", ".exrc"):
            (self.project / name).write_text("!touch $HOME/it-ran\n")
        for module in ("json.py", "jedi.py", "_tarn_lookup.py", "sitecustomize.py"):
            (self.project / module).write_text("import os, pathlib\npathlib.Path(os.environ['HOME'], 'it-ran').touch()\n")
        terminal = self.terminal("nb.py", environment={"HOME": str(self.folder)}, program=["/bin/sh", "-c", f"cd project; exec {TARN} nb.py"])
        screen = terminal.quiet()
        self.assertIn(":trust or :distrust ~/project? Nothing runs by itself here yet", screen.text)
        self.assertIn("not trusted", screen.rows[-2])
        self.assertIn("x = 1", screen.text)
        terminal.type("ojson.du<C-n><Esc>u")
        terminal.type(":w<CR>")
        terminal.type(":set formatonsave<CR>Ax<Esc>:w<CR>")
        self.assertEqual(self.interpreters(), [])
        self.assertFalse(self.ran.exists())
        terminal.send(":q<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.assertFalse(self.ran.exists())

    def test_a_language_server_waits_for_trust_too(self):
        config = self.folder / ".xdg" / "config" / "tarn"
        config.mkdir()
        (config / "tarnrc").write_text("set lsp=touch\\ it-ran\n")
        terminal = self.begin()
        self.assertFalse((self.project / "it-ran").exists())
        terminal.type(":trust<CR>")
        terminal.until(lambda _: (self.project / "it-ran").exists())

    def test_what_a_notebook_names_itself_waits_for_trust(self):
        self.bring_python("env")
        self.path.write_text('# /// script\n# [tool.marimo.venv]\n# path = "env"\n# ///\n' + NOTEBOOK)
        terminal = self.begin()
        screen = terminal.type("g<CR>")
        self.assertIn("not run: :trust ~/project/env/bin/python, which is this folder's own", screen.text)
        self.assertFalse(self.ran.exists())

    def test_a_run_is_held_back_until_it_is_said_with_what(self):
        self.bring_python()
        terminal = self.begin(size=(24, 120))
        for keys in ("g<CR>", ":run all<CR>", ":py 1<CR>", ":run!<CR>"):
            self.assertIn("not run: :trust ~/project/.venv/bin/python", terminal.type(keys).text, keys)
        self.assertFalse(self.ran.exists())
        terminal.type(":distrust<CR>")
        screen = terminal.type(":run all<CR>")
        self.assertIn("42", screen.text)
        self.assertFalse(self.ran.exists())
        terminal.type(":trust<CR>")
        screen = terminal.type("<Space>0:run all<CR>")
        self.assertIn("42", screen.text)

    def test_trust_starts_what_waited_for_it_and_is_kept(self):
        self.bring_python()
        terminal = self.begin()
        screen = terminal.type(":trust<CR>")
        self.assertIn("~/project is trusted, with all below it", screen.text)
        self.assertNotIn("not trusted", screen.rows[-2])
        self.assertTrue(self.ran.exists())
        self.assertIn("42", terminal.type(":run all<CR>").text)
        terminal.send(":q<CR>")
        terminal.exit_status()
        self.ran.unlink()
        screen = self.begin().screen
        self.assertNotIn("trust", screen.text)
        self.assertTrue(self.ran.exists())

    def test_who_refused_is_not_asked_again(self):
        terminal = self.begin()
        self.assertIn("~/project is not trusted: nothing runs by itself there", terminal.type(":trust!<CR>").text)
        terminal.send(":q<CR>")
        terminal.exit_status()
        screen = self.begin().screen
        self.assertNotIn(":trust", screen.text)
        self.assertIn("not trusted", screen.rows[-2])
        self.assertEqual(self.interpreters(), [])

    def test_without_a_python_of_its_own_a_cell_runs_when_it_is_told_to(self):
        terminal = self.begin()
        self.assertEqual(self.interpreters(), [])
        self.assertIn("42", terminal.type(":run all<CR>").text)

    def test_what_is_stale_runs_at_opening_where_that_is_trusted_and_wanted(self):
        (self.project / "pyproject.toml").write_text(EAGER.format("tool.marimo."))
        self.assertNotIn("42", self.begin().screen.text)
        self.assertEqual(self.tarn("trust", "project").returncode, 0)
        self.assertIn("42", self.begin("--take-over").screen.text)

    def test_the_script_metadata_of_a_notebook_run_nothing_at_opening(self):
        self.path.write_text("# /// script\n# [tool.marimo.runtime]\n# auto_instantiate = true\n# ///\n" + NOTEBOOK)
        self.assertEqual(self.tarn("trust", "project").returncode, 0)
        self.assertNotIn("42", self.begin().screen.text)

    def test_a_session_that_goes_on_is_taken_up_without_a_word(self):
        terminal = self.begin("--session-ttl", "60")
        terminal.type(":run all<CR>")
        terminal.send(":detach<CR>")
        terminal.exit_status()
        screen = self.begin("--session-ttl", "0").until("42")
        self.assertIn("not trusted", screen.rows[-2])

    def test_the_words_are_listed_and_taken_back(self):
        odd = self.folder / "odd\x1b[2J\u202ename"
        odd.mkdir()
        self.assertEqual(self.tarn("trust", "project", odd).returncode, 0)
        self.assertEqual(self.tarn("trust", "--refuse", self.folder).returncode, 0)
        listed = self.tarn("trust", "--list").stdout
        self.assertEqual(listed, f"refused   {self.folder}\ntrusted   {self.folder}/odd\\x1b[2J\\u202ename\n"
                                 f"trusted   {self.folder}/project\n")
        self.assertEqual(self.tarn("trust", "--revoke", "project").returncode, 0)
        self.assertNotIn("project", self.tarn("trust", "--list").stdout)
        again = self.tarn("trust", "--revoke", "project")
        self.assertEqual((again.returncode, again.stdout), (2, ""))
        self.assertIn("tarn: project: nothing was said about this folder", again.stderr)

    def test_wrong_use_says_so_and_changes_nothing(self):
        for words in (["nowhere"], ["--list", "project"], ["--json"], ["--revoke", "--refuse", "."], ["--nonsense"], [""]):
            done = self.tarn("trust", *words)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertTrue(done.stderr.startswith("tarn: "), words)
        self.assertEqual(self.tarn("trust", "--list").stdout, "")
        self.assertIn("there is no such folder", self.begin().type(":trust nowhere<CR>").text)

    def test_states_that_others_can_write_are_not_believed(self):
        self.trust(self.project)
        (self.folder / ".xdg" / "state" / "tarn" / "trust").chmod(0o666)
        self.assertIn("not trusted", self.begin().screen.rows[-2])
        self.assertEqual(self.tarn("trust", "--list").returncode, 2)

    def test_doctor_asks_no_python_of_a_stranger(self):
        self.bring_python()
        self.assertIn("not asked: its folder is not trusted", self.tarn("doctor", "project/nb.py").stdout)
        self.assertFalse(self.ran.exists())

    @unittest.skipIf(os.geteuid() != 0, "only root can make files of another user")
    def test_an_environment_that_another_put_where_all_may_write_is_nobodys(self):
        self.folder.chmod(0o1777)
        own = self.folder / ".venv" / "bin" / "python"
        own.parent.mkdir(parents=True)
        own.write_text(SPY)
        own.chmod(0o755)
        os.chown(self.folder / ".venv", 12345, 12345)
        self.trust(self.project)
        self.assertIn("42", self.begin().type(":run all<CR>").text)
        self.assertFalse(self.ran.exists())


EVIL = "n\x1b]0;evil\x07b\x9b2J\x1b[31m"


class Names(Case):
    """What ptyterm does not know as a sequence, and each title, it tells."""

    def assert_harmless(self, screen):
        self.assertEqual(screen.unknown, [])
        self.assertNotIn("evil", screen.title.split(" - ")[1:])
        self.assertNotIn("\x1b", screen.text + screen.title)
        self.assertNotIn("\x07", screen.text + screen.title)
        self.assertTrue(screen.title.endswith(" - tarn") or screen.title == "", screen.title)

    def test_a_file_name_moves_no_terminal(self):
        name = EVIL + ".py"
        (self.folder / name).write_text(notebook("1/0", "x = 1"))
        (self.folder / "other.py").write_text(NOTEBOOK)
        terminal = self.terminal(name)
        self.assert_harmless(terminal.quiet())
        for keys in (":run all<CR>", ":w<CR>", ":f<CR>", ":e other.py<CR>", ":ls<CR>", "<Esc>:messages<CR>", "<Esc>:e nowhere" + EVIL[:1] + "<CR>",
                     "<Space>f", "<Esc>", "<Space><Space>", "<Esc>", ":bd<CR>"):
            self.assert_harmless(terminal.type(keys))

    def test_names_and_errors_of_a_notebook_move_no_terminal(self):
        terminal = self.open(notebook(f"raise ValueError({EVIL!r})", f"raise type({EVIL!r}, (Exception,), {{}})({EVIL!r})",
                                      f"globals()[{EVIL!r}] = {EVIL!r}"))
        for keys in (":run all<CR>", ":panel errors<CR>", ":panel variables<CR>", ":panel outline<CR>", ":panel messages<CR>"):
            self.assert_harmless(terminal.type(keys))

    def test_without_a_screen_names_and_errors_move_none_either(self):
        name = EVIL + ".py"
        (self.folder / name).write_text(notebook(f"raise ValueError({EVIL!r})", "x = 1", "x = 2"))
        (self.folder / "b.md").write_text(f"---\nmarimo-version: 1\n---\n\n```python {{.marimo name={EVIL!r}}}\n1 +\n```\n")
        for words in (["exec", name], ["check", name], ["graph", name], ["exec", EVIL], ["check", EVIL], ["doctor", name],
                      ["exec", "b.md"], ["graph", "b.md"], ["check", "b.md"], ["exec", name, "-o", "out.html"],
                      ["sessions"], ["kill", EVIL], ["attach", EVIL], ["convert", EVIL, "-t", "ipynb"], ["trust", EVIL]):
            done = subprocess.run([TARN, *words], cwd=self.folder, env=self.environment, capture_output=True)
            self.assertNotIn(b"\x1b]0;evil", done.stdout + done.stderr, words)
            self.assertNotIn("\x9b".encode(), done.stderr, words)


SECRET = "s3cr3t-that-is-nobodys"


class Secrets(Case):
    def test_secrets_of_the_environment_are_written_nowhere(self):
        terminal = self.open(notebook("x = 1\nx"), environment={"API_TOKEN": SECRET})
        terminal.type(":run all<CR>")
        terminal.type("A + 1<Esc>:w<CR>")
        seen = [(name, Path(f"/proc/{pid}/cmdline").read_bytes()) for pid, name in processes_of(self.folder)]
        self.assertGreater(len(seen), 2)  # the editor, the host, the interpreter
        for name, words in seen:
            self.assertNotIn(SECRET.encode(), words, name)
        terminal.send(":q<CR>")
        for suffix in ("html", "ipynb", "md"):
            done = subprocess.run([TARN, "exec", "nb.py", "-o", f"out.{suffix}"], cwd=self.folder, capture_output=True,
                                  env={**self.environment, "API_TOKEN": SECRET})
            self.assertEqual(done.returncode, 0, done.stderr)
        written = [path for path in self.folder.rglob("*") if path.is_file()]
        self.assertGreater(len(written), 5)
        for path in written:
            self.assertNotIn(SECRET.encode(), path.read_bytes(), path)



if __name__ == "__main__":
    unittest.main()
