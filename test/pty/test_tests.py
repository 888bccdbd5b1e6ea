"""pytest over the tests in cells, while they are edited: when a cell of tests runs, and by :test."""
import os
import subprocess
import sys
import unittest

from terminal import Case, notebook

PYTEST = os.environ.get("TARN_TEST_PYTHON") or sys.executable
HAS_PYTEST = subprocess.run([PYTEST, "-c", "import pytest"], stderr=subprocess.DEVNULL).returncode == 0
CASES = """def test_good():
    assert base == 2
def test_bad():
    left = base
    print("to" + "ld")
    assert left == 5
class TestGroup:
    def test_inner(self):
        print("pas" + "sed by")
        assert base == 2"""
NOTEBOOK = notebook("base = 2", CASES)


class Reactive(Case):
    def open_with(self, content):
        self.path = self.write("nb.py", content)
        terminal = self.terminal("nb.py", "--python", PYTEST)
        terminal.quiet()
        return terminal

    def rail_of(self, screen, text):
        return next(row for row in screen.rows if text in row).split("│")[0]

    @unittest.skipUnless(HAS_PYTEST, "needs pytest")
    def test_a_cell_of_tests_is_tested_when_it_runs_and_its_failures_can_be_jumped_to(self):
        terminal = self.open_with(NOTEBOOK)
        screen = terminal.type(":run all<CR>")
        self.assertIn("2 passed, 1 failed", screen.text)
        self.assertIn("test_bad: assert 2 == 5", screen.text)
        self.assertIn("✗", self.rail_of(screen, "def test_good"))
        self.assertIn("2/3", self.rail_of(screen, "def test_good"))
        self.assertIn("told", screen.text)
        self.assertNotIn("passed by", screen.text)  # of a test that passed
        screen = terminal.type("]]gf")
        self.assertEqual(screen.at_cursor.strip(), "assert left == 5")
        screen = terminal.type("$xa2<Esc>")
        self.assertIn("●", self.rail_of(screen, "def test_good"))  # the result is about another text
        screen = terminal.type("g<CR>")
        self.assertIn("3 passed", screen.text)
        self.assertIn("3/3", self.rail_of(screen, "def test_good"))
        self.assertIn("✓", self.rail_of(screen, "def test_good"))
        screen = terminal.type("ggA0<Esc>")
        self.assertIn("●", self.rail_of(screen, "def test_good"))  # or about another value
        screen = terminal.type("g<CR>")
        self.assertIn("3 failed", screen.text)

    @unittest.skipUnless(HAS_PYTEST, "needs pytest")
    def test_an_option_leaves_them_alone_and_a_command_asks_for_them(self):
        mixed = "base = 2\ndef test_here():\n    assert base == 3\n'shown'"
        terminal = self.open_with(notebook(mixed, "def test_there():\n    assert base == 2", "1"))
        screen = terminal.type(":set noreactivetests<CR>:run all<CR>")
        self.assertNotIn("passed", screen.text)
        screen = terminal.type("gg:test<CR>")
        self.assertIn("1 failed", screen.text)
        self.assertIn("shown", screen.text)
        screen = terminal.type(":%test<CR>")
        self.assertIn("1 passed", screen.text)
        self.assertIn("this cell has no test", terminal.type("G:test<CR>").text)

    @unittest.skipUnless(HAS_PYTEST, "needs pytest")
    def test_what_a_test_needs_runs_before_it(self):
        terminal = self.open_with(notebook("base = 2", "twice = base * 2", "def test_twice():\n    assert twice == 4"))
        self.assertIn("1 passed", terminal.type("G:test<CR>").text)

    @unittest.skipUnless(HAS_PYTEST, "needs pytest")
    def test_fixtures_and_parameters_are_pytests(self):
        fixtures = ("import pytest\n@pytest.fixture\ndef three():\n    return 3\n"
                    "@pytest.fixture(autouse=True)\ndef never():\n    raise ValueError('of another cell')")
        tests = ("@pytest.mark.parametrize('n', [3, 4])\ndef test_three(three, n):\n    assert n == three\n"
                 "@pytest.mark.skip\ndef test_later():\n    pass\n"
                 "@pytest.mark.xfail\ndef test_wrong():\n    assert False")
        terminal = self.open_with(notebook(fixtures, tests))
        screen = terminal.type(":run all<CR>")
        self.assertIn("1 passed, 1 failed, 1 skipped, 1 xfailed", screen.text)
        self.assertIn("test_three[4]: assert 4 == 3", screen.text)
        self.assertNotIn("ValueError: ", screen.text)

    @unittest.skipUnless(HAS_PYTEST, "needs pytest")
    def test_an_interrupt_ends_them(self):
        terminal = self.open_with(notebook("import time", "def test_long():\n    time.sleep(600)"))
        for _ in range(2):  # while pytest is imported, and when it is there
            terminal.send(":run all<CR>")
            terminal.until("running cell 2")
            terminal.send("<C-c>")
            terminal.until("─ interrupted ─")
            terminal.quiet()

    def test_without_pytest_it_is_said_how_to_get_it(self):
        self.write("pytest.py", "raise ImportError('none')\n")
        terminal = self.open_with(NOTEBOOK)
        screen = terminal.type(":run all<CR>")
        self.assertNotIn("pytest", screen.text)
        screen = terminal.type(":%test<CR>")
        self.assertIn("has no pytest; install it", " ".join(screen.text.replace("┊", "").split()))
        self.assertIn("─ no pytest ─", screen.text)


if __name__ == "__main__":
    unittest.main()
