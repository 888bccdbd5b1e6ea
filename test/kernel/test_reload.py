"""Modules of the user that change on disk, in a real interpreter: TARN is the program under test, PYTHON the interpreter."""

import json
import os
import re
import sys
import tempfile
import unittest
from pathlib import Path

from wire import ERROR, INTERRUPTED, OK, Session

TARN = os.environ["TARN"]
PYTHON = os.environ.get("PYTHON", sys.executable)


class ReloadTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.session = Session(TARN, PYTHON, str(self.folder), cwd=self.folder)
        self.addCleanup(self.session.__exit__)
        self.begin()

    def begin(self):
        self.session.send("NOTEBOOK", str(self.folder / "nb.py"), 0, "nb.py")
        self.session.send("MODULES", 1)

    def restart(self):
        self.session.restart()
        self.begin()

    def write(self, name, text):
        """As an editor saves: by another file that takes the place."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(path.name + "~")
        beside.write_text(text)
        beside.replace(path)
        return str(path)

    def shown(self, code, cell=1):
        done = self.session.run(code, cell)
        self.assertEqual(done.status, OK, done.output)
        return done.shown

    def told(self, wanted):
        """The packets of this name so far, each with its strings."""
        found = [[each.decode() for each in fields] for name, fields in self.session.others if name == wanted]
        self.session.others = [each for each in self.session.others if each[0] != wanted]
        return found

    def loaded(self):
        pairs = [each for packet in self.told("MODULES_ARE") for each in packet]
        return {name: Path(path).relative_to(self.folder).as_posix() for name, path in zip(pairs[::2], pairs[1::2])}

    def change(self, *paths):
        """(what is wrong, what changed, names) or None, of files that an editor's watcher saw change."""
        self.session.send("CHANGED", *paths)
        self.session.send("GLOBALS", 1)
        self.session.wait("GLOBALS_ARE")
        told = self.told("OUTDATED")
        self.assertLessEqual(len(told), 1)
        return (told[0][0], told[0][1], sorted(told[0][2:])) if told else None

    def save(self, name, text):
        return self.change(self.write(name, text))


class WhatIsLoaded(ReloadTest):
    def test_modules_of_the_user_are_told_once_and_others_never(self):
        self.write("helper.py", "import json, base")
        self.write("base.py", "")
        self.write("pkg/__init__.py", "")
        self.write("pkg/sub.py", "")
        self.write("venv/lib/python3/site-packages/installed.py", "")
        self.shown("import helper, marimo, decimal, sys; sys.path.append('venv/lib/python3/site-packages'); import installed")
        self.assertEqual(self.loaded(), {"helper": "helper.py", "base": "base.py"})
        self.shown("import helper")
        self.assertEqual(self.loaded(), {})
        self.shown("from pkg import sub")
        self.assertEqual(self.loaded(), {"pkg": "pkg/__init__.py", "pkg.sub": "pkg/sub.py"})

    def test_who_asks_later_is_told_of_all_and_who_does_not_ask_of_none(self):
        self.session.send("MODULES", 0)
        self.write("helper.py", "X = 1")
        self.shown("import helper")
        self.assertEqual(self.loaded(), {})
        self.assertIsNone(self.save("helper.py", "X = 2"))
        self.assertEqual(self.shown("helper.X"), "1")
        self.session.send("MODULES", 1)
        self.shown("1")
        self.assertEqual(self.loaded(), {"helper": "helper.py"})

    def test_nothing_is_imported_for_the_sake_of_those_who_do_not_ask(self):
        with Session(TARN, PYTHON, str(self.folder), cwd=self.folder) as session:
            done = session.run("import sys; [each for each in ('_tarn_reload', 'modulefinder') if each in sys.modules]")
            self.assertEqual(done.shown, "[]")

    def test_a_new_interpreter_knows_nothing(self):
        self.write("helper.py", "X = 1")
        self.shown("import helper")
        self.restart()
        self.told("MODULES_ARE")
        self.assertIsNone(self.save("helper.py", "X = 2"))
        self.assertEqual(self.shown("import helper; helper.X"), "2")
        self.assertEqual(self.loaded(), {"helper": "helper.py"})


