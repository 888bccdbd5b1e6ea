#!/usr/bin/env python3
"""tarn's conversions against marimo's own, on inputs made for it: to and from Jupyter, percent scripts, Markdown and
plain scripts.

    convert.py TARN [SEED [COUNT]]

Skipped (77) where marimo, duckdb or sqlglot is not there; what needs jupytext or nbformat is left out where they are not.  Ends with
"N passed, N failed".
"""

import json
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

if os.environ.get("PYTHONHASHSEED") != "0":  # marimo keeps names in sets, and their order can be seen
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

sys.path.pop(0)  # this folder has a marimo.py of its own
try:
    import marimo
    from marimo import _loggers
    from marimo._ast.app import InternalApp
    from marimo._ast.load import load_app
    from marimo._convert.converters import MarimoConvert
    from marimo._convert.script import convert_from_ir_to_script
    from marimo._dependencies.dependencies import DependencyManager
    from marimo._export.file import _as_ir
    from marimo._utils.marimo_path import MarimoPath
except ImportError:
    sys.exit(77)
if marimo.__version__ != "0.25.2":
    sys.exit(77)
_loggers.set_level(logging.CRITICAL)
logging.disable(logging.CRITICAL)
if not (DependencyManager.duckdb.has() and DependencyManager.sqlglot.has()):
    sys.exit(77)  # without them marimo does not look into SQL

# -- pieces ---------------------------------------------------------------------------------------------------------

