"""What the kernel says of names while code is typed: TARN is the program under test, PYTHON the interpreter."""

import os
import subprocess
import sys
import unittest

from wire import OK, Session

TARN = os.environ["TARN"]
PYTHON = os.environ.get("PYTHON", sys.executable)
NAMES, HELP, SIGNATURE = range(3)

# Everything that is not to run says so where the test can see it.
TRAPS = '''
ran = []
class Trap:
    """A trap."""
    size: int = 3
    @property
    def price(self):
        """What it costs."""
        ran.append("property")
    def __getattr__(self, name):
        ran.append(name)
        raise AttributeError(name)
    def __getattribute__(self, name):
        ran.append(name)
        return object.__getattribute__(self, name)
    def __dir__(self):
        ran.append("dir")
        return ["nonsense"]
    def __repr__(self):
        ran.append("repr")
        return "REPR"
    @classmethod
    def make(cls, how, *, quick=True):
        """Makes one.

        At length."""
    def go(self, far, to="home", *rest, **more):
        pass
trap = Trap()
trap.own = Trap
class Box:
    pass
box = Box()
box.trap = trap
def area(width, height=trap):
    """The size.

    Of a field."""
    return width * height
'''


class LookupTest(unittest.TestCase):
    def setUp(self):
        self.session = Session(TARN, PYTHON)
        self.addCleanup(self.session.__exit__)

    def run_cell(self, code):
        self.assertEqual(self.session.run(code).status, OK)

    def ask(self, what, code):
        self.session.send("LOOKUP", 7, what, code)
        fields = self.session.wait("FOUND")
        self.assertEqual(fields[:2], [7, what])
        return [each.decode() for each in fields[2:]]

    def entries(self, code):
        flat = self.ask(NAMES, code)
        self.assertEqual(len(flat) % 4, 0)
        return {name: rest for name, *rest in zip(*[iter(flat)] * 4)}


class Names(LookupTest):
    def test_globals_come_with_their_kind(self):
        self.run_cell("import os\nclass Big: pass\nx = 3\ndef f(a, b=2): 'Does it.'")
        found = self.entries("y = ")
        self.assertEqual(found["os"][0], "module")
        self.assertEqual(found["Big"][0], "class")
        self.assertEqual(found["x"], ["instance", "int", ""])
        self.assertEqual(found["f"], ["function", "(a, b=2)", "Does it."])
        self.assertNotIn("__name__", found)

    def test_attributes_are_found_and_nothing_of_the_users_runs(self):
        self.run_cell(TRAPS)
        found = self.entries("trap.")
        self.assertEqual(found["price"], ["property", "", "What it costs."])
        self.assertEqual(found["size"][:2], ["instance", "int"])
        self.assertEqual(found["own"][0], "class")
        self.assertEqual(found["go"][:2], ["function", "(far, to='home', *rest, **more)"])
        self.assertEqual(found["make"], ["function", "(how, *, quick=True)", "Makes one."])
        self.assertNotIn("nonsense", found)
        self.assertEqual(found["__eq__"][:2], ["function", "(value)"])
        self.assertEqual(self.entries("Trap.")["go"][1], "(self, far, to='home', *rest, **more)")
        self.assertIn("go", self.entries("box.trap.g"))
        self.assertIn("go", self.entries("print(box . trap . "))
        self.assertEqual(self.entries("trap.price."), self.entries("trap.price.nothing."))
        self.assertEqual(self.session.run("ran").shown, "[]")

    def test_modules_and_classes_have_attributes_too(self):
        self.run_cell("import os, collections")
        self.assertEqual(self.entries("os.path.jo")["join"][0], "function")
        self.assertEqual(self.entries("collections.")["Counter"][0], "class")
        self.assertIn("upper", self.entries("str."))

    def test_code_that_is_no_name_is_read_and_not_run(self):
        self.run_cell(TRAPS + "def make():\n    ran.append('make')\n    return trap\nlist_of = [trap]")
        for code in ("make().", "list_of[0].", "(trap).", "trap.price.", "import trap.", "from os import pa", "f'{trap.", "def f(inner):\n    inn"):
            for what in (NAMES, HELP, SIGNATURE):
                self.ask(what, code)
        self.assertEqual(self.session.run("ran").shown, "[]")

    def test_code_of_any_kind_is_answered(self):
        for code in ("", ".", "x.", "1.", "'", "\"\"\"", "f(", "é.ü", "a..b", "\x00", "(" * 200, "lambda: ("):
            self.entries(code)

    def test_a_library_may_say_which_attributes_its_objects_have(self):
        self.run_cell("import types, sys\n"
                      "library = types.ModuleType('library')\n"
                      "exec('class Frame:\\n def __dir__(self): return [\"column\", \"two words\", 3]', library.__dict__)\n"
                      "frame = library.Frame()")
        found = self.entries("frame.")
        self.assertIn("column", found)
        self.assertNotIn("two words", found)


