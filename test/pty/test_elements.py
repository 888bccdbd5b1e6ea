"""Elements of mo.ui that are more than a value: each operated by keys, and what reads it seen."""
import unittest

from terminal import Case, notebook

MARIMO = "import marimo as mo\n"


class Elements(Case):
    def show(self, code: str, *others: str, size=(40, 100)):
        """The cells have run, and keys go to the first element."""
        terminal = self.open(notebook(MARIMO + code, *others), size=size)
        terminal.type(":run all<CR>")
        terminal.type("gg]w")
        return terminal


class Matrix(Elements):
    def test_keys_go_from_number_to_number_and_change_them(self):
        terminal = self.show("m = mo.ui.matrix([[1, 2], [3, 4.5]], min_value=0, row_labels=['up', 'low'])\nm", "'is %s' % m.value")
        self.assertIn("up   1.0  2.0", terminal.screen.text)
        self.assertIn("is [[2, 2], [3, 4.5]]", terminal.type("k").text)
        self.assertIn("is [[2, 7], [3, 4.5]]", terminal.type("l5k").text)
        self.assertIn("is [[2, 7], [3, 3.5]]", terminal.type("oj").text)
        self.assertIn("is [[2, 7], [-0, 3.5]]".replace("-", ""), terminal.type("h9j").text)
        self.assertIn("is [[2, 7], [12, 3.5]]", terminal.type("12<CR>").text)
        self.assertIn("is [[2, 7], [12.25, 3.5]]", terminal.type("A.25<CR>").text)
        self.assertIn("it is no number", terminal.type("cabc<CR>").text)

    def test_a_symmetric_one_stays_so_and_a_flat_one_is_a_list(self):
        terminal = self.show("m = mo.ui.matrix([[1, 2], [2, 1]], symmetric=True)\nm", "'is %s' % m.value")
        self.assertIn("is [[1, 3], [3, 1]]", terminal.type("lk").text)
        terminal.close()
        terminal = self.show("m = mo.ui.matrix([1, 2, 3], step=0.1, disabled=[False, True, False])\nm", "'is %s' % m.value")
        self.assertIn("is [1, 1.9, 3]".replace("1.9", "2"), terminal.type("ok").text)  # the second is fixed
        self.assertIn("is [1, 2, 2.9]", terminal.type("oj").text)


class Refresh(Elements):
    TICKS = "r = mo.ui.refresh(['20ms', '10s'], default_interval='20ms')"

    def test_it_ticks_while_it_is_shown(self):
        terminal = self.open(notebook(MARIMO + self.TICKS + "\nr", "import itertools\ncount = itertools.count()",
                                      "r, 'run %d' % next(count)"), size=(30, 100))
        terminal.send(":run all<CR>")  # it is never quiet
        terminal.until("run 5")
        terminal.send("ggdac")  # and no longer, when the cell is gone
        terminal.quiet()

    def test_keys_choose_how_often(self):
        terminal = self.show("r = mo.ui.refresh(['10s', 20])\nr", "'is %r' % r.value")
        self.assertIn("is ''", terminal.screen.text)
        self.assertIn("is '10s (1)'", terminal.type("l").text)
        self.assertIn("every 10s", terminal.screen.text)
        self.assertIn("is '20 (2)'", terminal.type("l").text)
        self.assertIn("is '20 (3)'", terminal.type("<CR>").text)
        self.assertIn("is 'off (4)'", terminal.type("9h").text)
        self.assertNotIn("every", terminal.screen.text)

    def test_what_takes_longer_than_the_interval_is_late_and_never_behind(self):
        terminal = self.open(notebook(MARIMO + self.TICKS + "\nr", "import time, itertools\ncount = itertools.count()",
                                      "r\ntime.sleep(0.1)\n'run %d of %s' % (next(count), r.value)"), size=(30, 100))
        terminal.send(":run all<CR>")
        screen = terminal.until("run 4 of")
        self.assertIn("run 4 of 20ms (4)", screen.text)

    def test_in_a_tab_that_is_closed_it_does_not_tick(self):
        code = "r = mo.ui.refresh(default_interval='10ms')\nmo.ui.tabs({'one': 'first', 'two': r})"
        terminal = self.show(code, "'is %r' % r.value")
        self.assertIn("is ''", terminal.screen.text)
        terminal.send("l")
        terminal.until("is '10ms (2)'")


if __name__ == "__main__":
    unittest.main()
