"""Cells in a real interpreter: TARN is the program under test, PYTHON the interpreter."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from wire import DEADLINE, ERROR, INTERRUPTED, OK, STOPPED, Session

TARN = os.environ["TARN"]
PYTHON = os.environ.get("PYTHON", sys.executable)

# What takes seconds and depends on the host more than on the interpreter is done with one interpreter only.
THOROUGH = os.environ.get("THOROUGH", "1") == "1"

# One endless loop, in a cell that says when it has begun.
LOOP = "print('begun', flush=True)\nwhile True:\n    pass"


class KernelTest(unittest.TestCase):
    def setUp(self):
        self.session = Session(TARN, PYTHON)
        self.addCleanup(self.session.__exit__)
        self.run_cell = self.session.run

    def shown(self, code, **more):
        done = self.run_cell(code, **more)
        self.assertEqual(done.status, OK, done.output)
        return done.shown

    def failed(self, code, **more):
        done = self.run_cell(code, **more)
        self.assertEqual(done.status, ERROR, done.output)
        self.assertEqual(done.error["node"], "error")
        return done.error

    def interrupt(self, run):
        self.session.wait_for_console(run, b"begun")
        self.session.send("INTERRUPT", 1)

    def wait_until_it_sleeps(self):
        """CPython misses a signal that comes between the prompt and the read: as a person does, wait for the read."""
        while Path("/proc/%d/stat" % self.session.pid).read_text().rpartition(")")[2].split()[0] != "S":
            os.sched_yield()

    def assert_alive(self):
        self.assertEqual(self.shown("'al' + 'ive'"), "'alive'")


class Results(KernelTest):
    def test_the_last_expression_is_the_output(self):
        self.assertEqual(self.shown("1 + 1"), "2")
        self.assertEqual(self.shown("x = 1\nx + 2"), "3")
        self.assertEqual(self.shown("(\n  x\n)"), "1")
        self.assertEqual(self.shown("x == 1"), "True")
        self.assertEqual(self.shown("x  ==1 # = 2"), "True")

    def test_other_last_statements_and_none_show_nothing(self):
        for code in ("y = 1", "y= 2", "é = y = 3", "None", "", "# only a comment", "if True:\n    1"):
            self.assertIsNone(self.shown(code), code)

    def test_a_semicolon_hides_the_output_but_not_in_a_comment(self):
        for code, shown in {
            "1;": None, "1; # c": None, "1 # ;": "1", "2;3": "3", "'a;'": "'a;'", "(1);": None, "'é' ;": None,
            "x = 1\n'é;'\n": "'é;'", "1 \\\n;": None,
        }.items():
            self.assertEqual(self.shown(code), shown, code)

    def test_output_that_is_not_wanted_is_not_made(self):
        self.assertIsNone(self.shown("class A:\n    def __repr__(self):\n        1 / 0\nA()", flags=1))

    def test_mime_types_are_those_of_marimo(self):
        for code, mime in {
            "1": "text/plain", "'a'": "text/plain", "[1]": "application/json", "(1,)": "application/json",
            "{1: 2}": "application/json", "{1}": "text/plain", "len": "text/html", "lambda: 0": "text/html",
            "import os; os": "text/plain", "int": "text/plain",
            "import collections; collections.Counter('a')": "text/html",
            "import collections; collections.defaultdict(int)": "application/json",
            "import collections; collections.namedtuple('N', 'a')(1)": "text/html",
            "class L(list): pass\nL([1])": "application/json",
        }.items():
            self.assertEqual(self.run_cell(code).output["mime"], mime, code)

    def test_containers_print_as_repr_does(self):
        self.shown("samples = [[], (), {}, set(), frozenset(), (1,), [1, (2, {'a': {3}, 4: frozenset({5})})], b'x', 'é']")
        self.shown("loop = []; loop.append(loop); samples.append(loop)")
        self.shown("ring = {}; ring['me'] = ring; samples.append((ring,))")
        for i in range(11):
            text = self.run_cell("print(repr(samples[%d]))\nsamples[%d]" % (i, i)).output["repr"]
            self.assertEqual(text + "\n", self.session.printed())

    def test_a_gigabyte_is_not_built_to_show_a_part_of_it(self):
        shown = self.shown("import itertools\n['x' * 1000] * 10**7")
        self.assertLess(len(shown), 1 << 20)
        self.assertTrue(shown.endswith("…"))
        self.assertLess(len(self.shown("'é' * 10**8")), 1 << 20)

    def test_a_repr_that_fails_says_so(self):
        self.assertEqual(self.shown("class A:\n    def __repr__(self): raise ValueError\nA()"), "<repr failed: ValueError>")
        self.assertEqual(self.shown("[A()]"), "<repr failed: ValueError>")
        self.assertIn("A", self.session.variables())

    def test_surrogates_and_control_characters_survive_as_json(self):
        self.assertEqual(self.shown("class S:\n    def __repr__(self): return 'a\\ud800\\x00\"\\\\\\n'\nS()"),
                         'a\\ud800\x00"\\\n')

    def test_no_break_spaces_are_spaces(self):
        self.assertEqual(self.shown("1\u00a0+\u00a01"), "2")

    def test_top_level_await_keeps_its_loop(self):
        self.assertEqual(self.shown("import asyncio\nq = asyncio.Queue()\nawait q.put(5)\nawait asyncio.sleep(0)\n'put'"),
                         "'put'")
        self.assertEqual(self.shown("await q.get()"), "5")
        self.assertIsNone(self.shown("async def gen():\n    yield 7"))
        self.assertEqual(self.shown("async for i in gen():\n    pass\ni", cell=2), "7")

    def test_main_is_the_notebook(self):
        self.session.send("NOTEBOOK", "/some/where/nb.py", 0, "nb.py", "-a", "b")
        self.assertEqual(self.shown("import sys\n(__name__, __file__, sys.argv)"),
                         "('__main__', '/some/where/nb.py', ['nb.py', '-a', 'b'])")
        self.assertEqual(self.shown("import __main__; __main__.__dict__ is globals()"), "True")
        self.assertEqual(self.shown("'/some/where' in sys.path"), "True")

    def test_variables_are_public_sorted_and_short(self):
        self.run_cell("import json\nb = 'x' * 10**6\na = [1]\n_c = 1\n__d = 2")
        variables = self.session.variables()
        self.assertEqual(list(variables), ["a", "b", "json"])
        self.assertEqual(variables["json"], "<module 'json'>")
        self.assertLess(len(variables["b"]), 1 << 16)

    def test_variables_have_a_type_a_size_and_the_beginning_of_their_value(self):
        self.run_cell("""
