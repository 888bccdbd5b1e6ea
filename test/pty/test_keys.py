"""What is typed and pasted: every byte means what it was meant to mean."""
import time
import unittest

from terminal import BAR, BLOCK, DEADLINE_MS, NOTEBOOK, UNDERLINE, Case, notebook

LINES = b"one\n    two\n\tthree"


class Escape(Case):
    def test_a_lone_escape_acts_at_once(self):
        terminal = self.open_without_python()
        fastest = 1.0
        for _ in range(5):
            terminal.type("i")
            self.assertIn("INSERT", terminal.screen.text)
            start = time.monotonic()
            terminal.send("<Esc>")
            terminal.until("NORMAL")
            fastest = min(fastest, time.monotonic() - start)
        self.assertLess(fastest, 0.06)  # 20 ms, and what a sanitised program and its test need besides

    def test_an_arrow_key_that_comes_in_pieces_is_an_arrow_key(self):
        terminal = self.open_without_python()
        for _ in range(9):  # a machine under load may part the pieces by more than a key takes
            terminal.type("gg0i")
            for piece in (b"\x1b", b"O", b"B"):
                terminal.send(piece)
            screen = terminal.quiet()
            if "INSERT" in screen.text and screen.cursor[0] > 1:
                break
            terminal.type("<Esc>u")
        else:
            self.fail(terminal.describe())

    def test_an_escape_and_the_next_key_in_one_read_are_two_keys(self):
        terminal = self.open_without_python()
        terminal.type("A0<Esc>:w<CR>")
        self.assertIn("x = 10\n", self.path.read_text())
        screen = terminal.type("A0<Esc>OzQ<Esc>jx")
        self.assertIn("zQ", screen.text)

    def test_a_mapping_of_several_keys_is_waited_for(self):
        terminal = self.open_without_python()
        terminal.type(":set timeoutlen=200<CR>:inoremap jk <lt>Esc><CR>")
        screen = terminal.type("Oxjk")
        self.assertIn("NORMAL", screen.text)
        self.assertRegex(screen.text, r"│ x *\n")
        self.assertRegex(terminal.type("Aj").text, r"│ xj *\n")  # nothing follows: it was a j
        self.assertRegex(terminal.type("k").text, r"│ xjk *\n")

    def test_keys_that_run_keys_without_end_are_interrupted(self):
        terminal = self.open_without_python()
        terminal.type(":nmap x kjx<CR>]]")
        terminal.send("xAj")
        terminal.send("<C-c>")
        self.assertIn("Interrupted", terminal.quiet().text)
        self.assertIn("y0", terminal.type("Ay0<Esc>").text)

    def test_two_escapes_are_no_more_than_one(self):
        terminal = self.open_without_python()
        self.assertIn("NORMAL", terminal.type("i<Esc><Esc>").text)

    def test_sequences_that_no_keyboard_sends_are_ignored(self):
        terminal = self.open_without_python()
        before = terminal.screen
        terminal.type("i")
        for sequence in (b"\x1b[?997;1n", b"\x1b[200;300;400z", b"\x1b]11;rgb:0000/0000/0000\x1b\\", b"\x1b]11;rgb:0/0/0\x07",
                         b"\x1b[I", b"\x1b[O", b"\x1b[<0;10;10M", b"\x1b[<0;10;10m", b"\x1b[M !!", b"\x1b[12;34R",
                         b"\x1bP1+r524742\x1b\\", b"\x1b_Gi=1;OK\x1b\\", b"\x1b[>0;10;1c", b"\x1b[97;5:3u", b"\x1b[24;65~"):
            terminal.type(sequence)
            self.assertEqual(terminal.screen.rows[:-2], before.rows[:-2], sequence)
            self.assertIn("INSERT", terminal.screen.text, sequence)

    def test_an_answer_that_never_ends_does_not_swallow_the_keyboard(self):
        terminal = self.open_without_python()
        terminal.type("A")
        terminal.send(b"\x1b]11;rgb:0")
        terminal.quiet()
        terminal.type("0<Esc>")
        self.assertIn("NORMAL", terminal.screen.text)

    def test_the_shape_of_the_cursor_tells_the_mode(self):
        terminal = self.open_without_python()
        for keys, shape in (("i", BAR), ("<Esc>", BLOCK), ("R", UNDERLINE), ("<Esc>", BLOCK), ("v", BLOCK), ("<Esc>", BLOCK)):
            self.assertEqual(terminal.type(keys).shape, shape, keys)

    def test_function_and_editing_keys_of_an_xterm(self):
        terminal = self.open_without_python(notebook("abc\ndef"))
        for sequence, cursor in ((b"\x1bOF", "c"), (b"\x1b[1~", "abc"), (b"\x1b[4~", "c"), (b"\x1bOH", "abc"),
                                 (b"\x1b[B", "def"), (b"\x1bOC", "ef"), (b"\x1b[D", "def"), (b"\x1b[A", "abc")):
            self.assertEqual(terminal.type(sequence).at_cursor, cursor, sequence)
        self.assertEqual(terminal.type(b"\x1b[3~").at_cursor, "bc")


