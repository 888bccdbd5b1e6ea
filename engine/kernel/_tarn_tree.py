"""A cell's syntax tree as dicts and lists, for an engine whose own Python is too old to parse it."""

import _ast


def tree_of(node):
    """A node is a dict whose "_" is its class; what can be no part of a name becomes None."""
    if isinstance(node, list):
        return [tree_of(each) for each in node]
    if isinstance(node, _ast.AST):
        found = {"_": type(node).__name__}
        for field in node._fields:
            found[field] = tree_of(getattr(node, field, None))
        if isinstance(node, _ast.stmt):
            for place in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
                found[place] = getattr(node, place)
        if isinstance(node, _ast.AnnAssign):
            import ast

            found["annotation"]["written"] = ast.unparse(node.annotation)
        return found
    small = isinstance(node, int) and abs(node) < 1 << 31
    return node if isinstance(node, str) or small else None