class Table:
    shape = (3, 4)
    def __repr__(self):
        return "a table"
class Bad:
    @property
    def shape(self):
        raise ValueError
    def __len__(self):
        raise SystemExit
    def __repr__(self):
        raise SystemExit
table, bad, long, none, _private = Table(), Bad(), "x" * 10**6, None, 1
few = {1: 2}
""")
        self.session.send("VARIABLES", 7)
        request, *fields = self.session.wait("VARIABLES_ARE")
        rows = {fields[i].decode(): [field.decode() for field in fields[i + 1:i + 4]] for i in range(0, len(fields), 4)}
        self.assertEqual(request, 7)
        self.assertEqual(list(rows), sorted(rows))
        self.assertNotIn("_private", rows)
        self.assertEqual(rows["table"], ["Table", "3×4", "a table"])
        self.assertEqual(rows["few"], ["dict", "1", "{1: 2}"])
        self.assertEqual(rows["none"], ["NoneType", "", "None"])
        self.assertEqual(rows["bad"][:2], ["Bad", ""])
        self.assertEqual(rows["long"][:2], ["str", "1000000"])
        self.assertLess(len(rows["long"][2]), 300)
        self.assertEqual(self.shown("1 + 1", cell=2), "2")

    def test_code_can_be_checked_without_running(self):
        self.session.send("PARSE", 5, "x = 1")
        self.assertEqual(self.session.wait("PARSED")[:2], [5, 1])
        self.session.send("PARSE", 6, "\nx = = 1")
        answer = self.session.wait("PARSED")
        self.assertEqual(answer[:3], [6, 0, 2])
        self.assertTrue(answer[4])
        self.assertEqual(answer[5], b"")

    def test_code_that_compiles_comes_with_its_tree(self):
        self.session.send("PARSE", 5, "x: int = '\xa0é'\nawait f(1.5, 10 ** 99)")
        tree = json.loads(self.session.wait("PARSED")[5])
        self.assertIs(tree["async"], True)
        first, second = tree["body"]
        self.assertEqual([first["_"], first["annotation"]["written"], first["lineno"]], ["AnnAssign", "int", 1])
        self.assertEqual(first["value"]["value"], " é")
        self.assertEqual([each["_"] for each in second["value"]["value"]["args"]], ["Constant", "BinOp"])


class Foreign(KernelTest):
    def test_values_of_known_libraries_are_described_in_a_notebook_without_marimo(self):
        self.run_cell("import sys, types\nmatplotlib = sys.modules['matplotlib'] = types.ModuleType('matplotlib')\n"
                      "class Axes:\n    dpi = 100\n    __repr__ = lambda self: '<Axes: >'\n"
                      "    def get_size_inches(self):\n"
                      "        class Inches(list):\n            __mul__ = lambda self, n: [n * each for each in self]\n"
                      "        return Inches([6.4, 4.8])\n"
                      "Axes.__module__ = 'matplotlib.axes'")
        for code in ("Axes()", "[Axes()]"):
            output = self.run_cell(code).output
            self.assertEqual(output["root"]["node"], "placeholder")
            self.assertEqual(output["root"]["name"], "matplotlib.Axes")
            self.assertIn("640×480", output["root"]["text"])


class Scratchpad(KernelTest):
    """Runs with the flag 2; what is expected is what marimo's scratchpad does."""

    def scratch(self, code):
        done = self.run_cell(code, cell=9, flags=2)
        return done.error if done.status == ERROR else done.shown

    def test_names_are_those_of_the_notebook_and_stay_as_they_are(self):
        self.run_cell("x = [1]\ny = 1")
        self.assertEqual(self.scratch("z = 1\nx.append(2)\nx"), "[1, 2]")
        self.assertEqual(self.scratch("y = 100\ny"), "100")
        self.assertEqual(self.scratch("def f():\n    global y\n    y = 7\nf()\ny"), "7")
        self.assertEqual(self.scratch("globals()['w'] = 3\nw"), "3")
        self.assertIsNone(self.scratch("del x"))
        self.assertEqual(self.session.variables(), {"x": "[1, 2]", "y": "1"})
        self.assertEqual(self.scratch("z")["type"], "NameError")

    def test_it_sees_its_own_names_in_functions(self):
        self.assertEqual(self.scratch("a = 2\ndef f():\n    return a\nf()"), "2")
        self.assertEqual(self.scratch("_p = 3\n_p"), "3")

    def test_a_failure_is_shown_and_changes_nothing(self):
        self.run_cell("y = 1")
        self.assertEqual(self.scratch("y = 2\n1 / 0")["type"], "ZeroDivisionError")
        self.assertEqual(self.scratch("x = ")["type"], "SyntaxError")
        self.assertEqual(self.run_cell("y = 3\nraise KeyboardInterrupt", cell=9, flags=2).status, INTERRUPTED)
        self.assertEqual(self.session.variables(), {"y": "1"})

    def test_a_state_that_it_sets_has_its_readers(self):
        self.run_cell("import marimo as mo\nget, put = mo.state(0)")
        self.scratch("put(5)")
        self.assertEqual([fields for name, fields in self.session.others if name == "STATE_SET"], [[2, 9, b"get"]])


