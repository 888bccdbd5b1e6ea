"""Runs the cells of a notebook, in order, with the `marimo` that is imported: `python pkg_tutorials.py NOTEBOOK`.

Prints, as JSON, the cells that fail: [number, type of the exception, message, the module or name that is missing].
What each cell shows is described as the kernel would.  A cell that needs what another failed to define is left out.
"""

import contextlib
import io
import json
import sys
import warnings
from importlib.util import module_from_spec, spec_from_file_location

from marimo import _tarn
from marimo._cells import ordered
from marimo._control import MarimoStopError


def load(path):
    specification = spec_from_file_location("tutorial", path)
    module = module_from_spec(specification)
    sys.modules["tutorial"] = module
    specification.loader.exec_module(module)
    return module.app


def runnable(codes):
    """The cells that marimo would run: tutorials show names that are defined twice, and cycles."""
    definers = {}
    for code in codes:
        for name in code.defs:
            definers.setdefault(name, []).append(code)
    above = {code.number: {c.number for name in code.refs for c in definers.get(name, ())} for code in codes}
    for code in codes:
        reached, pending = set(), set(above[code.number])
        while pending:
            number = pending.pop()
            reached.add(number)
            pending |= above[number] - reached
        if code.number not in reached and all(len(definers[name]) == 1 for name in code.defs):
            yield code


def main(path):
    warnings.simplefilter("ignore")
    app = load(path)
    codes = app._all_codes()
    chosen = list(runnable(codes))
    missing = {name for code in codes if code not in chosen for name in code.defs}
    namespace, failures = app._fresh_namespace(), []
    for code in ordered(chosen):
        if code.refs & missing:
            missing |= code.defs
            continue
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                description = _tarn.node_of(app._run_cell(code, namespace))
            if description is not None and description[2].get("node") == "placeholder":
                assert ": " not in description[2]["name"], description  # a failed description
        except MarimoStopError:
            missing |= code.defs
        except Exception as error:
            missing |= code.defs - set(namespace)
            failures.append([code.number, type(error).__name__, str(error), getattr(error, "name", None)])
    json.dump(failures, sys.stdout)


main(sys.argv[1])
