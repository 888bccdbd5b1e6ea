"""The panel of packages: what the notebook's Python has, what cells import of it, and what they import and is missing."""
import unittest

from terminal import Case, notebook

IMPORTS = notebook("import fancy.part\nimport os, sys", "import nowhere_at_all", "import beside", "from fancy import other")


class Packages(Case):
    def make_package(self):
        library = self.folder / "library"
        (library / "fancy").mkdir(parents=True)
        (library / "fancy" / "__init__.py").write_text("open('imported', 'w')\n")
        told = library / "fancy_goods-1.2.3.dist-info"
        told.mkdir()
        (told / "METADATA").write_text("Metadata-Version: 2.1\nName: fancy-goods\nVersion: 1.2.3\nSummary: Fan goods\n")
        (told / "top_level.txt").write_text("fancy\n")
        self.write("beside.py", "x = 1\n")
        return {"PYTHONPATH": str(library)}

    def row(self, screen, name: str) -> str:
        return next((line for line in screen.text.split("\n") if name in line.split("│")[-1]), "")

    def test_what_is_imported_comes_first_and_what_is_missing_before_it(self):
        terminal = self.open(IMPORTS, environment=self.make_package(), size=(40, 120))
        terminal.type("<Space>P")
        screen = terminal.until("Fan goods")
        self.assertRegex(self.row(screen, "nowhere_at_all"), r"nowhere_at_all +missing +2")
        self.assertRegex(self.row(screen, "fancy-goods"), r"fancy-goods +1\.2\.3 +1,4 +Fan goods")
        rows = [line.split("│")[-1] for line in screen.text.split("\n")]
        self.assertIn("nowhere_at_all", rows[1])
        self.assertIn("fancy-goods", rows[2])
        self.assertNotIn("beside", "".join(rows))
        self.assertFalse((self.folder / "imported").exists())  # nothing is imported for it

    def test_a_row_leads_to_the_cell_that_imports_it(self):
        terminal = self.open(IMPORTS, environment=self.make_package(), size=(40, 120))
        terminal.type("<Space>P")
        terminal.until("Fan goods")
        self.assertRegex(terminal.type("<C-w>w<CR>").at_cursor, r"^import nowhere_at_all\b")

    def test_it_is_asked_anew_each_time_that_it_is_opened(self):
        environment = self.make_package()
        terminal = self.open(IMPORTS, environment=environment, size=(40, 120))
        terminal.type("<Space>P")
        terminal.until("Fan goods")
        (self.folder / "library" / "nowhere_at_all.py").write_text("")
        terminal.type("<Space>P<Space>P")
        terminal.until(lambda screen: "Fan goods" in screen.text and "missing" not in screen.text)

    def test_nothing_is_asked_where_the_folder_is_not_trusted(self):
        environment = self.make_package()
        terminal = self.open(IMPORTS, environment={**environment, "XDG_STATE_HOME": str(self.folder / "fresh")}, size=(40, 120))
        terminal.type(":panel packages<CR>")
        terminal.until("is not trusted")


if __name__ == "__main__":
    unittest.main()