CODES = [
    "x = 1", "y = x + 1", "x = 2\nprint(x)", "x += 1", "import os", "import os  # again\nimport sys", "import os.path",
    "from math import sin, cos", "from math import sin as s", "import numpy as np\nimport os", "print(y, z)",
    "def f(x=y):\n    # inside\n    global x2\n    x2 = 1\n    return x  # done", "for i in range(3):\n    total = i\ntotal",
    "def f():\n    return z", "class C:\n    z = y\n    def m(self):\n        self.n += 1\n        return z",
    "z = [x for x in range(3)]", "z = lambda x: x + y", "with open('f') as f:\n    z = f.read()", "# only a comment",
    "try:\n    import json\nexcept ImportError as e:\n    json = None\n    print(e)", "_a = 1\nb = _a", "x: int = 3",
    "match x:\n    case [a, *b]:\n        pass\n    case {'k': v, **w}:\n        y = v", "del x", "return 1", "x ==",
    "async def g():\n    pass", "def h(a, /, b, *, c: y = 1) -> x:\n    def x(): ...\n    return x", "z = 'it''s'\n",
    "s = '''a\n    b'''\nt = f\"{x!r:>{y}}\"", "x = 1;", "if __name__ == \"__main__\":\n    x = 1\n    print(x)",
    "df = mo.sql(f\"\"\"\n    SELECT * FROM t WHERE a = {x}\n    \"\"\", engine=db, output=False)",
    "_df = mo.sql(\"SELECT 'é'\")", "q = mo.sql(f\"SELECT 1\", limit=10)", "mo.sql(f'SELECT 1')",
    "é = 1\nprint(é)", "import é  # again\nfrom os import path",
    "mo.md('hello')", "mo.md(r\"\"\"\n# T\n\n\\alpha \\[ a \\] \\( b \\)\n\"\"\")", "mo.md(f\"{x}\")", "mo.md(f'''a\n{{b}}''')",
    "mo.md(\"\"\"\n```python\nx\n```\n\"\"\")", "mo.md(\"\"\"\n```python {.marimo}\nx\n```\n\"\"\")", "title = mo.md('a')",
    "@decorated\ndef k(): return x", "y = (x := 3)", "[(x := i) for i in y]", "nonlocal_ = 1\ndef outer():\n    y = 2",
    "print('''\n# %% not a mark\n''')", "x = \"\"\"one\n\ntwo\"\"\"\n\n# last",
]
MAGICS = [
    "%matplotlib inline\nx = 1", "%timeit f(x)", "%%time\nx = 1\nx", "%%bash\nls -l\necho 'a'", "%%sql\nSELECT 1\n",
    "!pip install numpy pandas==1.0", "!pip install -q git+https://github.com/a/b.git  # note", "%env A=b", "%env A",
    "!ls -la | grep 'x y'", "if x:\n    !pip install q\n    !echo {x} done", "%cd ..\n%ls\n%mkdir a b", "!uv pip list",
    "%%html\n<b>it's</b>", "%load_ext autoreload\n%autoreload 2", "%%writefile a.txt\none\n\ntwo", "%pip install x",
    "!echo a \\\n   b", "!", "x = 1\n! echo \"a b\" 'c'", "%env K = 'v w'", "!echo it's", "!echo {x +}", "%%capture out\nx",
]
TEXTS = [
    "# Title", "Some *text*\n\nwith lines", "He said \"\"\"hi\"\"\"", "- a\n- b\n\n```python\nx = 1\n```", "<p>one</p><p>two</p>",
    "<p style='a'>kept</p>\n\n<P >gone</P >", "```\n<p>code</p>\n```\n<p>text</p>", "$x$ \\(y\\) \\[ z \\]", "tab\there",
    "~~~\ntilde\n~~~", "````\n```python {.marimo}\nx\n```\n````", "  ```python {.marimo}\n  x = 1\n  ```", "```python title=\"a\"\nx\n```",
    "```unclosed\ntext", "a <!----> b", "```{python}\nx = 1\n```", "é 漢字 😀", "back\\slash \\n", "```\n```", "```js foo=\"b\"\nx\n```",
    "1. a\n   ```\n   b\n   ```\n2. c", "text\n```text\n\tx\n```", "{braces} {{double}}", "line  \nbreak", "%timeit x", "# %%",
]
CONFIGS = [{}, {}, {}, {"hide_code": True}, {"disabled": True}, {"column": 1}, {"expand_output": True, "hide_code": True}]
NAMES = ["_", "_", "_", "load", "plot_é", "setup", "test_it", "__"]
FRONTS = [
    "", "", "---\ntitle: A title\nmarimo-version: 0.1.0\n---\n\n", "---\ntitle: 'T: 1'\nwidth: full\nauthor: me\n---\n",
    "---\nheader: |\n  #!/usr/bin/env python3\n  # note\ndescription: long long long long long long long long long long "
    "long long long text\n---\n\n", "---\npyproject: |\n  dependencies = [\n    \"numpy\",\n  ]\nwidth: medium\n---\n\n",
    "---\nyes: 'no'\ndate: '2024-01-01'\nn: '1'\nuni: \"é\\n\"\n---\n\n", "---\nbad: [\n---\n\ntext\n", "---\n\n---\ntext\n",
]
FENCES = [
    "```python {.marimo}", "```python {.marimo}", "```python {.marimo name=\"load\" hide_code=\"true\"}", "```{python}",
    "```{.python.marimo}", "```python {.marimo column=\"1\" disabled=\"true\"}", "```{marimo .python name=\"q\"}", "```python",
    "```{.marimo}", "````python {.marimo}", "```python {.marimo unparsable=\"true\"}", "```python   {.marimo expand_output=\"true\"}",
]
SQL = ["```sql {.marimo query=\"df\"}", "```sql {.marimo}", "```sql {.marimo query=\"q\" engine=\"db\" hide_output=\"True\"}"]
HEADERS = [
    "", "", "# A comment\n\n", "#!/usr/bin/env python3\n", "\"\"\"Doc: string.\n\nmore\n\"\"\"\n",
    "# /// script\n# dependencies = [\"marimo\"]\n# ///\n\n", "# trailing \n# tab\t\n# é\n",
]
APPS = ["", "width=\"full\"", "app_title=\"My: app\", width=\"medium\"", "auto_download=[\"html\"], sql_output=\"polars\"",
        "layout_file=\"l/a.json\", css_file=\"a.css\""]


