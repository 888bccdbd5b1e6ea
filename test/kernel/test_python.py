"""Which interpreter is taken, and what is said if there is none that can be."""

import os
import select
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from wire import DEADLINE, OK, Session

TARN = os.environ["TARN"]
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
TOO_OLD = os.environ.get("TOO_OLD", "")


def make_venv(folder):
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / "bin" / "python"


class Found(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()

    def interpreter(self, python="", **environment):
        base = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
        with Session(TARN, python, str(self.folder), environment={**base, **environment}) as session:
            started = session.wait("STARTED")[0].decode()
            self.assertEqual(session.run("import sys; sys.prefix != sys.base_prefix").status, OK)
            return started

    def refusal(self, python="", **environment):
        with Session(TARN, python, str(self.folder), environment={**os.environ, **environment}) as session:
            return session.wait("NO_PYTHON")[0].decode()

    def test_a_named_one_comes_first(self):
        venv = make_venv(self.folder / ".venv")
        self.assertEqual(self.interpreter(PYTHON), PYTHON)
        self.assertEqual(self.interpreter(".venv/bin/python"), str(venv))

    def test_then_the_active_environment(self):
        make_venv(self.folder / ".venv")
        active = make_venv(self.folder / "active")
        self.assertEqual(self.interpreter(VIRTUAL_ENV=str(self.folder / "active")), str(active))

    def test_then_the_nearest_venv_of_the_notebook(self):
        venv = make_venv(self.folder / ".venv")
        self.folder = self.folder / "a" / "b"
        self.folder.mkdir(parents=True)
        self.assertEqual(self.interpreter(), str(venv))

    def test_then_python3_on_the_path(self):
        self.assertEqual(self.interpreter(PATH="/usr/bin:/bin"), "/usr/bin/python3")

    def test_a_venv_is_its_own(self):
        make_venv(self.folder / ".venv")
        with Session(TARN, "", str(self.folder)) as session:
            self.assertEqual(session.run("import sys; sys.prefix").shown, repr(str(self.folder / ".venv")))

    def test_what_does_not_exist_is_named(self):
        self.assertIn("/no/python", self.refusal("/no/python"))

    def test_what_is_no_python_is_refused_with_its_end(self):
        self.assertIn("did not start", self.refusal("/bin/false"))

    @unittest.skipIf(not TOO_OLD, "every Python here is new enough")
    def test_one_that_is_too_old_is_refused_with_its_version(self):
        self.assertRegex(self.refusal(TOO_OLD), r"is Python [23]\.\d+\.\d+; tarn needs 3\.9")

    def test_the_working_directory_is_that_of_the_host(self):
        with Session(TARN, PYTHON, str(self.folder)) as session:
            self.assertEqual(session.run("import os; os.getcwd()").shown, repr(os.getcwd()))

    def test_a_user_module_named_like_one_of_the_kernels_helpers_is_no_problem(self):
        (self.folder / "wire.py").write_text("x = 1")
        with Session(TARN, PYTHON, str(self.folder)) as session:
            session.send("NOTEBOOK", str(self.folder / "nb.py"), 0, "nb.py")
            self.assertEqual(session.run("import wire; wire.x").shown, "1")

    def test_consoles_are_utf_8_in_any_locale(self):
        for locale in ("C", "POSIX", "en_US.ISO-8859-1", "C.UTF-8"):
            with Session(TARN, PYTHON, environment={**os.environ, "LC_ALL": locale}) as session:
                self.assertEqual(session.run("print('é', end='')").status, OK)
                self.assertEqual(session.printed(), "é")

    def test_an_interpreter_does_not_outlive_a_host_that_was_killed(self):
        session = Session(TARN, PYTHON)
        run = session.begin("import os, signal\nfor s in (1, 2, 15): signal.signal(s, signal.SIG_IGN)\n"
                            "print(os.getpid(), 'begun', flush=True)\nwhile True: pass")
        session.wait_for_console(run, b"begun")
        pid = os.pidfd_open(int(session.printed(run).split()[0]))
        session.process.kill()
        self.assertTrue(select.select([pid], [], [], DEADLINE)[0], "it lives on")
        os.close(pid)
        session.process.wait()
        session.connection.sock.close()

    def test_the_variable_pythonsafepath_changes_nothing(self):
        with Session(TARN, PYTHON, environment={**os.environ, "PYTHONSAFEPATH": "1"}) as session:
            self.assertEqual(session.run("_a = 1; _a").shown, "1")


SCRIPT = """# /// script
# requires-python = ">=3.9"
# {}
# ///
import marimo

app = marimo.App()


@app.cell
def _():
    import sys
    sys.prefix
    return
"""


class AskedFor(unittest.TestCase):
    """What the notebook asks for in its header comes behind --python and before everything else."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.notebook = self.folder / "nb.py"

    def prefix(self, header, *arguments, **environment):
        self.notebook.write_text(SCRIPT.format(header))
        base = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
        done = subprocess.run([TARN, "exec", *arguments, self.notebook], capture_output=True, text=True,
                              env={**base, **environment})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip().strip("'")

    def test_the_environment_it_names(self):
        wanted, active = self.folder / "envs" / "a b", self.folder / "active"
        make_venv(wanted)
        make_venv(active)
        header = '[tool.marimo.venv]\n# path = "envs/a b"'
        self.assertEqual(self.prefix(header), str(wanted))
        self.assertEqual(self.prefix(header, VIRTUAL_ENV=str(active)), str(wanted))
        self.assertEqual(self.prefix(header, "--python", str(active / "bin" / "python")), str(active))

    def test_one_that_is_not_there_is_no_hindrance(self):
        active = self.folder / "active"
        make_venv(active)
        for header in ('[tool.marimo.venv]\n# path = "gone"', '[tool.other]\n# path = "active"', "dependencies = []"):
            self.assertEqual(self.prefix(header, VIRTUAL_ENV=str(active), PATH="/usr/bin:/bin"), str(active))

    def test_uv_knows_the_environment_of_a_script(self):
        wanted = make_venv(self.folder / "of-uv")
        uv = self.folder / "bin" / "uv"
        uv.parent.mkdir()
        uv.write_text(f'#!/bin/sh\n[ "$*" = "python find --offline --script {self.notebook}" ] && echo {wanted}\n')
        uv.chmod(0o755)
        path = f"{uv.parent}:/usr/bin:/bin"
        self.assertEqual(self.prefix('dependencies = ["rich"]', PATH=path), str(wanted.parent.parent))
        uv.write_text("#!/bin/sh\necho nothing found >&2\nexit 1\n")
        self.assertEqual(self.prefix('dependencies = ["rich"]', PATH=path), "/usr")


if __name__ == "__main__":
    unittest.main()