class Locals(KernelTest):
    def test_underscore_names_belong_to_their_cell(self):
        self.assertEqual(self.shown("_x = 1\n_x", cell=1), "1")
        self.assertEqual(self.shown("_x = 2\n_x", cell=2), "2")
        self.assertEqual(self.failed("_x", cell=3)["text"], "name '_x' is not defined")
        self.assertEqual(self.shown("__x = 3") or self.shown("__x", cell=4), "3")

    def test_they_go_after_the_run_unless_a_function_needs_them(self):
        self.run_cell("_kept = 1\n_gone = 2\ndef f(): return _kept\ndef g(): return _later\n_later = 3")
        self.assertEqual(self.shown("f()", cell=2), "1")
        self.assertEqual(self.shown("sorted(n for n in globals() if n.startswith('_cell'))", cell=2), "['_cell_1_kept']")
        self.assertEqual(self.failed("g()", cell=2)["text"], "name '_later' is not defined")
        self.session.send("FORGET", 1, "f", "g")
        self.assertEqual(self.shown("[n for n in globals() if n.startswith('_cell')]", cell=2), "[]")
        self.assertEqual(self.failed("f", cell=2)["type"], "NameError")

    def test_only_top_level_names_change(self):
        for code, shown in {
            "def f(_a, *_b, _c=1, **_d):\n    _e = _a\n    return _e\nf(4)": "4",
            "class C:\n    _z = 1\n    def m(self, _q=2): return self._z + _q\nC().m()": "3",
            "[_i for _i in range(2)]": "[0, 1]",
            "[_k := 3, _k]": "[3, 3]",
            "import json as _j\n_j.dumps(1)": "'1'",
            "from os.path import sep as _s, join as _join\n_join('a', _s)": "'/'",
            "def _fact(n): return n * _fact(n - 1) if n else 1\n_fact(5)": "120",
            "try:\n    1 / 0\nexcept Exception as _e:\n    r = type(_e).__name__\nr": "'ZeroDivisionError'",
            "for _n, (_m, *_o) in [(1, (2, 3))]: pass\n(_n, _m, _o)": "(1, 2, [3])",
            "def f():\n    global _g\n    _g = 9\nf()\n_g": "9",
            "def f():\n    _v = 1\n    def g():\n        nonlocal _v\n        _v += 1\n        return _v\n    return g()\nf()": "2",
            "_t = 1\n_t += 1\n_t": "2",
            "_u: int = 5\n_u": "5",
            "f = lambda _p: _p\nf(6)": "6",
            "with open('/dev/null') as _h: r = _h.closed\n(r, _h.closed)": "(False, True)",
            "_d = 1\ndel _d\n'_d' in dir()": "False",
            "__ = 8\n__": "8",
            "_ = 7\n_": "7",
            "f'{_w}' if (_w := 2) else 0": "'2'",
        }.items():
            self.assertEqual(self.shown(code), shown, code)

    def test_captures_of_match_change_too(self):
        if self.shown("import sys\nsys.version_info >= (3, 10)") == "False":
            self.skipTest("match came with 3.10")
        self.assertEqual(self.shown("match [1, 2, {'a': 3, 'b': 4}]:\n"
                                    "    case [_a, *_b, {'a': _c, **_r}] as _whole:\n        r = _a, _b, _c, _r\nr"),
                         "(1, [2], 3, {'b': 4})")


class ManyOutputs(KernelTest):
    """mo.output.append, thousands of times."""

    def items(self, output):
        return output["root"]["children"]

    def outputs(self):
        return [json.loads(fields[2]) for name, fields in self.session.others if name == "OUTPUT"]

    def test_what_is_told_meanwhile_takes_a_part_of_the_time_and_nothing_is_missing_at_the_end(self):
        done = self.run_cell("import marimo as mo\nfor i in range(3000): mo.output.append(i)")
        self.assertEqual(len(self.items(done.output)), 3000)
        told = sum(len(self.items(output)) if "children" in output["root"] else 1 for output in self.outputs())
        self.assertLess(told, 3000 * 200, "a tenth of what all items each time are")

    def test_what_waits_is_told_while_the_cell_does_something_else(self):
        run = self.session.begin("import marimo as mo\nfor i in range(900): mo.output.append(i)\ninput()")
        while True:
            output = json.loads(self.session.wait("OUTPUT")[2])
            if "children" in output["root"] and len(self.items(output)) == 900:
                break
        self.session.send("TYPE", b"\n")
        self.assertEqual(self.session.wait("DONE")[0], run)

    def test_an_error_leaves_all_that_came_before_it(self):
        self.session.begin("import marimo as mo\nfor i in range(900): mo.output.append(i)\n1 / 0")
        self.session.wait("DONE")
        self.assertEqual(len(self.items(self.outputs()[-1])), 900)


