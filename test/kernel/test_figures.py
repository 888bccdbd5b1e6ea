"""Figures of matplotlib that cells make by pyplot: plt.show() shows them, and each cell begins without any."""

import importlib.util
import os
import sys
import unittest

from wire import OK, Session


@unittest.skipUnless(importlib.util.find_spec("matplotlib"), "there is no matplotlib")
class Figures(unittest.TestCase):
    def setUp(self):
        self.session = Session(os.environ["TARN"], sys.executable)
        self.addCleanup(self.session.__exit__)
        self.session.run("import matplotlib.pyplot as plt")

    def shown(self, code, cell=1):
        """The nodes that a cell shows, one below the other."""
        done = self.session.run(code, cell)
        self.assertEqual(OK, done.status)
        root = done.output["root"] if done.output else {"children": []}
        return [node["node"] for node in root.get("children", [root])]

    def lines(self):
        return self.session.run("len(plt.gca().lines)", 9).shown

    def test_each_cell_begins_without_figures(self):
        self.assertEqual(["picture"], self.shown("plt.plot([1, 2])", 1))
        self.assertEqual("0", self.lines())
        self.assertEqual(["picture"], self.shown("figure, axes = plt.subplots()\naxes.plot([1, 2])\naxes", 2))
        self.assertEqual(["picture"], self.shown("axes.plot([2, 1])\naxes", 3))
        self.assertEqual("2", self.session.run("len(axes.lines)", 4).shown)

    def test_figures_of_a_cell_that_fails_are_closed(self):
        self.session.run("plt.plot([1, 2])\n1 / 0", 1)
        self.assertEqual("0", self.lines())

    def test_show_shows_figures_above_the_value(self):
        two = "for i in range(2):\n    plt.figure()\n    plt.plot([i, 1])\nplt.show()"
        self.assertEqual(["picture", "picture"], self.shown(two))
        self.assertEqual(["picture", "picture", "text"], self.shown(two + "\nplt.get_fignums()"))
        self.assertEqual(["text"], self.shown("7", 2))
        self.assertEqual(["picture"], self.shown("figure = plt.figure()\nfigure.show()", 3))

    def test_show_warns_of_nothing_and_opens_no_window(self):
        run = self.session.run("import matplotlib\nplt.plot([1])\nplt.show()\nprint(matplotlib.get_backend())").run
        self.assertEqual("module://_tarn_mpl\n", self.session.printed(run))

    def test_a_backend_that_is_asked_for_is_used(self):
        self.assertEqual("'agg'", self.session.run("plt.switch_backend('agg')\nplt.get_backend().lower()").shown)
        self.session.run("plt.plot([1, 2])", 2)
        self.assertEqual("0", self.lines())


if __name__ == "__main__":
    unittest.main()
