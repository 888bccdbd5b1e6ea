"""tarn test: pytest over notebooks, which tells of each failure in which line of which cell it is.

    python _tarn_pytest.py NOTEBOOK... [-- PYTEST-ARGUMENTS]

Run by the user's interpreter.  This folder is the first of sys.path, so that notebooks import tarn's package.
"""

import ast
import os
import sys
import tokenize

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130  # as everywhere in tarn
DECORATORS = ("cell", "function", "class_definition")


def _attribute_of_app(node):
    node = node.func if isinstance(node, ast.Call) else node
    owner = getattr(node, "value", None)
    return node.attr if isinstance(node, ast.Attribute) and getattr(owner, "id", None) == "app" else None


def _line_behind_signature(path, first):
    """The line behind the one that ends `def name(...):`, where the code of a cell begins."""
    depth = 0
    with open(path, "rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.start[0] < first or token.type != tokenize.OP:
                continue
            depth += (token.string in "([{") - (token.string in ")]}")
            if token.string == ":" and depth == 0:
                return token.end[0] + 1
    return first + 1


def cells_of(path):
    """[(first line, last line, line in the file of the first line of code)] of the cells of a notebook."""
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    cells = []
    for node in tree.body:
        words = [_attribute_of_app(each) for each in getattr(node, "decorator_list", ())]
        kind = next((word for word in words if word in DECORATORS), None)
        if kind == "cell":
            cells.append((node.lineno, node.end_lineno, _line_behind_signature(path, node.lineno)))
        elif kind:  # the code is the definition itself, with the other decorators
            above = [each.lineno for each, word in zip(node.decorator_list, words) if word is None]
            cells.append((min([node.lineno, *above]), node.end_lineno, min([node.lineno, *above])))
        elif isinstance(node, ast.With) and _attribute_of_app(node.items[0].context_expr) == "setup":
            cells.append((node.lineno, node.end_lineno, _line_behind_signature(path, node.lineno)))
        elif isinstance(node, ast.Expr) and _attribute_of_app(node.value) == "_unparsable_cell":
            cells.append((node.lineno, node.end_lineno, node.lineno))
    return cells


class Places:
    """A plugin of pytest's: lists failures by cell at the end."""

    def __init__(self, notebooks):
        self.notebooks = {os.path.realpath(each): each for each in notebooks}
        self.failures = []
        self.interrupted = False

    def pytest_keyboard_interrupt(self, excinfo):
        from _pytest.main import Interrupted

        self.interrupted = not isinstance(excinfo.value, Interrupted)  # which says that a file could not be imported

    def place(self, path, line):
        """"nb.py: cell 3, line 2", or None if that is nowhere in a notebook."""
        name = self.notebooks.get(os.path.realpath(path))
        for number, (first, last, code) in enumerate(cells_of(name) if name else [], 1):
            if first <= line <= last:
                return f"{name}: cell {number}, line {max(line - code + 1, 1)}"
        return None

    def innermost(self, report):
        """The last line of the traceback that is in a notebook."""
        trace = getattr(report.longrepr, "reprtraceback", None)
        for entry in reversed(getattr(trace, "reprentries", ())):
            where = getattr(entry, "reprfileloc", None)
            found = where and self.place(where.path, where.lineno)
            if found:
                return found
        return self.place(report.location[0], (report.location[1] or 0) + 1)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            message = crash.message.splitlines()[0] if crash and crash.message else report.when
            self.failures.append((self.innermost(report), report.nodeid.partition("::")[2], message))

    def pytest_terminal_summary(self, terminalreporter):
        if self.failures:
            terminalreporter.section("failures by cell")
        for where, test, message in self.failures:
            terminalreporter.write_line(f"{where or '?'}: {test}: {message}")


def main(arguments):
    try:
        import pytest
    except ImportError:
        print(f"tarn: test: {sys.executable} has no pytest; install it there, or name another with --python",
              file=sys.stderr)
        return WRONG_USE
    os.environ.setdefault("PYTEST_VERSION", pytest.__version__)  # older ones do not say it
    split = arguments.index("--") if "--" in arguments else len(arguments)
    notebooks, rest = arguments[:split], arguments[split + 1 :]
    places = Places(notebooks)
    code = pytest.main(["--tb=short", *rest, *notebooks], plugins=[places])
    if places.interrupted:
        return INTERRUPTED
    return {pytest.ExitCode.OK: DONE, pytest.ExitCode.USAGE_ERROR: WRONG_USE}.get(code, FAILED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