class Threads(KernelTest):
    """Of the package: what they print is their cell's, whatever else runs meanwhile."""

    BEGIN = ("import threading\nimport marimo as mo\nturn = threading.Semaphore(0)\nsaid = threading.Semaphore(0)\n"
             "def work():\n    for i in range(3):\n        turn.acquire()\n        print('tick', i, flush=True)\n"
             "        mo.output.append(i)\n        said.release()\n"
             "thread = mo.Thread(target=work)\nthread.start()\nprint('own')")
    STEP = "print('a')\nturn.release()\nsaid.acquire()\nprint('b')"

    def test_what_they_print_is_their_cells(self):
        first = self.run_cell(self.BEGIN, cell=3).run
        second = self.run_cell(self.STEP, cell=4).run
        shown = [fields for name, fields in self.session.others if name == "OUTPUT"]
        self.assertEqual([each[:2] for each in shown], [[first, 3]])
        self.run_cell("turn.release()\nsaid.acquire()\nNone", cell=5)
        self.session.wait_for_console(first, b"tick 1")
        self.assertEqual(self.session.printed(first), "own\ntick 0\ntick 1\n")
        self.assertEqual(self.session.printed(second), "a\nb\n")
        shown = [json.loads(fields[2]) for name, fields in self.session.others if name == "OUTPUT"]
        self.assertEqual([child["text"] for child in shown[-1]["root"]["children"]], ["0", "1"])

    def test_between_runs_too_and_much_of_it_and_letters_stay_whole(self):
        first = self.run_cell("import marimo as mo\nimport threading\ngo = threading.Event()\n"
                              "def work():\n    go.wait()\n    print('ä' * 5000)\n    print('end')\n"
                              "t = mo.Thread(target=work)\nt.start()", cell=3).run
        self.run_cell("import threading\nthreading.Timer(0, go.set).start()", cell=4)
        self.session.wait_for_console(first, b"end")
        self.assertEqual(self.session.printed(first).split("end")[0], "ä" * 5000 + "\n")

    def test_a_child_that_a_thread_forks_prints_there_too(self):
        first = self.run_cell("import marimo as mo\nimport os, threading\ngo = threading.Event()\n"
                              "def work():\n    go.wait()\n    child = os.fork()\n    if not child:\n"
                              "        print('child', flush=True)\n        os._exit(0)\n    os.waitpid(child, 0)\n"
                              "t = mo.Thread(target=work)\nt.start()", cell=3).run
        self.run_cell("go.set()\nt.join()", cell=4)
        self.assertIn("child", self.session.printed(first))  # from 3.12 on there is a warning beside it, or before the line's end
        self.assertEqual(self.session.printed(), "")

    def test_when_their_cell_ran_again_they_belong_to_nobody(self):
        first = self.run_cell(self.BEGIN, cell=3).run
        self.session.send("FORGET", 3)
        second = self.run_cell(self.STEP, cell=4).run
        self.assertEqual(self.session.printed(first), "own\n")
        self.assertEqual(self.session.printed(second), "a\ntick 0\nb\n")

    def test_a_state_is_set_by_their_cell_and_by_none_in_threads_of_nobody(self):
        self.run_cell("import marimo as mo\nimport threading\nget, put = mo.state(0)", cell=2)
        self.run_cell("t = mo.Thread(target=put, args=(1,))\nt.start()\nt.join()", cell=3)
        own = self.session.last_run
        self.run_cell("t = threading.Thread(target=put, args=(2,))\nt.start()\nt.join()", cell=4)
        self.run_cell("put(3)", cell=5)
        told = [fields for name, fields in self.session.others if name == "STATE_SET"]
        self.assertEqual(told, [[own, 3, b"get"], [0, 0, b"get"], [own + 2, 5, b"get"]])

    def test_streams_stay_what_they_are(self):
        self.run_cell(self.BEGIN, cell=3)
        self.assertEqual(self.shown("import io, sys\n(sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.fileno(), "
                                    "isinstance(sys.stdout, io.TextIOBase), sys.stdout.buffer is sys.__stdout__.buffer)"),
                         "(True, 'utf-8', 1, True, True)")