class Changes(ReloadTest):
    def test_a_change_is_told_and_loaded_before_the_next_run(self):
        self.write("helper.py", "X = 1\nOLD = 0")
        self.assertEqual(self.shown("import helper\nhelper.X"), "1")
        self.assertEqual(self.save("helper.py", "X = 2"), ("", "helper.py changed", ["helper"]))
        self.assertEqual(self.shown("helper.X, hasattr(helper, 'OLD')"), "(2, False)")
        self.assertEqual(self.told("RELOADED"), [["helper"]])
        self.shown("1")
        self.assertEqual(self.told("RELOADED"), [])

    def test_a_file_that_says_the_same_has_not_changed(self):
        path = self.write("helper.py", "X = 1")
        self.shown("import helper")
        self.assertIsNone(self.save("helper.py", "X = 1"))
        self.assertIsNone(self.change(path, str(self.folder / "other.py")))

    def test_two_changes_of_one_second_and_one_size_are_two(self):
        path = self.write("helper.py", "X = 1")
        os.utime(path, (1e9, 1e9))
        self.shown("import sys; sys.dont_write_bytecode = False; import helper; helper.X")
        for value in "234":
            self.write("helper.py", "X = " + value)
            os.utime(path, (1e9, 1e9))
            self.change(path)
            self.assertEqual(self.shown("helper.X"), value)
        self.restart()
        self.assertEqual(self.shown("import helper; helper.X"), "4")

    def test_who_imports_it_is_out_of_date_too_and_loaded_after_it(self):
        self.write("base.py", "X = 1")
        self.write("middle.py", "def f():\n    from base import X\n    return X")
        self.write("top.py", "from base import *\nfrom middle import f\nTWICE = 2 * X")
        self.write("other.py", "import json\nY = object()")
        self.assertEqual(self.shown("import top, other; Y = other.Y; top.TWICE, top.f()"), "(2, 1)")
        self.assertEqual(self.save("base.py", "X = 5")[2], ["base", "middle", "top"])
        self.assertEqual(self.shown("top.TWICE, top.f(), other.Y is Y"), "(10, 5, True)")

    def test_packages_and_what_is_in_them(self):
        self.write("pkg/__init__.py", "from .a import f")
        self.write("pkg/a.py", "def f(): return 1")
        self.write("pkg/b.py", "from . import a\nfrom .deep import c\nK = c.K")
        self.write("pkg/deep/__init__.py", "")
        self.write("pkg/deep/c.py", "K = 1")
        self.assertEqual(self.shown("import pkg, pkg.b as b; from pkg.deep.c import K; pkg.f(), b.K, K"), "(1, 1, 1)")
        self.assertEqual(self.save("pkg/deep/c.py", "K = 7")[2], ["pkg", "pkg.b", "pkg.deep", "pkg.deep.c"])
        self.assertEqual(self.shown("pkg.b.K, pkg.deep.c.K"), "(7, 7)")
        self.assertIn("pkg", self.save("pkg/a.py", "def f(): return 2")[2])
        self.assertEqual(self.shown("pkg.f(), pkg.b.a.f(), pkg.b is b"), "(2, 2, True)")
        self.assertEqual(self.save("pkg/__init__.py", "from .b import K\nfrom .a import f")[2], ["pkg"])
        self.assertEqual(self.shown("pkg.K, pkg.a.f()"), "(7, 2)")

    def test_modules_that_import_each_other(self):
        self.write("one.py", "import two\nX = 1")
        self.write("two.py", "import one\ndef f(): return one.X")
        self.shown("import one, two")
        self.assertEqual(self.save("one.py", "import two\nX = 2")[2], ["one", "two"])
        self.assertEqual(self.shown("two.f(), one.two is two"), "(2, True)")

    def test_a_thousand_events_are_one_change(self):
        path = self.write("helper.py", "X = 1")
        self.shown("import helper")
        self.write("helper.py", "X = 2")
        self.assertEqual(self.change(*[path] * 1000), ("", "helper.py changed", ["helper"]))
        self.assertEqual(self.shown("helper.X"), "2")

    def test_many_files_are_told_in_short(self):
        paths = [self.write("m%d.py" % i, "X = 1") for i in range(6)]
        self.shown("import m0, m1, m2, m3, m4, m5")
        for i in range(6):
            self.write("m%d.py" % i, "X = 2")
        self.assertEqual(self.change(*paths)[1], "m0.py, m1.py, m2.py and 3 more changed")

    def test_a_change_while_a_cell_runs_is_loaded_before_the_next(self):
        path = self.write("helper.py", "X = 1")
        self.shown("import helper")
        run = self.session.begin("print('begun', flush=True); input(); helper.X")
        self.session.wait_for_console(run, b"begun")
        self.write("helper.py", "X = 2")
        self.session.send("CHANGED", path)
        self.session.send("TYPE", "\n")
        self.assertEqual(json.loads(self.session.wait("DONE")[3])["repr"], "1")
        self.assertEqual(self.shown("helper.X"), "2")

    def test_a_change_before_anyone_could_watch_is_not_missed(self):
        self.write("helper.py", "X = 1")
        done = self.session.run("import sys, os; sys.dont_write_bytecode = False; import helper\n"
                                "open('helper.py', 'w').write('X = 1 + 1')")
        self.assertEqual(done.status, OK)
        self.assertEqual(self.told("OUTDATED"), [["", "helper.py changed", "helper"]])
        self.assertEqual(self.shown("helper.X"), "2")

    def test_a_cell_that_writes_what_it_imports_is_not_out_of_date_by_that(self):
        code = "open('made.py', 'w').write('X = 1'); import made"
        self.shown(code)
        self.assertIsNone(self.change(str(self.folder / "made.py")))
        self.shown(code)
        self.assertIsNone(self.change(str(self.folder / "made.py")))