class TellsKeysApart(Case):
    """Kitty's keyboard protocol, and xterm's modifyOtherKeys; each chord has a plain meaning besides."""
    def opened(self, *rows, options=("--keyboard",)):
        terminal = self.open_without_python(notebook("one two\nthree"), options=options)
        for row in rows:
            terminal.type(row + "<CR>")
        return terminal

    def test_control_i_is_not_tab_where_both_are_mapped(self):
        for i, tab, options in ((b"\x1b[105;5u", b"\t", ["--keyboard"]), (b"\x1b[27;5;105~", b"\t", [])):
            terminal = self.opened(":nmap <lt>C-i> Ai<lt>Esc>", ":nmap <lt>Tab> At<lt>Esc>", options=options)
            self.assertIn("one twoi", terminal.type(i).text)
            self.assertIn("one twoit", terminal.type(tab).text)
            terminal.close()

    def test_where_one_is_mapped_it_is_both(self):
        for mapped in ("C-i", "Tab"):
            terminal = self.opened(f":nmap <lt>{mapped}> Ax<lt>Esc>")
            self.assertIn("one twox", terminal.type(b"\x1b[105;5u").text)
            self.assertIn("one twoxx", terminal.type(b"\t").text)
            terminal.close()

    def test_control_i_jumps_on_as_tab_does(self):
        for key in (b"\x1b[105;5u", b"\t"):
            terminal = self.opened()
            terminal.type("G$gg<C-o>")
            self.assertEqual(terminal.screen.cursor[0], 2)
            self.assertEqual(terminal.type(key).cursor[0], 1)
            terminal.close()

    def test_shift_and_control_with_enter_act_where_they_are_bound_and_are_enter_elsewhere(self):
        terminal = self.opened(":imap <lt>S-CR> shifted")
        self.assertIn("oshifted", terminal.type(b"a\x1b[13;2u").text.replace("one", "o"))
        screen = terminal.type(b"\x1b[13;5uq")  # not bound: a new line
        self.assertRegex(screen.text, r"│ q")
        self.assertIn("NORMAL", terminal.type(b"\x1b[27u").text)

    def test_control_shift_is_told_from_control(self):
        terminal = self.opened(":nmap <lt>C-S-a> Abig<lt>Esc>", ":nmap <lt>C-a> Asmall<lt>Esc>")
        self.assertIn("twobig", terminal.type(b"\x1b[97;6u").text)
        self.assertIn("twobigsmall", terminal.type(b"\x1b[97;5u").text)

    def test_control_bracket_and_control_c_are_what_they_were(self):
        terminal = self.opened()
        for key in (b"\x1b[91;5u", b"\x1b[99;5u"):
            self.assertIn("INSERT", terminal.type("i").text)
            self.assertIn("NORMAL", terminal.type(key).text)
        self.assertIn("oney", terminal.type(b"yiwe" + b"a\x1b[27;2;121~\x1b[91;5u").text.lower())

    def test_keys_that_run_keys_without_end_are_interrupted(self):
        terminal = self.opened(":nmap x jkx")
        terminal.send("x")
        terminal.send(b"\x1b[99;5u")
        self.assertIn("Interrupted", terminal.quiet().text)


