"""What a cell shows, on the whole screen and in files: pictures larger than they are, text as it is."""
import struct
import unittest
import zlib

from terminal import Case, notebook


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int) -> bytes:
    """All red."""
    rows = (b"\0" + b"\xff\0\0" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PICTURE = f"import marimo as mo\nmo.image({png(64, 64)!r})"


class Output(Case):
    def open_run(self, *cells, **options):
        terminal = self.open(notebook(*cells), **options)
        terminal.type(":run all<CR>")
        return terminal

    def test_a_picture_goes_to_a_file_that_another_program_reads(self):
        terminal = self.open_run(PICTURE)
        terminal.send(":saveoutput out.png<CR>")
        terminal.until("bytes written")
        data = (self.folder / "out.png").read_bytes()
        self.assertEqual((b"\x89PNG", 64, 64), (data[:4], *struct.unpack(">II", data[16:24])))
        (self.folder / "out.png").write_text("other")
        terminal.send(":saveo out.png<CR>")
        terminal.until("is there already")
        self.assertEqual("other", (self.folder / "out.png").read_text())
        terminal.send(":saveo! out.png<CR>")
        terminal.until("bytes written")
        self.assertEqual(data, (self.folder / "out.png").read_bytes())

    def test_text_goes_to_a_file_as_it_is_shown(self):
        terminal = self.open_run("print('printed')\n[1, 2]")
        terminal.send(":saveoutput out.txt<CR>")
        terminal.until("bytes written")
        self.assertEqual("[1, 2]\nprinted\n", (self.folder / "out.txt").read_text())
        self.assertIn("no picture", terminal.type(":saveoutput out.png<CR>").text)
        self.assertFalse((self.folder / "out.png").exists())
        terminal.send(":saveoutput none/out.txt<CR>")
        terminal.until("No such file")

    def test_a_cell_that_shows_nothing_writes_nothing(self):
        terminal = self.open_run("x = 1")
        self.assertIn("shows nothing", terminal.type(":saveoutput out.txt<CR>").text)
        self.assertFalse((self.folder / "out.txt").exists())

    def test_a_picture_fills_the_whole_screen(self):
        terminal = self.open_run(PICTURE, environment={"COLORTERM": "truecolor"})
        self.assertEqual(4, self.red_rows(terminal))
        terminal.type("<Space>z")
        self.assertEqual(20, self.red_rows(terminal))
        terminal.type("q")
        self.assertEqual(4, self.red_rows(terminal))

    def red_rows(self, terminal):
        return sum(any("ff0000" in str(cell) for cell in terminal.cells(row)) for row in range(24))


if __name__ == "__main__":
    unittest.main()