class Faults(ReloadTest):
    def test_a_syntax_error_has_its_place_and_the_old_module_stays(self):
        self.write("helper.py", "X = 1\ndef f(): return X")
        self.shown("import helper")
        wrong, what, names = self.save("helper.py", "X = 2\n\ndef f(:\n")
        self.assertRegex(wrong, r"^helper\.py:3: ")
        self.assertEqual((what, names), ("helper.py changed", ["helper"]))
        self.assertEqual(self.shown("helper.X, helper.f()"), "(1, 1)")
        self.assertEqual(self.told("RELOADED"), [])
        self.assertEqual(self.save("helper.py", "X = 3"), ("", "helper.py changed", ["helper"]))
        self.assertEqual(self.shown("helper.X"), "3")
        self.assertEqual(self.told("RELOADED"), [["helper"]])

    def test_a_module_that_raises_stays_as_it_was_and_is_not_tried_again_before_it_changes(self):
        self.write("base.py", "X = 1")
        self.write("top.py", "from base import X")
        self.shown("import top")
        self.assertEqual(self.save("base.py", "Y = 1\nprint('tried')\n\n1 / 0\n")[0], "")
        self.assertEqual(self.shown("top.X, hasattr(top.base, 'Y') if hasattr(top, 'base') else None"), "(1, None)")
        told = self.told("OUTDATED")
        self.assertEqual([told[0][0], sorted(told[0][2:])], ["base.py:4: ZeroDivisionError: division by zero", ["base", "top"]])
        printed = re.sub(r"\x1b\[[\d;]*m", "", self.session.printed())
        self.assertRegex(printed, r'^tried\nTraceback .*\n  File ".*/base.py", line 4, in <module>\n')
        self.shown("1")
        self.assertEqual(self.told("OUTDATED"), [])
        self.assertNotIn("tried", self.session.printed())
        self.save("base.py", "X = 9")
        self.assertEqual(self.shown("top.X"), "9")
        self.assertEqual(sorted(self.told("RELOADED")[-1]), ["base", "top"])

    def test_an_importer_that_fails_is_tried_again_when_what_it_imports_changes(self):
        self.write("base.py", "X = 1")
        self.write("top.py", "from base import X")
        self.shown("import top")
        self.save("base.py", "Y = 1")
        self.assertEqual(self.shown("top.X"), "1")
        self.assertRegex(self.told("OUTDATED")[0][0], r"^top\.py:1: ImportError: cannot import name 'X'")
        self.assertEqual(self.told("RELOADED"), [["base"]])
        self.save("base.py", "X = 2")
        self.assertEqual(self.shown("top.X"), "2")

    def test_a_module_that_cannot_be_loaded_keeps_only_its_importers_waiting(self):
        self.write("pkg/__init__.py", "V = 1")
        self.write("pkg/bad.py", "")
        self.write("other.py", "V = 1")
        self.shown("import pkg.bad, other")
        paths = [self.write("pkg/bad.py", "("), self.write("pkg/__init__.py", "V = 2"), self.write("other.py", "V = 2")]
        self.assertRegex(self.change(*paths)[0], r"^bad\.py:1: ")
        self.assertEqual(self.shown("pkg.V, other.V"), "(2, 2)")
        self.assertEqual(self.told("RELOADED"), [["other"]])  # the package shows what is in it

    def test_an_error_that_cannot_be_told_is_told_by_its_name(self):
        self.write("helper.py", "")
        self.shown("import helper")
        self.save("helper.py", "class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd")
        self.assertEqual(self.shown("1"), "1")
        self.assertEqual(self.told("OUTDATED")[0][0], "helper.py:3: Odd")

    def test_a_module_that_is_gone_stays_loaded_and_may_come_back(self):
        path = self.write("helper.py", "X = 1")
        self.shown("import helper")
        os.unlink(path)
        self.assertEqual(self.change(path), ("helper.py is gone", "helper.py changed", ["helper"]))
        self.assertIsNone(self.change(path))
        self.assertEqual(self.shown("helper.X"), "1")
        self.save("helper.py", "X = 2")
        self.assertEqual(self.shown("helper.X"), "2")

    def test_a_change_that_is_taken_back_is_none(self):
        self.write("helper.py", "X = 1\nMARK = []")
        self.shown("import helper; mark = helper.MARK")
        self.save("helper.py", "X = 2")
        self.assertIsNone(self.save("helper.py", "X = 1\nMARK = []"))
        self.assertEqual(self.shown("helper.MARK is mark"), "True")
        self.assertEqual(self.told("RELOADED"), [["helper"]])

    def test_a_first_import_that_failed_is_known_and_may_be_mended(self):
        self.write("helper.py", "X = (")
        self.assertEqual(self.session.run("import helper").status, ERROR)
        self.assertEqual(self.loaded(), {"helper": "helper.py"})
        self.assertEqual(self.save("helper.py", "X = 1"), ("", "helper.py changed", ["helper"]))
        self.assertEqual(self.shown("import helper; helper.X"), "1")
        self.save("helper.py", "X = 2")
        self.assertEqual(self.shown("helper.X"), "2")

    def test_an_interrupt_of_a_module_that_loads_forever_leaves_the_old_one(self):
        self.write("helper.py", "X = 1")
        self.shown("import helper")
        self.save("helper.py", "print('begun', flush=True)\nwhile True: pass")
        for _ in range(2):  # who runs it again has it tried again
            run = self.session.begin("helper.X")
            self.session.wait_for_console(run, b"begun")
            self.session.send("INTERRUPT", 1)
            self.assertEqual(self.session.wait("DONE")[2], INTERRUPTED)
        self.assertEqual(self.told("RELOADED"), [])
        self.save("helper.py", "X = 3")
        self.assertEqual(self.shown("helper.X"), "3")

    def test_a_module_that_wants_to_leave_is_a_fault_of_the_module(self):
        self.write("helper.py", "X = 1")
        self.shown("import helper")
        self.save("helper.py", "raise SystemExit(3)")
        self.assertEqual(self.shown("helper.X"), "1")
        self.assertEqual(self.told("OUTDATED")[0][0], "helper.py:1: SystemExit: 3")


