"""The tests that a cell holds, run by pytest among the notebook's names as they are: marimo's reactive tests.

What comes back is an output (src/notebook/output.h): how many passed, and of each failure its traceback.
"""

import ast
import contextlib
import io
import json
import os
import re
import sys

from _tarn_test import _is_test

MIME = "application/vnd.tarn.tests+json"
OPTIONS = ("-qq", "--disable-warnings", "--color=no", "--capture=sys", "-p", "no:codecov", "-p", "no:sugar",
           "-p", "no:cacheprovider")
ORDER = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
MOST_FAILURES, MOST_TEXT = 20, 16 << 10


def _plain(text):
    """"_cell_7_x" is "_x" to the one who wrote it."""
    return re.sub(r"_cell_\d+_", "_", text)[:MOST_TEXT]


def _names_of(source, everything):
    """What the cell defines at its top level, if it holds tests; without `everything` nothing but tests."""
    try:
        body = ast.parse(source.replace("\u00a0", " ")).body
    except SyntaxError:
        return set()
    if not everything and not all(_is_test(node) for node in body):
        return set()
    return {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}


def _is_autouse(value):
    kind = type(value)  # no attribute is asked of what may be anything
    if kind.__name__ == "FixtureFunctionDefinition":  # from pytest 9 on
        return getattr(getattr(value, "_fixture_function_marker", None), "autouse", False)
    marker = value.__dict__.get("_pytestfixturefunction") if kind is type(_names_of) else None
    return getattr(marker, "autouse", False)


class _Plugin:
    def __init__(self, pytest, notebook, names, files, sources):
        self.pytest, self.notebook, self.names, self.files, self.sources = pytest, notebook, names, files, sources
        self.counts, self.failures, self.interrupted = {}, [], False

    def pytest_keyboard_interrupt(self, excinfo):
        self.interrupted = True

    def pytest_pycollect_makemodule(self, module_path, parent):
        notebook, names = self.notebook, self.names

        class Live(self.pytest.Module):
            """The names as they are now.  Fixtures of other cells are there, but only for tests that ask for them."""

            def _getobj(self):
                module = type(sys)(self.path.stem)
                module.__file__ = str(self.path)
                for name, value in notebook.items():
                    if name in names or not _is_autouse(value):
                        module.__dict__.setdefault(name, value)
                return module

        return Live.from_parent(parent, path=module_path)

    def pytest_collection_modifyitems(self, items):
        def owner(item):
            node = item
            while node.parent is not None and not isinstance(node.parent, self.pytest.Module):
                node = node.parent
            return getattr(node, "originalname", None) or node.name

        items[:] = [item for item in items if owner(item) in self.names]

    def _frame(self, entry):
        code = entry.tb_frame.f_code
        lines = self.sources.get(code.co_filename, "").splitlines()
        frame = {"cell": self.files.get(code.co_filename, 0), "line": entry.tb_lineno, "name": _plain(code.co_name),
                 "file": code.co_filename}
        if 0 < entry.tb_lineno <= len(lines):
            frame["source"] = lines[entry.tb_lineno - 1]
        return frame

    def _error(self, name, kind, text, trace):
        frames, entry = [], trace
        while entry is not None:
            if frames or entry.tb_frame.f_code.co_filename in self.files:
                frames.append(self._frame(entry))
            entry = entry.tb_next
        inner = max((i for i, frame in enumerate(frames) if frame["cell"]), default=-1)
        self.failures.append({"node": "error", "type": kind, "text": f"{_plain(name)}: {_plain(text)}", "cell": 0,
                              "frames": frames[: inner + 1] or frames})

    def pytest_exception_interact(self, node, call, report):
        if call.excinfo is None or report.outcome != "failed":
            return
        text = call.excinfo.exconly().partition(": ")[2] or str(call.excinfo.value)
        name = re.sub(r"^.*?::", "", node.nodeid)
        self._error(name, call.excinfo.type.__name__, text, call.excinfo.tb)
        for title, printed in report.sections:
            self.failures.append({"node": "ansi", "text": f"{title}\n{printed[:MOST_TEXT]}"})

    def _count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def pytest_runtest_logreport(self, report):
        if hasattr(report, "wasxfail"):
            if report.when == "call" or report.skipped:
                self._count("xpassed" if report.passed else "xfailed")
        elif report.when == "call" or report.skipped:
            self._count(report.outcome)
        elif report.failed:
            self._count("error")

    def pytest_collectreport(self, report):
        if report.failed:
            self._count("error")


def _summary(counts):
    told = [f"{counts[what]} {what}" for what in ORDER if counts.get(what)]
    return ", ".join(told) if told else "no test was found"


def _output(counts, children):
    bad = counts.get("failed", 0) + counts.get("error", 0)
    total = sum(counts.values())
    summary = _summary(counts)
    left_out = len(children) - MOST_FAILURES
    if left_out > 0:
        children[MOST_FAILURES:] = [{"node": "text", "text": f"and {left_out} more"}]
    children.insert(0, {"node": "text", "text": summary})
    root = {"node": "callout", "kind": "danger" if bad or not total else "success", "label": f"{total - bad}/{total}",
            "children": children}
    return {"mime": MIME, "repr": summary, "root": root}


def _absent():
    text = f"{sys.executable} has no pytest; install it: {sys.executable} -m pip install pytest"
    error = {"node": "error", "type": "ModuleNotFoundError", "text": text, "cell": 0, "frames": []}
    return {"mime": MIME, "repr": text, "root": error}


def _run_pytest(pytest, notebook, plugin):
    """In a file there has to be what is collected: the notebook, or this one; neither is imported."""
    path = notebook.get("__file__")
    if not (isinstance(path, str) and path.endswith(".py") and os.path.exists(path)):
        path = __file__
    before, modules, folder = sys.path.copy(), set(sys.modules), os.getcwd()
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            pytest.main([*OPTIONS, path], plugins=[plugin])
    finally:
        for name in set(sys.modules) - modules:
            if name.rpartition(".")[2] == "conftest":
                del sys.modules[name]
        sys.path[:] = before
        if os.path.isdir(folder):
            os.chdir(folder)


def run(notebook, source, files, sources, everything, shown):
    """The output as JSON; None: the cell has no tests.  `shown` is the JSON of what it shows anyway, or ""."""
    names = _names_of(source, everything)
    if not names:
        return None
    try:
        import pytest
    except ImportError:
        return json.dumps(_absent()) if everything else None
    os.environ.setdefault("PYTEST_VERSION", pytest.__version__)
    plugin = _Plugin(pytest, notebook, names, files, sources)
    _run_pytest(pytest, notebook, plugin)
    if plugin.interrupted:
        raise KeyboardInterrupt
    if not plugin.counts and not everything:
        return None  # fixtures alone
    output = _output(plugin.counts, plugin.failures)
    root = json.loads(shown).get("root") if shown else None
    if root:
        output["root"]["children"].append(root)
    return json.dumps(output)
