"""Pictures in pixels, on terminals that say that they know them."""
import base64
import re
import unittest

from terminal import PYTHON, Case, notebook
from test_fingers import click, drag

# A PNG without any library: 120 × 48 pixels of one colour, so 15 × 3 positions of 8 × 16.
PNG = """\
import base64, struct, zlib
def png(red, width=120, height=48):
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\\0" + bytes((red, 0, 0)) * width) * height
    return (b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
class Picture:
    def __init__(self, *arguments):
        self.arguments = arguments
    def _repr_png_(self):
        return png(*self.arguments)
"""
COMMAND = re.compile(rb"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\")
SIXEL = re.compile(rb"\x1b\[(\d+);(\d+)H\x1bP0;1;0q\"1;1;(\d+);(\d+)[^\x1b]*\x1b\\")


def commands(output: bytes) -> list[dict]:
    found = []
    for keys, data in COMMAND.findall(output):
        found.append({**dict(part.split(b"=") for part in keys.split(b",")), b"data": data})
    return found


class Pixels(Case):
    def picture(self, *options, code="Picture(200)", **more):
        terminal = self.open(notebook(PNG + code, *(f"c{i} = {i}" for i in range(40))),
                             options=["--synchronised", *options], size=(40, 100), **more)
        self.start = terminal.written
        terminal.type(":run all<CR>")
        return terminal

    def since(self, terminal) -> bytes:
        output = terminal.output(self.start)
        self.start = terminal.written
        return output

    def test_no_answer_is_taken_for_a_key(self):
        for options in (["--kitty", "--sixel", "--named", "iTerm2 3.5", "--cell", "8x16"], ["--silent"], []):
            terminal = self.open_without_python(options=options)
            terminal.type("j")
            self.assertEqual(terminal.screen.text.count("x = 1\n"), 1)
            self.assertIn("NORMAL", terminal.screen.text)
            terminal.send(":q<CR>")  # nothing was changed
            self.assertEqual(terminal.exit_status(), 0)
            self.assertEqual(terminal.screen.unknown, [])
            terminal.close()

    def test_who_shows_the_question_as_text_shows_it_to_nobody(self):
        terminal = self.open_without_python(options=["--naive"])
        self.assertIn(b"_Gi=31", terminal.output())
        self.assertNotIn("Gi=31", terminal.screen.text)

    def test_kitty_gets_it_once_and_moves_it(self):
        terminal = self.picture("--kitty", "--cell", "8x16")
        sent = commands(self.since(terminal))
        self.assertEqual([one[b"a"] for one in sent if b"a" in one], [b"t", b"p"])
        width, height = (int.from_bytes(base64.b64decode(sent[0][b"data"])[at:at + 4], "big") for at in (16, 20))
        self.assertEqual((width, height), (120, 48))
        self.assertEqual((sent[-1][b"c"], sent[-1][b"r"]), (b"15", b"3"))
        terminal.type("<C-e>")
        moved = commands(self.since(terminal))
        self.assertEqual([one[b"a"] for one in moved], [b"p", b"d"])
        terminal.type("jj")
        self.assertEqual(commands(self.since(terminal)), [])

    def test_it_is_cut_at_the_edge_and_then_gone(self):
        terminal = self.picture("--kitty", "--cell", "8x16")
        row = next(at for at, text in enumerate(terminal.screen.rows) if "Picture(200)" in text)
        self.since(terminal)
        terminal.type(f"{row + 2}<C-e>")
        cut = [one for one in commands(self.since(terminal)) if one[b"a"] == b"p"]
        self.assertEqual([(one[b"y"], one[b"h"], one[b"r"]) for one in cut], [(b"16", b"32", b"2")])
        terminal.type("G")
        self.assertEqual([one[b"a"] for one in commands(self.since(terminal))], [b"d"])

    def test_what_covers_it_hides_it_until_it_goes(self):
        terminal = self.picture("--kitty", "--cell", "8x16")
        self.since(terminal)
        terminal.type(":help<CR>")
        self.assertIn(b"d", [one[b"a"] for one in commands(self.since(terminal))])
        terminal.type("q")
        self.assertEqual([one[b"a"] for one in commands(self.since(terminal))][-1:], [b"p"])

    def test_the_size_of_a_glyph_decides_how_many_it_takes(self):
        for cell, columns, rows in (("8x16", b"15", b"3"), ("10x20", b"12", b"3"), ("16x32", b"15", b"3"), ("4x8", b"30", b"6")):
            terminal = self.picture("--kitty", "--cell", cell)
            placed = commands(self.since(terminal))[-1]
            self.assertEqual((placed[b"c"], placed[b"r"]), (columns, rows), cell)
            terminal.close()

    def test_sixels_are_cut_and_nothing_is_sent_twice(self):
        terminal = self.picture("--sixel", "--cell", "8x16")
        (row, _, width, height), = SIXEL.findall(self.since(terminal))
        self.assertEqual((width, height), (b"120", b"48"))
        terminal.type("jjk")
        self.assertEqual(SIXEL.findall(self.since(terminal)), [])
        terminal.type(f"{row.decode()}<C-e>")
        self.assertEqual([found[3] for found in SIXEL.findall(self.since(terminal))], [b"32"])

    def test_the_same_picture_from_another_run_is_not_sent_again(self):
        terminal = self.picture("--sixel", "--cell", "8x16")
        self.since(terminal)
        terminal.type(":run<CR>")
        self.assertEqual(SIXEL.findall(self.since(terminal)), [])

    def test_a_slider_repaints_its_picture_in_one_synchronised_frame(self):
        code = "import marimo as mo\nred = mo.ui.slider(0, 200, step=50, value=50)\nred"
        terminal = self.open(notebook(code, PNG + "Picture(red.value)"), options=["--synchronised", "--sixel", "--cell", "8x16"],
                             size=(40, 100))
        terminal.type(":run all<CR>")
        terminal.type("gg]w")
        self.start = terminal.written
        terminal.type("l")
        output = self.since(terminal)
        self.assertEqual(len(SIXEL.findall(output)), 1)
        frame = next(part for part in output.split(b"\x1b[?2026h") if b"\x1bP" in part)
        self.assertIn(b"\x1b[?2026l", frame)
        before = frame[:frame.index(b"\x1bP")]
        self.assertNotIn(b"               ", before)  # what was there is not blanked first

    def test_iterm_is_known_by_its_name(self):
        for options, environment in ((["--named", "iTerm2 3.5.0"], {}), ([], {"TERM_PROGRAM": "iTerm.app"})):
            terminal = self.picture(*options, "--cell", "8x16", environment=environment)
            self.assertIn(b"\x1b]1337;File=inline=1;", self.since(terminal))
            terminal.close()

    def test_in_tmux_without_passthrough_it_is_characters(self):
        terminal = self.picture(environment={"TMUX": "/tmp/none,1,0", "TERM": "tmux-256color"})
        output = self.since(terminal)
        self.assertNotIn(b"_G", output)
        self.assertTrue(any("█" in row or "▀" in row or "▄" in row for row in terminal.screen.rows) or b"48;5" in output)

    def test_the_option_decides(self):
        terminal = self.picture("--kitty", "--cell", "8x16")
        terminal.type(":set pictures=none<CR>")
        self.assertIn("□", terminal.screen.text)
        self.assertIn(b"d=I", self.since(terminal))
        terminal.type(":set pictures=sixel<CR>")
        self.assertEqual(len(SIXEL.findall(self.since(terminal))), 1)
        terminal.type(":set pictures=braille<CR>")
        self.assertEqual(SIXEL.findall(self.since(terminal)), [])
        self.assertRegex(terminal.screen.text, "[\u2800-\u28ff]")
        terminal.type(":set pictures=webgl<CR>")
        self.assertIn("it is one of auto, kitty, sixel", terminal.screen.text)

    def test_on_the_whole_screen_it_is_made_larger_and_moved(self):
        terminal = self.picture("--sixel", "--cell", "8x16", code="Picture(200, 200, 200)")
        self.since(terminal)
        self.assertIn("100 %", terminal.type("<Space>z").text)
        self.assertTrue(SIXEL.findall(self.since(terminal)))
        self.assertIn("338 %", terminal.type("+++").text)
        self.assertTrue(SIXEL.findall(self.since(terminal)))
        whole = terminal.screen.rows
        self.assertEqual(terminal.type("lljj").rows, whole)  # it is of one colour
        self.assertIn("100 %", terminal.type("0").text)
        self.since(terminal)
        terminal.type("l")  # there is no more of it
        self.assertEqual(SIXEL.findall(self.since(terminal)), [])
        self.assertNotIn("100 %", terminal.type("q").text)

    def test_on_the_whole_screen_the_wheel_enlarges_it_and_a_drag_moves_it(self):
        code = PNG.replace("bytes((red, 0, 0)) * width", "b''.join(bytes((i, 0, 0)) for i in range(width))")
        options = ["--synchronised", "--sixel", "--cell", "8x16"]
        terminal = self.open(notebook(code + "Picture(0, 200, 200)"), options=options, size=(40, 100))
        terminal.type(":run all<CR>")
        self.start = terminal.written
        self.assertIn("100 %", terminal.type("<Space>z").text)
        self.assertIn("125 %", terminal.type(click(20, 5, 64)).text)
        self.assertIn("156 %", terminal.type(click(20, 5, 64)).text)
        self.assertTrue(SIXEL.findall(self.since(terminal)))
        terminal.type(drag((20, 40), (20, 30)))
        self.assertTrue(SIXEL.findall(self.since(terminal)))
        terminal.type(drag((20, 30), (20, 90)))  # to its left edge
        self.since(terminal)
        terminal.type(drag((20, 30), (20, 90)))  # there is no more of it
        self.assertEqual(SIXEL.findall(self.since(terminal)), [])
        for _ in range(3):
            terminal.type(click(20, 5, 65))
        self.assertIn("100 %", terminal.screen.text)
        self.assertNotIn("100 %", terminal.type("q").text)

    def test_keys_of_pictures_do_nothing_to_an_output_of_text(self):
        terminal = self.open(notebook("print('words')", "two"), "--python", PYTHON)
        terminal.type(":run all<CR>gg<Space>z")
        shown = terminal.until("q closes").text
        for key in "+-=0hl":
            self.assertEqual(terminal.type(key).text, shown)
        self.assertNotIn("q closes", terminal.type("q").text)

    def test_what_is_no_picture_is_a_line_that_says_why(self):
        code = PNG + """\
class Wrong:
    def __init__(self, answer):
        self.answer = answer
    def _repr_png_(self):
        return self.answer() if callable(self.answer) else self.answer"""
        cases = {
            'b"\\x89PNG\\r\\n\\x1a\\n rubbish"': "a broken picture",
            "png(1)[:-30]": "a broken picture",
            "lambda: 1 / 0": "ZeroDivisionError",
            "42": "a int is not the bytes of a picture",
            "None": "a NoneType is not the bytes of a picture",
            "png(1) + bytes(65 << 20)": "too much to be drawn",
            "'A' * (90 << 20)": "too much to be drawn",
            "png(1, 30000, 1)[:16] + bytes((0, 0, 117, 48)) * 2 + png(1)[24:]": "broken picture",
        }
        terminal = self.open(notebook(code, *(f"Wrong({case})" for case in cases)), options=["--kitty"], size=(150, 100))
        screen = terminal.type(":run all<CR>")
        lines = [row for row in screen.rows if "□" in row]
        self.assertEqual(len(lines), len(cases), screen.text)
        for (case, why), line in zip(cases.items(), lines):
            self.assertIn(why, line, case)

    def test_more_pixels_than_memory_are_a_line_too(self):
        code = PNG.replace("(b\"\\0\" + bytes((red, 0, 0)) * width) * height", "bytes(width * 3 + 1) * height")
        terminal = self.picture("--kitty", code="Picture(0, 5000, 5000)")
        self.assertIn("5000×5000 pixels are too many to be drawn", terminal.screen.text)
        terminal.type("x")  # and the editor goes on

    def test_who_leaves_takes_his_pictures_along(self):
        terminal = self.picture("--kitty", "--cell", "8x16")
        self.since(terminal)
        terminal.send(":q!<CR>")
        terminal.exit_status()
        self.assertIn(b"d=I", self.since(terminal))


if __name__ == "__main__":
    unittest.main()