@unittest.skipUnless(subprocess.run([PYTHON, "-c", "import jedi"], capture_output=True).returncode == 0,
                     f"{PYTHON} has no jedi")
class WithJedi(LookupTest):
    def test_what_a_call_returns_is_read_from_the_cells(self):
        self.run_cell("def make() -> str:\n    'Makes.'\n    return ''")
        self.assertIn("upper", self.entries("make().up"))
        self.assertIn("inner", self.entries("def f(inner):\n    inn"))
        self.assertIn("path", self.entries("from os import pa"))

    def test_what_has_not_run_is_read_from_the_cell(self):
        lines = self.ask(HELP, "def fresh(a):\n    'Is new.'\n\nfresh")
        self.assertIn("Is new.", "\n".join(lines))
        self.assertEqual(self.ask(SIGNATURE, "def fresh(a, b=1): pass\nfresh("), ["fresh(a, b=1)"])


class Help(LookupTest):
    def test_a_function_is_shown_with_its_arguments_and_its_documentation(self):
        self.run_cell(TRAPS)
        lines = self.ask(HELP, "area")
        self.assertEqual(lines[0], "area(width, height=…)")
        self.assertEqual(lines[1:], ["", "The size.", "", "Of a field."])
        self.assertEqual(self.ask(HELP, "Trap")[0], "class Trap")
        self.assertEqual(self.session.run("ran").shown, "[]")

    def test_values_say_their_type_and_size(self):
        self.run_cell("x = [1, 2, 3]\nn = 42\ns = 'é'")
        self.assertEqual(self.ask(HELP, "x")[0], "x: list of 3")
        self.assertEqual(self.ask(HELP, "n")[0], "n: int = 42")
        self.assertEqual(self.ask(HELP, "s")[0], "s: str of 1 = 'é'")

    def test_what_stands_behind_a_subscript_is_found(self):
        self.run_cell(TRAPS + "class Dict(dict):\n    def __getitem__(self, key):\n        ran.append(key)\n"
                      "deep = {'b.c': [1, 'x'], 'd': [trap]}\nown = Dict(b='x')")
        self.assertEqual(self.ask(HELP, "deep['b.c'].append")[0], "deep['b.c'].append(object)")
        self.assertIn("upper", self.entries("deep[\"b.c\"][ -1 ]."))
        self.assertEqual(self.ask(SIGNATURE, "deep['d'][0].go("), ["go(far, to='home', *rest, **more)"])
        self.assertNotIn("deep['e'].append(object)", self.ask(HELP, "deep['e'].append"))  # jedi, if there is one, knows lists
        self.ask(HELP, "own['b'].upper")
        self.assertEqual(self.session.run("ran").shown, "[]")

    def test_an_instance_is_not_asked_for_anything(self):
        self.run_cell(TRAPS)
        self.assertEqual(self.ask(HELP, "box.trap")[0], "box.trap: Trap")
        self.assertEqual(self.session.run("ran").shown, "[]")

    def test_what_nobody_knows_is_answered_by_nothing_or_by_jedi(self):
        self.assertEqual(self.ask(HELP, "nothing_of_this_name"), [])
        self.assertEqual(self.ask(HELP, ""), [])


class Signatures(LookupTest):
    def test_a_call_says_what_it_takes(self):
        self.run_cell(TRAPS)
        for code in ("area(1, [2, (3,", "no_such_function(", "(", "x["):
            self.assertNotIn("REPR", "".join(self.ask(SIGNATURE, code)))
        self.assertEqual(self.ask(SIGNATURE, "area(1, [2], "), ["area(width, height=…)"])
        self.assertEqual(self.ask(SIGNATURE, "x = trap.go("), ["go(far, to='home', *rest, **more)"])
        self.assertEqual(self.ask(SIGNATURE, "area(trap.go(1), "), ["area(width, height=…)"])
        self.assertEqual(self.session.run("ran").shown, "[]")

    def test_a_class_takes_what_its_init_does(self):
        self.run_cell("class Point:\n    def __init__(self, x, y=0): pass")
        self.assertEqual(self.ask(SIGNATURE, "Point("), ["Point(x, y=0)"])


if __name__ == "__main__":
    unittest.main()
