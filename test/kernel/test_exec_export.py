"""`tarn exec -o OUT`: what a run showed, as a file; nothing of it can become markup."""
import base64
import json
import os
import subprocess
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

NOTEBOOK = '''import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    return (mo,)


@app.cell
def shown(mo):
    print("plain \\x1b[31mred\\x1b[0m")
    mo.md("# Title\\n\\n<script>alert(1)</script> [x](javascript:alert(2)) ![p](http://h/p.png)")
    return


@app.cell
def _(mo):
    class Hostile:
        def __repr__(self):
            return "</pre><script>alert(3)</script>\\"><img src=x onerror=alert(4)>"

    print("</pre><script>alert(5)</script>")
    mo.vstack([mo.ui.slider(1, 5, label="</p><script>alert(6)</script>"), Hostile(), mo.ui.tabs({"<b>": "in a tab"})])
    return


@app.cell
def _():
    x = 1 / 0
    return (x,)


@app.cell
def _(x):
    x
    return


if __name__ == "__main__":
    app.run()
'''


PICTURE = '''\
import marimo

__generated_with = "0.13.0"
app = marimo.App()


@app.cell
def _():
    import struct, zlib
    class Picture:
        def _repr_png_(self):
            chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            rows = (b"\\0" + bytes((200, 0, 0)) * 12) * 4
            return (b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 12, 4, 8, 2, 0, 0, 0))
                    + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    Picture()
    return


if __name__ == "__main__":
    app.run()
'''


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


class Export(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.notebook = self.folder / "nb.py"
        self.notebook.write_text(NOTEBOOK)

    def tarn(self, *arguments):
        return subprocess.run([os.environ["TARN"], *map(str, arguments)], capture_output=True, text=True, timeout=60)

    def execute(self, output, *arguments):
        done = self.tarn("exec", self.notebook, "--python", os.environ["PYTHON"], "-o", self.folder / output, *arguments)
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        self.assertIn("cell 4: ZeroDivisionError: division by zero", done.stderr)
        return (self.folder / output).read_text()

    def test_a_page_has_it_all_and_no_script(self):
        text = self.execute("out.html")
        page = Page(text)
        self.assertFalse({"script", "img", "iframe", "link", "object", "b"} & set(page.tags))
        self.assertFalse([name for name, _ in page.attributes if name.startswith("on")])
        for name, value in page.attributes:
            if name in ("href", "src"):
                self.assertTrue(value.startswith("#"), value)
        for shown in ("Title", "plain red", "alert(3)", "alert(6)", "in a tab", "ZeroDivisionError: division by zero",
                      "not run: a cell that it reads from failed or stopped"):
            self.assertIn(shown, page.text)
        self.assertIn('<span class="c1">red</span>', text)
        self.assertIn("1 / 0", Page(text).text)

    def test_a_page_has_its_pictures_within(self):
        """Also those of a saved session; text files name them."""
        self.notebook.write_text(PICTURE)
        for output, wanted in (("out.html", True), ("out.md", False), ("out.ipynb", False)):
            done = self.tarn("exec", self.notebook, "--python", os.environ["PYTHON"], "-o", self.folder / output, "--save-session")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            page = (self.folder / output).read_text()
            self.assertEqual("data:image/png;base64," in page, wanted, output)
            if wanted:
                tags = [value for name, value in Page(page).attributes if name == "src"]
                picture = base64.b64decode(tags[0].partition("base64,")[2])
                self.assertEqual((picture[:8], picture[16:24]), (b"\x89PNG\r\n\x1a\n", bytes((0, 0, 0, 12, 0, 0, 0, 4))))
                self.assertIn('alt="image/png', page)
                done = self.tarn("convert", "--with-session", "-o", self.folder / "again.html", self.notebook)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("data:image/png;base64,", (self.folder / "again.html").read_text())

    def test_a_page_can_do_without_code(self):
        self.assertNotIn("mo.vstack", self.execute("out.html", "--no-code"))

    def test_a_jupyter_notebook_has_outputs(self):
        cells = json.loads(self.execute("out.ipynb"))["cells"]
        stream, shown = cells[1]["outputs"]
        self.assertEqual(stream, {"name": "stdout", "output_type": "stream", "text": ["plain \x1b[31mred\x1b[0m\n"]})
        self.assertEqual(shown["data"]["text/markdown"][0], "# Title\n")
        self.assertEqual(cells[2]["outputs"][1]["output_type"], "display_data")
        self.assertFalse({"script", "img"} & set(Page("".join(cells[2]["outputs"][1]["data"]["text/html"])).tags))
        error = cells[3]["outputs"][0]
        self.assertEqual((error["output_type"], error["ename"], error["evalue"]),
                         ("error", "ZeroDivisionError", "division by zero"))
        self.assertEqual(cells[4]["outputs"], [])

    def test_a_markdown_document_has_them_behind_the_code(self):
        text = self.execute("out.md")
        self.assertIn("```text\nplain red\n```\n\n# Title\n", text)
        self.assertIn("```text\nZeroDivisionError: division by zero\n```", text)

    def test_what_has_no_place_for_outputs_is_refused_before_anything_runs(self):
        for output in ("out.py", "out"):
            done = self.tarn("exec", self.notebook, "-o", self.folder / output)
            self.assertEqual(done.returncode, 2)
            self.assertIn("outputs have a place in", done.stderr)
            self.assertFalse((self.folder / output).exists())

    def test_the_notebook_itself_is_not_overwritten(self):
        notebook = self.folder / "nb.md"
        self.assertEqual(self.tarn("convert", self.notebook, "-o", notebook).returncode, 0)
        text = notebook.read_text()
        done = self.tarn("exec", notebook, "-o", notebook)
        self.assertEqual((done.returncode, notebook.read_text()), (2, text))
        self.assertIn("it is the notebook itself", done.stderr)

    def test_a_page_is_no_place_to_edit(self):
        done = self.tarn("edit", self.folder / "new.html")
        self.assertEqual(done.returncode, 2)
        self.assertIn("a page is written, but not read", done.stderr)

    def test_a_file_that_cannot_be_written_is_an_error(self):
        done = self.tarn("exec", self.notebook, "--python", os.environ["PYTHON"], "-o", self.folder / "no/out.html")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no/out.html", done.stderr)


if __name__ == "__main__":
    unittest.main()