class Paste(Case):
    def check_one_step(self, terminal, text: bytes, before: str, *shown: str):
        """Pasted, the lines are there as they are; one `u` takes all of it back."""
        for line in text.decode().split("\n"):
            self.assertIn(line.replace("\t", "    ").strip(), terminal.screen.text)
        for line in shown:
            self.assertIn(line, terminal.screen.text)
        terminal.type("<Esc>u")
        self.assertIn(before, terminal.screen.text)
        self.assertNotIn("three", terminal.screen.text)
        self.assertIn("NORMAL", terminal.screen.text)

    def test_in_normal_mode(self):
        terminal = self.open_without_python()
        terminal.paste(LINES)
        self.check_one_step(terminal, LINES, "│ x = 1")

    def test_in_insert_mode_nothing_is_indented_twice(self):
        terminal = self.open_without_python(notebook("if x:\n    y"))
        terminal.type("GA")
        terminal.paste(b"0\n    z\n        w")
        terminal.type("<Esc>:w<CR>")
        self.assertIn("    if x:\n        y0\n        z\n            w\n", self.path.read_text())
        self.assertNotIn("w", terminal.type("u").rows[4])

    def test_in_replace_mode(self):
        terminal = self.open_without_python()
        terminal.type("R")
        terminal.paste(LINES)
        self.check_one_step(terminal, LINES, "│ x = 1")

    def test_over_a_selection(self):
        terminal = self.open_without_python()
        terminal.type("v$")
        terminal.paste(LINES)
        self.assertNotIn("│ x", terminal.screen.text)
        self.check_one_step(terminal, LINES, "│ x = 1")

    def test_behind_an_operator_it_is_no_motion(self):
        terminal = self.open_without_python()
        terminal.type("d")
        self.assertIn("│ xw = 1", terminal.paste(b"w").text)

    def test_into_the_command_line_no_line_is_executed(self):
        terminal = self.open_without_python()
        terminal.type(":")
        screen = terminal.paste(b"%d\nw\n")
        self.assertIn("COMMAND", screen.text)
        self.assertIn("x = 1", screen.text)
        terminal.type("<Esc>")
        self.assertIn("x = 1", terminal.screen.text)
        self.assertEqual(self.path.read_text(), NOTEBOOK)

    def test_over_a_page_of_help(self):
        terminal = self.open_without_python()
        terminal.type(":help<CR>")
        terminal.paste(LINES)
        terminal.type("<Esc><Esc>")
        self.assertIn("NORMAL", terminal.screen.text)

    def test_escape_sequences_in_it_are_text(self):
        terminal = self.open_without_python()
        terminal.type("i")
        screen = terminal.paste(b"a\x1b[2Jb\x1b:q!\nc\x07\x1b]2;evil\x07")
        self.assertEqual((screen.title, screen.unknown), ("nb.py + - tarn", []))
        self.assertIn("^[", screen.text)
        self.assertIn("INSERT", screen.text)

    def test_its_end_mark_may_be_cut_anywhere(self):
        terminal = self.open_without_python()
        terminal.type("i")
        end = b"\x1b[201~"
        for cut in range(1, len(end)):
            terminal.send(b"\x1b[200~p" + str(cut).encode() + end[:cut])
            terminal.send(end[cut:])
            self.assertIn(f"p{cut}", terminal.quiet().text)
            self.assertNotIn("201", terminal.screen.text)
        self.assertIn("NORMAL", terminal.type("<Esc>").text)

    def test_a_megabyte_arrives_whole_and_is_one_step(self):
        terminal = self.open_without_python()
        lines = [f"# {i} of a comment that is very long" for i in range(30000)]
        text = "\n".join(lines)
        self.assertGreater(len(text), 1 << 20)
        for ends in ("\r", "\r\n"):
            terminal.type("i")
            terminal.type(b"\x1b[200~" + text.replace("\n", ends).encode() + b"\x1b[201~")
            terminal.type("<Esc>")
            self.assertIn(lines[-1], terminal.screen.text)
            self.assertIn("│ x = 1", terminal.type("u").text)
        terminal.type("<C-r>:w<CR>")
        self.assertIn("\n".join("    " + line for line in lines) + "x = 1\n", self.path.read_text())

    def test_without_marks_it_is_typed(self):
        """A terminal that cannot mark pasted text: the same bytes come as keys."""
        terminal = self.open_without_python()
        terminal.type("A")
        terminal.type(b"0\rz = 2")
        self.assertIn("z = 2", terminal.screen.text)

    def test_bytes_that_are_no_utf8_do_no_harm(self):
        terminal = self.open_without_python(notebook("a"))
        terminal.type("A # ")
        screen = terminal.paste(b"\xff\xfe\xc3(\xed\xa0\x80")
        self.assertEqual(screen.unknown, [])
        terminal.type("<Esc>:w<CR>")
        self.path.read_text(encoding="utf-8")


