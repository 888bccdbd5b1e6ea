"""Where the package and an installed marimo are, and how the programs beside this file are run with either."""

import importlib.machinery
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent / "engine" / "kernel"


def run(program, *arguments, installed=False, python=sys.executable, folder=None):
    """The output of a program of this folder; with our package or with the installed marimo."""
    environment = {**os.environ, "PYTHONPATH": "" if installed else str(PACKAGE), "PYTHONDONTWRITEBYTECODE": "1"}
    answer = subprocess.run(
        [python, str(HERE / program), *arguments], capture_output=True, text=True, env=environment, cwd=folder
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def installed_marimo():
    """The folder of an installed marimo 0.25.2, or None."""
    for folder in sys.path:
        specification = importlib.machinery.PathFinder.find_spec("marimo", [folder])
        if specification is None or specification.origin is None or str(PACKAGE) in specification.origin:
            continue
        home = Path(specification.origin).parent
        if any(home.parent.glob("marimo-0.25.2.dist-info")):
            return home
    return None
