#!/usr/bin/env python3
"""Records what marimo 0.25.2, with duckdb and sqlglot, finds in queries: test/unit/sql_cases.txt.

    sql_record.py < QUERIES > sql_cases.txt      one query a line; \\n, \\t and \\\\ stand for newline, tab, backslash
    sql_record.py FILE                           asks again for the queries of a file of cases, and replaces it
"""

import ast
import logging
import sys
from pathlib import Path

HEAD = """# What marimo finds in queries: the query, what it defines (kind:name=qualified name), what it refers to.
# In the query \\n, \\t and \\\\ stand for newline, tab, backslash.  Recorded by test/oracle/sql_record.py.
"""


def plain(text):
    return text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")


def ask(query):
    from marimo._ast.visitor import ScopedVisitor

    visitor = ScopedVisitor("cell")
    visitor.visit(ast.parse(f"q.execute({query!r})".replace("q.execute", "duckdb.execute")))
    defs = []
    for name, definitions in visitor.variable_data.items():
        last = definitions[-1]
        defs.append(f"{last.kind}:{name}={last.sql_ref.qualified_name if last.sql_ref else name}")
    return " ".join(sorted(defs)), " ".join(sorted(visitor.sql_refs))


def main():
    logging.disable(logging.CRITICAL)
    text = Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else sys.stdin.read()
    queries = [line.split("\t")[0] for line in text.split("\n") if line and not line.startswith("#")]
    lines = []
    for query in queries:
        try:
            lines.append("\t".join([query, *ask(plain(query))]))
        except Exception as error:  # sqlglot cannot make tokens of it
            print(f"left out, {type(error).__name__}: {query}", file=sys.stderr)
    out = HEAD + "\n".join(lines) + "\n"
    Path(sys.argv[1]).write_text(out, encoding="utf-8") if len(sys.argv) > 1 else print(out, end="")


main()
