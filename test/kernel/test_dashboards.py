"""The tutorials that are dashboards: each runs, says what it lacks, and stands as marimo would write it.

Who has what they import (./bootstrap test gives it to the tests' Python) sees them whole."""
import importlib.util
import os
import re
import select
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TARN = os.environ["TARN"]
FOLDER = Path(__file__).parents[2] / "man/tutorials"
NAMES = ("api", "frames", "machine")


def lacks(*modules: str):
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"not installed: {', '.join(missing)}")


class Dashboards(unittest.TestCase):
    def run_text(self, text: str, python: str = sys.executable, stopped: bool = False) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "dashboard.py"
            path.write_text(text, encoding="utf-8")
            done = subprocess.run([TARN, "exec", "--python", python, path], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in done.stderr.splitlines():
            self.assertTrue(stopped and line.endswith("stopped"), line)
        return done.stdout

    def run_named(self, name: str, python: str = sys.executable, stopped: bool = False) -> str:
        return self.run_text((FOLDER / f"{name}.py").read_text(encoding="utf-8"), python, stopped)

    def test_they_are_written_as_marimo_would(self):
        for name in NAMES:
            path = FOLDER / f"{name}.py"
            same = subprocess.run([TARN, "convert", "-t", "marimo", path], capture_output=True, text=True)
            self.assertEqual(same.stdout, path.read_text(encoding="utf-8"))
            checked = subprocess.run([TARN, "check", path], capture_output=True, text=True)
            self.assertEqual((checked.returncode, checked.stdout), (0, ""), name)

    def test_what_is_missing_is_named_with_what_installs_it(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
            python = f"{folder}/bin/python"
            for name, modules in (("api", "fastapi uvicorn polars"), ("frames", "pandas polars vega_datasets")):
                shown = " ".join(self.run_named(name, python, stopped=True).split())
                self.assertIn("This notebook needs **" + modules.replace(" ", ", "), shown)
                self.assertIn(f"{python} -m pip install {modules}`", shown)

    def test_the_machine_needs_nothing(self):
        shown = self.run_named("machine")
        for words in ("cpu all", "memory", "load", "pid"):
            self.assertIn(words, shown)
        rows = re.findall(r"^ *(\d+) +[\d.]+% +[\d.]+  \S", shown, re.M)
        self.assertEqual(len(rows), 12)

    @lacks("pandas", "polars", "vega_datasets")
    def test_both_libraries_say_the_same_to_every_question(self):
        text = (FOLDER / "frames.py").read_text(encoding="utf-8")
        for question, answer in (("warmest months", "2014-08"), ("rain by year", "191"), ("kinds of weather", "drizzle"),
                                 ("longest dry spells", "2012-0")):
            asked = text.replace('value="warmest months"', f'value="{question}"')
            self.assertIn(f'value="{question}"', asked)
            shown = self.run_text(asked)
            self.assertIn("Both say the same.", shown)
            self.assertGreaterEqual(shown.count(answer), 2, shown)

    @lacks("fastapi", "uvicorn", "polars")
    def test_the_service_of_the_api_ends_with_its_notebook(self):
        shown = self.run_named("api")
        served, used = re.search(r"served by process (\d+), used by (\d+)", shown).groups()
        self.assertIn("requests since the service started", shown)
        for pid in (served, used):
            self.wait_for_end(int(pid))

    def wait_for_end(self, pid: int):
        """The pipe that holds it closes with the interpreter: it ends by itself."""
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        try:
            self.assertTrue(select.select([descriptor], [], [], 60)[0], f"process {pid} goes on")
        finally:
            os.close(descriptor)


if __name__ == "__main__":
    unittest.main()