class Errors(KernelTest):
    def test_frames_name_cells_and_lines(self):
        self.run_cell("def f():\n    return g()", cell=7)
        error = self.failed("\ndef g():\n    1 / 0\nf()", cell=8)
        self.assertEqual((error["type"], error["text"]), ("ZeroDivisionError", "division by zero"))
        self.assertEqual([(f["cell"], f["line"], f["name"], f["source"].strip()) for f in error["frames"]],
                         [(8, 4, "<module>", "f()"), (7, 2, "f", "return g()"), (8, 3, "g", "1 / 0")])

    def test_what_led_to_an_exception_stands_within_it(self):
        error = self.failed("try:\n    1 / 0\nexcept Exception as e:\n    raise ValueError('v') from e")
        cause, = error["children"]
        self.assertEqual((cause["label"], cause["type"], cause["text"]), ("cause", "ZeroDivisionError", "division by zero"))
        self.assertEqual([(f["cell"], f["line"]) for f in cause["frames"]], [(1, 2)])
        error = self.failed("try:\n    {}['k']\nexcept KeyError:\n    print(undefined)")
        self.assertEqual([(each["label"], each["type"]) for each in error["children"]], [("context", "KeyError")])
        error = self.failed("try:\n    1 / 0\nexcept Exception:\n    raise ValueError('v') from None")
        self.assertEqual(error["children"], [])
        self.assertEqual(self.failed("1 / 0")["children"], [])

    def test_what_a_library_caught_is_told_from_its_beginning(self):
        error = self.failed("import json\ndef f(text):\n    try:\n        json.loads(text)\n"
                            "    except ValueError as e:\n        e.with_traceback(e.__traceback__.tb_next)\n"
                            "        raise OSError('bad') from e\nf('{')")
        cause, = error["children"]
        self.assertTrue(cause["frames"])
        self.assertEqual({f["cell"] for f in cause["frames"]}, {0})

    def test_exceptions_that_led_to_each_other_end(self):
        error = self.failed("def deep(n):\n    try:\n        if n:\n            deep(n - 1)\n        1 / 0\n"
                            "    except Exception as e:\n        raise ValueError(n) from e\ndeep(90)")
        told = 0
        while error["children"]:
            error, = error["children"]
            told += 1
        self.assertEqual(told, 20)
        error = self.failed("a, b = ValueError('a'), ValueError('b')\na.__cause__, b.__cause__ = b, a\nraise a")
        self.assertEqual(error["children"][0]["text"], "b")

    def test_who_misses_a_package_is_told_how_to_install_it(self):
        hints = lambda code: [each["text"] for each in self.failed(code)["children"] if each["node"] == "text"]
        installs = self.shown("import importlib.util, shutil\n"
                              "bool(shutil.which('uv') or importlib.util.find_spec('pip'))") == "True"
        for code, package in (("import no_such_module_1", "no-such-module-1"), ("from no_such.inner import x", "no-such"),
                              ("import sys\nsys.modules.pop('skimage', None)\nimport skimage.io", "scikit-image")):
            told = hints(code)
            self.assertEqual(len(told), 1 if installs else 0, told)
            if installs:
                self.assertRegex(told[0], f"^to install it: (uv|.* -m) pip install .*{package}$")
        knows_its_own = self.shown("import sys\nhasattr(sys, 'stdlib_module_names')") == "True"
        for code in ("import json.nothing", "from json import nothing", "raise ModuleNotFoundError('x')", "import _no_such",
                     "import winreg" if knows_its_own else "1 / 0"):
            self.assertEqual(hints(code), [], code)

    def test_a_group_has_its_members(self):
        if self.shown("import builtins\nhasattr(builtins, 'ExceptionGroup')") == "False":
            self.skipTest("groups came with 3.11")
        error = self.failed("raise ExceptionGroup('two', [ValueError('a'), ExceptionGroup('in', [KeyError('b')])])")
        self.assertEqual([(each["label"], each["type"], each["text"]) for each in error["children"]],
                         [("member", "ValueError", "a"), ("member", "ExceptionGroup", "in (1 sub-exception)")])
        self.assertEqual(error["children"][1]["children"][0]["type"], "KeyError")

    def test_frames_outside_of_cells_name_their_file(self):
        frames = self.failed("import json\njson.loads('{')")["frames"]
        self.assertEqual(frames[0]["cell"], 1)
        self.assertEqual(frames[-1]["cell"], 0)
        self.assertTrue(os.path.isabs(frames[-1]["file"]))

    def test_await_shows_no_machinery(self):
        frames = self.failed("import asyncio\nawait asyncio.sleep(0)\n1 / 0")["frames"]
        self.assertEqual([(f["cell"], f["line"]) for f in frames], [(1, 3)])

    def test_a_syntax_error_points_at_its_line(self):
        error = self.failed("x = 1\ny = = 2", cell=4)
        self.assertEqual((error["type"], error["frames"][-1]["cell"], error["frames"][-1]["line"]), ("SyntaxError", 4, 2))

    def test_a_missing_name_is_blamed_on_its_definer(self):
        self.session.send("DEFINERS", "x", "12", "y", "5")
        self.assertEqual(self.failed("x", cell=5)["cell"], 12)
        self.assertEqual(self.failed("y", cell=5)["cell"], 0)
        self.assertEqual(self.failed("z", cell=5)["cell"], 0)

    def test_everything_raised_is_an_error_of_the_cell(self):
        for code, kind in {
            "import sys; sys.exit(3)": "SystemExit", "exit()": "SystemExit", "raise BaseException('b')": "BaseException",
            "raise GeneratorExit": "GeneratorExit", "def r(): r()\nr()": "RecursionError", "x = '\\0'\neval(x)": None,
            "class E(Exception):\n    def __str__(self): raise TypeError\nraise E": "E",
        }.items():
            error = self.failed(code)
            self.assertTrue(kind is None or error["type"] == kind, error)
            self.assertLess(len(error["frames"]), 60)
        self.assert_alive()

    def test_mo_stop_is_no_error(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.run_cell("import sys, types\nm = types.ModuleType('marimo_stop')")
        code = ("class MarimoStopError(BaseException):\n    output = 'why'\n"
                "MarimoStopError.__module__ = 'marimo._runtime.control_flow'\nraise MarimoStopError")
        done = self.run_cell(code)
        self.assertEqual((done.status, done.shown), (STOPPED, "'why'"))

    def test_printed_tracebacks_know_the_code_of_cells(self):
        self.run_cell("import traceback\ntry:\n    1 / 0  # here\nexcept Exception:\n    traceback.print_exc()")
        self.assertIn("1 / 0  # here", self.session.printed())
        self.assertEqual(self.shown("import inspect\ndef f():\n    return 1\ninspect.getsource(f)"),
                         "'def f():\\n    return 1\\n'")


class Reactivity(KernelTest):
    """What the engine needs to know to decide which cells run next; with the package that cells import."""

    def packets(self, name):
        return [fields for each, fields in self.session.others if each == name]

    def test_defs_that_a_run_left_unbound_are_named(self):
        self.session.send("DEFINERS", "x", "1", "y", "1", "__z", "1", "_w", "1", "other", "2")
        self.run_cell("x = 1\n1 / 0\ny = 2")
        self.assertEqual(self.packets("UNBOUND"), [[1, 1, b"y", b"__z"]])
        self.session.others.clear()
        self.run_cell("x = y = __z = 1")
        self.assertEqual(self.packets("UNBOUND"), [])

    def test_a_state_names_its_readers(self):
        self.run_cell("import marimo as mo\nget, put = mo.state(0)\nalias = get\nloop, again = mo.state(0, allow_self_loops=True)")
        self.run_cell("put(1)", cell=2)
        self.assertEqual(self.packets("STATE_SET"), [[2, 2, b"alias", b"get"]])
        self.run_cell("again(1)", cell=3)
        self.assertEqual(self.packets("STATE_LOOPS"), [[3, 3, b"loop"]])
        self.assertEqual(self.shown("get()"), "1")

    def test_a_widget_gets_its_value_and_its_names_are_told(self):
        done = self.run_cell("import marimo as mo\ns = mo.ui.slider(0, 10, value=3)\nt = s\ns")
        self.assertEqual(self.session.variables()["s"], "<slider value=3>")
        self.session.send("WIDGET", done.output["root"]["id"], "7")
        self.assertEqual(self.session.wait("WIDGET_BOUND"), [1, done.output["root"]["id"].encode(), b"s", b"t"])
        self.assertEqual(self.shown("s.value", cell=2), "7")
        self.session.send("WIDGET", "no such element", "7")
        self.assertEqual(self.session.wait("WIDGET_BOUND"), [0, b"no such element"])

    def test_a_run_tells_of_the_elements_that_its_names_reach(self):
        self.session.send("DEFINERS", *[each for name in "mo s t p f q n".split() for each in (name, "1")])
        self.run_cell("import marimo as mo\ns = mo.ui.slider(0, 10)\nt = s\nn = 1\n"
                      "p = mo.ui.array([s, s])\nq = p[1]\nf = mo.ui.text().form()")
        (run, cell, *pairs), = self.packets("WIDGETS")
        self.assertEqual((run, cell), (1, 1))
        reached = {}
        for id, name in zip(pairs[::2], pairs[1::2]):
            reached.setdefault(name.decode(), []).append(id.decode())
        s = reached["s"]
        self.assertEqual(len(s), 1)
        self.assertEqual(reached["t"], s)
        self.assertEqual(len(reached["p"]), 3)  # itself and its parts
        self.assertEqual(sorted(reached["q"]), sorted(reached["p"]))  # who moves one part tells the readers of all
        self.assertNotEqual(reached["q"][0], reached["p"][0])  # the first is the name's own
        self.assertEqual(len(reached["f"]), 1)  # not the element within: a form keeps it to itself
        for name, ids in reached.items():
            for id in ids:
                self.session.send("WIDGET", id, '{"0": 3}' if id == reached["p"][0] else "3")
                self.assertIn(name.encode(), self.session.wait("WIDGET_BOUND")[2:])
        self.session.others.clear()
        self.session.send("FORGET", 1, *"mo s t p f q n".split())
        self.run_cell("n = 2")
        self.assertEqual(self.packets("WIDGETS"), [])

    def test_a_run_button_is_released_when_its_readers_have_run(self):
        done = self.run_cell("import marimo as mo\nb = mo.ui.run_button()\nb")
        self.session.send("WIDGET", done.output["root"]["id"], "1")
        self.session.wait("WIDGET_BOUND")
        self.assertEqual(self.shown("b.value", cell=2), "True")
        self.session.send("SETTLED")
        self.assertEqual(self.shown("b.value", cell=2), "False")

    def test_mo_output_shows_at_once_and_stays(self):
        done = self.run_cell("import marimo as mo\nmo.output.replace(1)\nmo.output.replace(mo.md('*b*'))")
        self.assertEqual(len(self.packets("OUTPUT")), 2)
        self.assertEqual(done.output["root"]["node"], "markdown")
        self.assertEqual(self.shown("mo.output.replace(1)\n2"), "2")

    def test_mo_stop_stops_quietly(self):
        done = self.run_cell("import marimo as mo\nmo.stop(True, mo.md('why'))\n1 / 0")
        self.assertEqual((done.status, done.output["root"]["node"]), (STOPPED, "markdown"))
        self.assertEqual(self.run_cell("mo.stop(True)").output, None)

    def test_objects_that_say_how_they_are_shown_are_asked_without_an_import(self):
        done = self.run_cell("class M:\n    def _repr_markdown_(self): return '*m*'\nM()")
        self.assertEqual(done.output["root"]["node"], "markdown")
        self.assertEqual(self.shown("class P: pass\n(P(), 1)[1]"), "1")

    def test_an_output_that_is_too_large_is_not_sent(self):
        done = self.run_cell("import marimo as mo\nmo.md('x' * (70 << 20))")
        self.assertIn("million characters more", done.output["root"]["text"])
        done = self.run_cell("import marimo._bounds\nmarimo._bounds.bounded = lambda node: node\nmo.md('x' * (70 << 20))")
        self.assertEqual((done.status, done.output["root"]["node"]), (OK, "placeholder"))
        self.assert_alive()

    def test_plain_values_import_nothing(self):
        self.run_cell("import sys\n[1, {'a': object()}]")
        imported = eval(self.shown("sorted(sys.modules)"))
        bare = subprocess.check_output([PYTHON, "-c", "import sys; print(sorted(sys.modules))"], text=True)
        self.assertEqual(set(imported) - set(eval(bare)), {"_tarn", "_ast"})


class Tests(KernelTest):
    def test_assertions_of_test_cells_tell_what_was_compared_where_pytest_is(self):
        has_pytest = self.shown("import importlib.util\nimportlib.util.find_spec('_pytest') is not None") == "True"
        self.assertEqual(self.run_cell("def test_a():\n    x = 1\n    assert x == 2").status, OK)
        error = self.failed("test_a()", cell=2)
        self.assertEqual(error["type"], "AssertionError")
        self.assertEqual(error["text"].splitlines()[:1], ["assert 1 == 2"] if has_pytest else [])
        self.assertEqual([(f["cell"], f["line"]) for f in error["frames"]], [(2, 1), (1, 3)])


class Interrupts(KernelTest):
    def test_a_loop_is_interrupted_and_variables_stay(self):
        self.run_cell("kept = 5")
        run = self.session.begin(LOOP)
        self.interrupt(run)
        self.assertEqual(self.session.wait("DONE")[2], INTERRUPTED)
        self.assertEqual(self.shown("kept"), "5")

    def test_a_repr_and_an_await_are_interrupted(self):
        for code in ("class A:\n    def __repr__(self):\n        print('begun', flush=True)\n        while True: pass\nA()",
                     "import asyncio\nprint('begun', flush=True)\nawait asyncio.Event().wait()"):
            run = self.session.begin(code)
            self.interrupt(run)
            self.assertEqual(self.session.wait("DONE")[2], INTERRUPTED)
        self.assert_alive()

    def test_after_the_debugger_as_before(self):
        run = self.session.begin("import pdb\npdb.set_trace()\nx = 1")
        self.session.wait("INPUT_WANTED")
        self.session.wait_for_console(run, b"(Pdb)")
        self.session.send("TYPE", "c\n")
        self.assertEqual(self.session.wait("DONE")[2], OK)
        run = self.session.begin(LOOP)
        self.interrupt(run)
        self.assertEqual(self.session.wait("DONE")[2], INTERRUPTED)
        self.assert_alive()

    def test_between_runs_it_interrupts_nothing(self):
        self.assert_alive()
        for _ in range(20):
            self.session.send("INTERRUPT", 1)
        self.session.variables()
        self.assert_alive()

    def test_a_child_in_the_foreground_gets_it_too(self):
        run = self.session.begin("import subprocess\nsubprocess.run(['sh', '-c', 'echo begun; exec sleep 1000'])")
        self.interrupt(run)
        self.assertEqual(self.session.wait("DONE")[2], INTERRUPTED)
        self.assert_alive()

    def test_one_that_ignores_it_is_killed_at_the_third_level(self):
        run = self.session.begin("import signal\nfor s in (signal.SIGINT, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\n" + LOOP)
        self.interrupt(run)
        self.session.send("INTERRUPT", 2)
        self.session.send("INTERRUPT", 3)
        status, what = self.session.wait("DIED")
        self.assertEqual(os.WTERMSIG(status), signal.SIGKILL)
        self.assertIn(b"signal 9", what)


class Deaths(KernelTest):
    def assert_dies(self, code, status_is, words):
        run = self.session.begin("print('last words')\n" + code)
        status, what = self.session.wait("DIED")
        self.assertTrue(status_is(status), status)
        self.assertIn(words, what.decode())
        self.assertIn("last words", self.session.printed(run))
        self.session.restart()
        self.assert_alive()

    def test_exit_is_reported(self):
        self.assert_dies("import os, sys\nsys.stdout.flush()\nos._exit(1)", lambda s: os.WEXITSTATUS(s) == 1, "exit code 1")

    def test_a_segmentation_fault_is_reported(self):
        self.assert_dies("import ctypes, sys\nsys.stdout.flush()\nctypes.string_at(0)",
                         lambda s: os.WIFSIGNALED(s) and os.WTERMSIG(s) in (signal.SIGSEGV, signal.SIGABRT), "signal")

    def test_restart_forgets_everything_and_says_nothing_of_the_old(self):
        self.run_cell("x = 1")
        self.session.begin(LOOP)
        self.session.restart()
        self.session.others.clear()
        self.assertEqual(self.failed("x")["type"], "NameError")
        self.assertEqual(self.session.others, [])

    def test_restart_ends_one_that_ignores_everything(self):
        run = self.session.begin("import signal\nfor s in (2, 15, 1): signal.signal(s, signal.SIG_IGN)\n" + LOOP)
        self.session.wait_for_console(run, b"begun")
        self.session.restart()
        self.assert_alive()

    def test_atexit_runs_when_the_editor_stops_it(self):
        with tempfile.TemporaryDirectory() as folder:
            mark = Path(folder, "mark")
            self.run_cell("import atexit\natexit.register(lambda: open(%r, 'w').close())" % str(mark))
            self.session.send("STOP")
            self.session.process.wait(timeout=DEADLINE)
            self.assertTrue(mark.exists())

    def test_the_interpreter_does_not_outlive_the_host(self):
        pid = int(self.shown("import os; os.getpid()"))
        self.session.begin(LOOP)
        self.session.connection.sock.close()
        self.session.process.wait(timeout=DEADLINE)
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)


