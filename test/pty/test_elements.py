"""Elements of mo.ui that are more than a value: each operated by keys, and what reads it seen."""
import re
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
        self.assertIn("up  ‹1.0› 2.0", terminal.screen.text)
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


class Files(Elements):
    READ = "'got %s' % [each.path.name for each in b.value]"

    def show_files(self, code: str, read: str):
        for name in ("data/deep/z.txt", "data/b10.csv", "data/b9.csv", "data/notes.txt", "data/.hidden"):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
        return self.show(code, read)

    def test_the_browser_shows_folders_and_picks_files(self):
        terminal = self.show_files("b = mo.ui.file_browser('data')\nb", self.READ)
        text = terminal.type("<CR>").text
        places = [text.index(name) for name in ("deep/", "b9.csv", "b10.csv", "notes.txt")]
        self.assertEqual(places, sorted(places))
        self.assertIn("got ['b9.csv']", terminal.type("/b9<CR>").text)
        terminal.type("/<Esc>")
        self.assertIn("data: b9.csv, notes.txt", terminal.type("G<CR>").text)
        self.assertIn("[x] notes.txt", terminal.screen.text)
        self.assertNotIn("b9.csv, notes.txt", terminal.type("<Space>").text)
        screen = terminal.type("gg<CR>")  # into the folder, which nothing reads
        self.assertIn("z.txt", screen.text)
        self.assertNotIn("[x]", screen.text)
        screen = terminal.type("gg<CR>")  # and up again
        self.assertIn("[x] b9.csv", screen.text)
        self.assertNotIn("../", screen.text)  # not out of where it began
        self.assertIn("got ['b9.csv', 'z.txt']", terminal.type("<Esc>cdeep/z.txt<CR>").text)
        self.assertIn("does not exist", terminal.type("cnothing<CR>").text)
        self.assertIn("is outside of", terminal.type("c..<CR>").text)

    def test_only_what_may_be_picked_is(self):
        terminal = self.show_files("b = mo.ui.file_browser('data', selection_mode='directory', multiple=False)\nb", self.READ)
        self.assertNotIn("b9.csv", terminal.type("<CR>").text)
        self.assertIn("got ['deep']", terminal.type("<Space>").text)
        self.assertIn("none can be picked", terminal.type("cb9.csv<CR>").text)
        terminal.close()
        terminal = self.show_files("b = mo.ui.file_browser('data', filetypes=['.csv'], filter=r'9')\nb", self.READ)
        screen = terminal.type("<CR>")
        self.assertIn("b9.csv", screen.text)
        self.assertNotIn("notes.txt", screen.text)
        self.assertNotIn("b10.csv", screen.text)

    def test_a_file_comes_with_its_contents(self):
        terminal = self.show_files("b = mo.ui.file(max_size=100)\nb", "'got %s' % [(each.name, each.contents) for each in b.value]")
        (self.folder / "large").write_bytes(bytes(101))
        self.assertIn("got [('b9.csv', b'data/b9.csv')]", terminal.type("cdata/b9.csv<CR>").text)
        self.assertIn("[ b9.csv ]", terminal.screen.text)
        self.assertIn("has more than 100 bytes", terminal.type("clarge<CR>").text)
        self.assertIn("got [('b9.csv'", terminal.screen.text)

    def test_a_folder_that_cannot_be_read_says_so(self):
        terminal = self.show_files("import os, shutil\nb = mo.ui.file_browser('data')\nshutil.rmtree('data')\nb", self.READ)
        self.assertIn("No such file or directory", terminal.screen.text)
        terminal.type("<CR>")  # and one can go on
        self.assertIn("NORMAL", terminal.type("<Esc><Esc>").text)


class Refresh(Elements):
    TICKS = "r = mo.ui.refresh(['20ms', '10s'], default_interval='20ms')"

    def test_it_ticks_while_it_is_shown(self):
        terminal = self.open(notebook(MARIMO + self.TICKS + "\nr", "import itertools\ncount = itertools.count()",
                                      "r, 'run %d' % next(count)"), size=(30, 100))
        terminal.send(":run all<CR>")  # it is never quiet
        terminal.until(lambda screen: re.search(r"run ([5-9]|\d\d)", screen.text))
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
        screen = terminal.until(lambda screen: re.search(r"run ([4-9]|\d\d) of", screen.text))
        runs, ticks = re.search(r"run (\d+) of 20ms \((\d+)\)", screen.text).groups()
        self.assertEqual(runs, ticks)

    def test_in_a_tab_that_is_closed_it_does_not_tick(self):
        code = "r = mo.ui.refresh(default_interval='10ms')\nmo.ui.tabs({'one': 'first', 'two': r})"
        terminal = self.show(code, "'is %r' % r.value")
        self.assertIn("is ''", terminal.screen.text)
        terminal.send("l")
        terminal.until(lambda screen: re.search(r"is '10ms \(([2-9]|\d\d)", screen.text))


if __name__ == "__main__":
    unittest.main()