class Unicode(Case):
    # what stands before the letter that the cursor looks for
    CLUSTERS = ("日本", "e\u0301", "👩\u200d👩\u200d👧", "🇩🇪", "👍🏽", "\u0915\u094d\u0937", "한국", "ﬀ", "\u202eabc", "a\u0300\u0301\u0302",
                "☺\ufe0f", "\u200b", "\ufeff", "\x01", "\x7f", "\x9b", "\u00ad", "𝒳")

    def test_the_cursor_stands_on_its_character(self):
        terminal = self.open_without_python(notebook("\n".join(f"'{cluster}Q{i:02}'" for i, cluster in enumerate(self.CLUSTERS))),
                                            size=(30, 60))
        for i, cluster in enumerate(self.CLUSTERS):
            screen = terminal.type("0fQ")
            cells = {cell["column"]: cell for cell in terminal.cells(screen.cursor[0])}
            self.assertEqual(cells[screen.cursor[1]]["text"], "Q", (cluster, screen.rows[screen.cursor[0]]))
            after = [cells[screen.cursor[1] + n]["text"] for n in (1, 2, 3)]
            self.assertEqual("".join(after), f"{i:02}'", cluster)
            terminal.type("j")
        self.assertEqual(terminal.screen.unknown, [])

    def test_typing_between_wide_characters_leaves_no_halves(self):
        terminal = self.open_without_python(notebook("'日本語日本語'"))
        terminal.type("0li")
        for typed in ("a", "b", "語", "c"):
            terminal.type(typed)
        self.assertIn("'ab語c日本語日本語'", terminal.screen.text)
        terminal.type("<Esc>0lxxx")
        self.assertIn("'c日本語日本語'", terminal.screen.text)

    def test_a_wide_character_that_does_not_fit_wraps_whole(self):
        line = "'" + "日" * 100 + "'"
        terminal = self.open_without_python(notebook(line), size=(24, 41))
        self.assertEqual(terminal.screen.text.count("日"), 100)
        screen = terminal.type("$")
        self.assertEqual(screen.at_cursor, "'")

    def test_typed_text_of_any_script_is_saved_as_it_is(self):
        terminal = self.open_without_python(notebook("a"))
        text = "".join(cluster for cluster in self.CLUSTERS if cluster.isprintable() or "\u200d" in cluster)
        terminal.type("A # " + text + "<Esc>:w<CR>")
        self.assertIn("    a # " + text + "\n", self.path.read_text())

    def test_a_character_may_come_in_pieces(self):
        terminal = self.open_without_python(notebook("a"))
        terminal.type("A")
        for byte in "日€é".encode():
            terminal.send(bytes([byte]))
        self.assertIn("a日€é", terminal.quiet().text)


if __name__ == "__main__":
    unittest.main()