class Consoles(KernelTest):
    def test_what_a_run_prints_is_its_own(self):
        for number in range(1, 30):
            self.run_cell("print('run', %d, end='')" % number)
        self.assertEqual(self.session.console, {n: b"run %d" % n for n in range(1, 30)})

    def test_standard_error_and_children_print_to_the_same_console(self):
        self.run_cell("import os, sys\nprint('a'); print('b', file=sys.stderr); sys.stdout.flush()\n"
                      "os.system('echo c'); os.write(1, b'd')")
        self.assertEqual(sorted(self.session.printed().split()), ["a", "b", "c", "d"])

    def test_it_is_a_terminal_of_the_right_size(self):
        self.assertEqual(self.shown("import os, sys\n(sys.stdout.isatty(), sys.stdin.isatty(), tuple(os.get_terminal_size()))"),
                         "(True, True, (80, 24))")
        self.session.send("RESIZE", 100, 30)
        self.assertEqual(self.shown("tuple(os.get_terminal_size())"), "(100, 30)")
        self.assertEqual(self.shown("os.environ['TERM']"), "'xterm-256color'")

    def test_a_run_that_leaves_the_terminal_raw_spoils_no_other(self):
        self.run_cell("import tty; tty.setraw(0)")
        self.run_cell("print('a\\nb')")
        self.assertEqual(self.session.console[self.session.last_run], b"a\r\nb\r\n")

    def test_escape_sequences_pass_untouched(self):
        self.run_cell("print('\\033[2J\\033]0;x\\a\\033]tarn;no;B1\\a', end='')")
        self.assertEqual(self.session.console[self.session.last_run], b"\033[2J\033]0;x\a\033]tarn;no;B1\a")

    @unittest.skipUnless(THOROUGH, "done with another interpreter")
    def test_a_flood_is_thinned_and_counted(self):
        run = self.session.begin("import sys\nline = 'x' * 99 + '\\n'\nfor i in range(100):\n    sys.stdout.write(line * 10000)\n"
                                 "print('the end')")
        self.assertEqual(self.session.wait("DONE")[2], OK)
        text, dropped = self.session.console[run], self.session.dropped[run]
        self.assertEqual(len(text) + dropped, 100 * 10000 * 101 + len("the end\r\n"))
        self.assertTrue(text.startswith(b"x" * 99 + b"\r\n"))
        self.assertTrue(text.endswith(b"the end\r\n"))
        self.assertLess(len(text), 64 << 20)

    @unittest.skipUnless(THOROUGH, "done with another interpreter")
    def test_a_reader_that_does_not_read_stops_nothing(self):
        run = self.session.begin("import sys\nfor i in range(50):\n    sys.stdout.write('x' * 10**6)\nopen(%r, 'w').close()"
                                 % self.path("written"))
        while not os.path.exists(self.path("written")):
            os.sched_yield()
        self.assertEqual(self.session.wait("DONE")[:3], [run, 1, OK])

    def path(self, name):
        if not hasattr(self, "folder"):
            self.folder = tempfile.TemporaryDirectory()
            self.addCleanup(self.folder.cleanup)
        return os.path.join(self.folder.name, name)

    def test_input_is_asked_for_and_echoed(self):
        run = self.session.begin("name = input('who? ')\nname * 2")
        self.assertEqual(self.session.wait("INPUT_WANTED"), [run, 1, b"who? ", 0])
        self.session.wait_for_console(run, b"who? ")
        self.session.send("TYPE", "ab\n")
        self.assertEqual(self.session.wait("INPUT_WANTED")[1], 0)
        self.assertEqual(self.session.wait("DONE")[2], OK)
        self.assertIn("ab", self.session.printed(run))
        self.assertEqual(self.shown("name"), "'ab'")

    def test_getpass_asks_for_a_secret_and_does_not_echo(self):
        run = self.session.begin("import getpass\nsecret = getpass.getpass('pass: ')")
        self.assertEqual(self.session.wait("INPUT_WANTED"), [run, 1, b"pass: ", 1])
        self.session.wait_for_console(run, b"pass: ")
        self.session.send("TYPE", "xyzzy\n")
        self.assertEqual(self.session.wait("DONE")[2], OK)
        self.assertNotIn("xyzzy", self.session.printed(run))
        self.assertEqual(self.shown("secret"), "'xyzzy'")

    def test_input_can_be_interrupted_and_ended(self):
        self.assert_alive()
        run = self.session.begin("input('begun')")
        self.session.wait_for_console(run, b"begun")
        self.wait_until_it_sleeps()
        self.session.send("INTERRUPT", 1)
        self.assertEqual(self.session.wait("DONE")[2], INTERRUPTED)
        run = self.session.begin("input('begun')")
        self.session.wait_for_console(run, b"begun")
        self.session.send("TYPE", b"\x04")
        self.assertEqual(self.session.wait("DONE")[2], ERROR)

    def test_unicode_is_printed(self):
        self.run_cell("print('日本語 é \\N{GRINNING FACE}')")
        self.assertEqual(self.session.printed(), "日本語 é \N{GRINNING FACE}\n")

    def test_a_closed_standard_output_loses_output_and_nothing_else(self):
        self.run_cell("import os, sys\nos.close(1)")
        self.assertEqual(self.shown("'still'"), "'still'")
        self.run_cell("sys.stdout = None")
        self.assertEqual(self.shown("'here'"), "'here'")

    def test_a_full_buffer_of_an_unfinished_line_comes_before_done(self):
        self.run_cell("import sys; sys.stdout.write('no newline')")
        self.assertEqual(self.session.printed(), "no newline")