def make_ipynb(rng):
    cells = []
    for _ in range(rng.randint(1, 8)):
        roll = rng.random()
        metadata = rng.choice([{}, {}, {}, {"tags": ["hide-cell", "b", "a"]}, {"jupyter": {"source_hidden": True}},
                               {"marimo": {"config": rng.choice(CONFIGS), "name": rng.choice(NAMES)}},
                               {"tags": ["remove-input"], "marimo": {"name": "f2"}}, {"collapsed": False}])
        if roll < 0.25:
            kind, text = "markdown", rng.choice(TEXTS)
            if rng.random() < 0.3:
                metadata = {"marimo": {"md_prefix": rng.choice(["", "r", "f"])}}
        elif roll < 0.3:
            kind, text = "raw", "raw text"
        else:
            kind, text = "code", rng.choice(MAGICS) if roll < 0.5 else rng.choice(CODES)
            if rng.random() < 0.3:
                text += "\n" + rng.choice(CODES)
        source = text if rng.random() < 0.5 else text.splitlines(keepends=True)
        cells.append({"cell_type": kind, "metadata": metadata, "source": source})
    marimo_metadata = rng.choice([None, None, {"app_config": {"width": "full", "auto_download": ["html"]}},
                                  {"header": "# h\n", "app_config": {"app_title": "é q"}}])
    metadata = {"marimo": marimo_metadata} if marimo_metadata else {}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def make_markdown(rng):
    blocks = []
    for _ in range(rng.randint(1, 8)):
        roll = rng.random()
        if roll < 0.45:
            blocks.append(rng.choice(TEXTS))
        elif roll < 0.55:
            blocks.append("<!---->")
        else:
            head, code = (rng.choice(FENCES), rng.choice(CODES)) if roll < 0.9 else (rng.choice(SQL), "SELECT 1\nFROM t")
            ticks = re.match("`+", head)[0]
            blocks.append(f"{head}\n{code}\n{ticks}")
    text = rng.choice(FRONTS) + rng.choice(["\n\n", "\n\n", "\n", "\n\n\n"]).join(blocks) + rng.choice(["\n", "", "\n\n"])
    return text.replace("\n", "\r\n") if rng.random() < 0.1 else text


def make_percent(rng):
    marks = ["# %%", "# %%", "#%%", "# %% a title", "# %% tags=[\"x\", \"b\"]", "# %% t {\"tags\": [\"y\"]}", "# In[3]:", "# <codecell>",
             "# %% marimo={\"name\": \"n\", \"config\": {\"disabled\": true}}", "# %% [raw]", "# %%%% sub", "# %% slow key=1 word"]
    texts = [text for text in TEXTS if "'''" not in text]
    parts = []
    for _ in range(rng.randint(1, 8)):
        if rng.random() < 0.3:
            text = rng.choice(texts)
            if rng.random() < 0.3 and '"""' not in text:
                parts.append(f"# %% [{rng.choice(['markdown', 'md'])}]\n\"\"\"\n{text}\n\"\"\"")
            else:
                lines = "\n".join(f"# {line}" if line else "#" for line in text.split("\n"))
                parts.append(f"# %% [markdown]\n{lines}")
        else:
            code = rng.choice(MAGICS) if rng.random() < 0.15 else rng.choice(CODES)
            if code in MAGICS and rng.random() < 0.7:
                code = "\n".join(f"# {line}" for line in code.split("\n"))
            parts.append(f"{rng.choice(marks)}\n{code}")
    header = rng.choice(["", "", "#!/usr/bin/env python\n", "# -*- coding: utf-8 -*-\n", "import first\n\n",
                         "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       extension: .py\n# ---\n\n",
                         "# /// script\n# dependencies = [\"a\"]\n# ///\n\n"])
    return header + rng.choice(["\n\n", "\n", "\n\n\n"]).join(parts) + rng.choice(["\n", ""])


def make_script(rng):
    return "\n\n".join(rng.choice(CODES + MAGICS[:2]) for _ in range(rng.randint(1, 3))) + "\n"