class OldObjects(ReloadTest):
    """What a cell that does not run again holds of the module becomes the new one, as in marimo and IPython."""

    def patched(self, before, after, held, shown):
        self.write("helper.py", before)
        self.shown("import helper\nfrom helper import *\n" + held)
        self.save("helper.py", after)
        return self.shown(shown, cell=2)

    def test_functions_with_their_defaults(self):
        self.assertEqual(self.patched("def f(a=1): return a", "def f(a=2, *, b=3): return a, b", "", "f()"), "(2, 3)")

    def test_functions_that_capture_variables(self):
        text = "def make(n):\n    def g(): return n + %d\n    return g\ng = make(%d)"
        self.assertEqual(self.patched(text % (0, 1), text % (10, 2), "", "g()"), "12")

    def test_a_function_that_captures_another_number_of_variables_stays(self):
        self.assertEqual(self.patched("def make(n):\n    return lambda: n\ng = make(1)", "def g(): return 2", "g", "g(), helper.g()"),
                         "(1, 2)")

    def test_decorated_functions(self):
        text = ("import functools\ndef deco(f):\n    @functools.wraps(f)\n    def inner(): return f()\n    return inner\n"
                "@deco\ndef f(): return %d")
        self.assertEqual(self.patched(text % 1, text % 2, "", "f()"), "2")

    def test_methods_properties_and_instances_of_classes(self):
        before = ("class A:\n    K = 1\n    def m(self): return 1\n    @property\n    def p(self): return 1\n"
                  "    @classmethod\n    def c(cls): return 1\n    @staticmethod\n    def s(): return 1\n    def gone(self): pass")
        after = ("class A:\n    K = 2\n    def m(self): return 2\n    @property\n    def p(self): return 2\n"
                 "    @classmethod\n    def c(cls): return 2\n    @staticmethod\n    def s(): return 2\n    def new(self): return 2")
        self.assertEqual(self.patched(before, after, "a = A(); m = a.m",
                                      "a.K, a.m(), a.p, a.c(), a.s(), a.new(), m(), hasattr(a, 'gone'), isinstance(a, helper.A), A().m()"),
                         "(2, 2, 2, 2, 2, 2, 2, False, True, 2)")

    def test_a_property_that_becomes_writable(self):
        before = "class A:\n    @property\n    def p(self): return 1"
        self.assertEqual(self.patched(before, before + "\n    @p.setter\n    def p(self, v): self.v = v", "a = A()", "a.p = 5; a.v"), "5")

    def test_classes_with_super_and_parents(self):
        text = ("class A:\n    def f(self): return [%d]\nclass B(A):\n    def __init__(self): super().__init__()\n"
                "    def f(self): return super().f() + [%d]")
        self.assertEqual(self.patched(text % (1, 1), text % (2, 2), "b = B()", "b.f(), B().f()"), "([2, 2], [2, 2])")

    def test_members_of_an_enum(self):
        text = "import enum\nclass E(enum.Enum):\n    A = %d\n    def f(self): return %d"
        self.assertEqual(self.patched(text % (1, 1), text % (2, 2), "a = E.A", "E.A is helper.E.A, isinstance(a, helper.E), a.f(), helper.E.A.value"),
                         "(True, True, 2, 2)")

    def test_other_slots_and_comparisons_that_raise_do_no_harm(self):
        before = ("class S:\n    __slots__ = ('a',)\nclass Odd:\n    def __eq__(self, other): raise ValueError\n"
                  "class C:\n    odd = Odd()\nX = 1")
        self.assertEqual(self.patched(before, before.replace("('a',)", "('a', 'b')").replace("X = 1", "X = 2"), "s = S()", "helper.X"), "2")

    def test_a_third_version_reaches_what_is_held_of_the_first(self):
        self.write("helper.py", "def f(): return 1")
        self.shown("from helper import f")
        for value in "23":
            self.save("helper.py", "def f(): return " + value)
            self.assertEqual(self.shown("f()", cell=2), value)


if __name__ == "__main__":
    unittest.main()