class Children(KernelTest):
    def test_a_forked_child_answers_nothing(self):
        self.run_cell("import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nelse: print('child')")
        self.assertIn("child", self.session.printed())
        self.assert_alive()
        self.assertEqual([name for name, _ in self.session.others if name == "DONE"], [])

    def test_a_forked_child_that_fails_leaves_a_traceback(self):
        done = self.run_cell("import os\npid = os.fork()\nif pid: status = os.waitpid(pid, 0)[1]\nelse: 1 / 0\nstatus >> 8")
        self.assertEqual(done.status, OK)
        self.assertEqual(done.shown, "1")
        self.assertIn("ZeroDivisionError", self.session.printed())

    def test_multiprocessing_works(self):
        self.assertEqual(self.shown("import multiprocessing\ncontext = multiprocessing.get_context('fork')\n"
                                    "with context.Pool(2) as pool: r = pool.map(abs, [-1, 2])\nr"), "[1, 2]")

    def test_threads_run_while_the_kernel_waits(self):
        self.run_cell("import threading\nevent = threading.Event()\nt = threading.Thread(target=event.wait); t.start()")
        self.assertEqual(self.shown("event.set(); t.join(10); t.is_alive()"), "False")


@unittest.skipUnless(THOROUGH, "done with another interpreter")
class Pipes(unittest.TestCase):
    def test_standard_output_is_complete_and_plain(self):
        with Session(TARN, PYTHON, pipes=True, stderr=subprocess.DEVNULL) as session:
            done = session.run("import sys\nprint('é')\n(sys.stdout.isatty(), sys.stdin.read())")
            self.assertEqual(done.shown, "(False, '')")
            self.assertEqual(session.console[1], "é\n".encode())
            self.assertEqual(session.run("input('name? ')").error["type"], "EOFError")
            self.assertNotIn(b"name?", session.console.get(session.last_run, b""))
            run = session.begin("for i in range(3 * 10**5): print('x' * 9)")
            self.assertEqual(session.wait("DONE")[2], OK)
            self.assertEqual(session.console[run], b"x" * 9 + b"\n" + (b"x" * 9 + b"\n") * (3 * 10**5 - 1))


if __name__ == "__main__":
    unittest.main()
