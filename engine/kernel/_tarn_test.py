"""A cell of nothing but tests gets pytest's assertions, which tell what was compared, if pytest is installed.

marimo's rule: every statement is a function or class whose name begins with "test", or a fixture.
"""

import _ast

_DEFINITIONS = (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef)


def _is_fixture(decorator):
    if isinstance(decorator, _ast.Call):
        decorator = decorator.func
    return getattr(decorator, "attr", getattr(decorator, "id", None)) == "fixture"


def _is_test(node):
    return isinstance(node, _DEFINITIONS) and (
        node.name.lower().startswith("test") or any(_is_fixture(each) for each in node.decorator_list)
    )


def rewrite(tree, source, file):
    """Changes the tree of a cell of tests; of any other, nothing."""
    if not tree.body or not all(_is_test(node) for node in tree.body):
        return
    try:
        from _pytest.assertion.rewrite import rewrite_asserts
    except ImportError:
        return
    rewrite_asserts(tree, source.encode("utf-8", "replace"), module_path=file)