def make_notebook(rng):
    text = f"{rng.choice(HEADERS)}import marimo\n\n__generated_with = \"0.25.2\"\napp = marimo.App({rng.choice(APPS)})\n"
    for number in range(rng.randint(1, 7)):
        code = rng.choice(CODES)
        config = rng.choice(CONFIGS)
        arguments = ", ".join(f"{key}={value!r}" for key, value in config.items())
        name = rng.choice(NAMES[:5])
        try:
            compile(code, "", "exec")
        except SyntaxError:
            text += f"\n\napp._unparsable_cell({code!r}, name={name!r})\n"
            continue
        decorator = f"@app.cell({arguments})" if arguments else "@app.cell"
        body = "\n".join("    " + line if line else line for line in code.split("\n"))
        text += f"\n\n{decorator}\ndef {name}():\n{body}\n    return\n"
    return text + "\n\nif __name__ == \"__main__\":\n    app.run()\n"


# -- both answers ---------------------------------------------------------------------------------------------------------


def has(module):
    try:
        __import__(module)
    except ImportError:
        return False
    return True


def by_marimo(path, target):
    """The converted text; None: marimo refuses; or an exception that is marimo's own fault."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return MarimoConvert.from_ipynb(text).to_py()
    if path.suffix == ".md":
        return MarimoConvert.from_md(text).to_py()
    if target == "marimo":
        return MarimoConvert.from_non_marimo_python_script(text).to_py()
    if target == "ipynb":
        from marimo._convert.ipynb import convert_from_ir_to_ipynb

        return convert_from_ir_to_ipynb(InternalApp(load_app(path)), sort_mode="top-down")
    notebook = _as_ir(MarimoPath(path))
    if target == "script":
        return convert_from_ir_to_script(notebook)
    return MarimoConvert.from_ir(notebook).to_markdown(filename=path.name, flavor="qmd" if target == "qmd" else None)


def by_tarn(tarn, path, target):
    done = subprocess.run([tarn, "convert", path, "-t", target], capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 2):
        return f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-400:]}"
    return done.stdout.decode() if done.returncode == 0 else None


# Where tarn differs on purpose (tarn-format(5)): the cells of a Jupyter notebook, a line of tarn's, and marimo's for it.
MEANT = [(["x = 2\ndef h() -> x:\n    x = 1", "x = 3"], "    def h() -> _x:", "    def h() -> x:")]


def meant_otherwise(tarn, folder):
    """How many of MEANT are as they were written down, on both sides."""
    kept = 0
    for number, (codes, ours, theirs) in enumerate(MEANT):
        cells = [{"cell_type": "code", "metadata": {}, "source": code} for code in codes]
        path = Path(folder, f"meant{number}.ipynb")
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
        lines = [text.split("\n") for text in (by_tarn(tarn, path, "marimo"), by_marimo(path, "marimo"))]
        kept += ours in lines[0] and theirs in lines[1]
    return kept


KINDS = [("ipynb", make_ipynb, ["marimo"], None), ("md", make_markdown, ["marimo"], None),
         ("percent.py", make_percent, ["marimo"], "jupytext"), ("script.py", make_script, ["marimo"], None),
         ("py", make_notebook, ["md", "qmd", "script"], None), ("nb.py", make_notebook, ["ipynb"], "nbformat")]


def main():
    tarn = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 12
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        passed = meant_otherwise(tarn, folder)
        failed = len(MEANT) - passed
        cases = []
        for suffix, make, targets, needs in KINDS:
            if needs and not has(needs):
                continue
            for number in range(count):
                rng = random.Random(f"{seed}:{suffix}:{number}")
                path = Path(folder, f"n{number}_{suffix}" if "." in suffix else f"n{number}.{suffix}")
                path.write_bytes(make(rng).encode())
                cases += [(path, target, pool.submit(by_tarn, tarn, path, target)) for target in targets]
        for path, target, answer in cases:
            try:
                want = by_marimo(path, target)
            except (AssertionError, IndexError, AttributeError, TypeError):
                continue  # a crash is no answer
            except Exception as error:
                want = None
            got = answer.result()
            if want == got:
                passed += 1
                continue
            failed += 1
            print(f"--- {path.name} -> {target}\n{path.read_text()}\n--- want\n{want}\n--- got\n{got}\n")
            if os.environ.get("KEEP"):
                Path(os.environ["KEEP"], path.name).write_bytes(path.read_bytes())
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
