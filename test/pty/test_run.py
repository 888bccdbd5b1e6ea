"""Running cells: what they show in place, what they ask, and what they must not do to the terminal."""
import base64
import hashlib
import json
import os
import re
import signal
import unittest

from terminal import NOTEBOOK, PYTHON, Case, notebook

HOSTILE = {
    "a clear screen": "\x1b[2J\x1b[H",
    "a title": "\x1b]0;evil title\x07\x1b]2;evil title\x1b\\",
    "the clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "a reset": "\x1bc\x1b[!p",
    "a DCS": "\x1bP1$r0m\x1b\\\x1bPtmux;\x1b\x1b]0;evil\x07\x1b\\",
    "another screen": "\x1b[?1049h\x1b[?1049l\x1b[?47h",
    "modes": "\x1b[?1000h\x1b[?1006h\x1b[?2004l\x1b[?25l\x1b[?7l\x1b[4h\x1b[20h",
    "a scroll region": "\x1b[5;6r\x1b[?6h",
    "questions": "\x1b[c\x1b[6n\x1b[>c\x1b[?2026$p\x1b]11;?\x07\x1b[18t\x1bZ",
    "other character sets": "\x1b(0\x0e\x1b)0\x1b#8",
    "C1 controls": "\x9b2J\x9d0;evil title\x9c\x90x\x9c",
    "an APC": "\x1b_Ga=T,f=100;AAAA\x1b\\",
    "a link": "\x1b]8;;http://evil/\x1b\\link\x1b]8;;\x1b\\",
    "an unfinished sequence": "\x1b]0;evil",
}


class Runs(Case):
    def test_who_leaves_while_a_cell_runs_is_asked(self):
        terminal = self.open(notebook("print('begun')\nwhile True:\n    pass"))
        terminal.type(":w<CR>")
        terminal.send("g<CR>")
        terminal.until("› begun")
        for keys in ("ZZ", ":x<CR>", ":q<CR>", ":wq<CR>"):
            terminal.send(keys)
            self.assertIn(":q! ends it", terminal.until("a cell is running").text)
            terminal.send(":pwd<CR>")
            terminal.until(self.folder.name)
        terminal.send("ZQ")
        self.assertEqual(terminal.exit_status(), 0)

    def test_a_run_shows_its_output_in_place(self):
        terminal = self.open()
        screen = terminal.type("]]:run<CR>")
        rows = [row.rstrip() for row in screen.rows]
        self.assertIn("42", rows[rows.index(next(row for row in rows if row.endswith("│ y"))) + 1])
        screen = terminal.type("[[A0<Esc>")
        self.assertIn("42", screen.text)
        self.assertNotIn("51", screen.text)  # nothing runs unasked
        self.assertIn("51", terminal.type("g<CR>").text)

    def test_what_was_saved_of_an_earlier_session_is_marked_until_it_runs(self):
        codes = ("x = 1", "y = x + 41\ny")
        cells = [{"id": "Hbol", "code_hash": hashlib.md5(code.encode()).hexdigest(), "outputs": outputs, "console": []}
                 for code, outputs in zip(codes, ([], [{"type": "data", "data": {"text/html": "<pre>of old</pre>"}}]))]
        session = {"version": "1", "metadata": {"marimo_version": "0.25.2", "script_metadata_hash": None}, "cells": cells}
        saved = self.folder / "__marimo__" / "session" / "nb.py.json"
        saved.parent.mkdir(parents=True)
        saved.write_text(json.dumps(session))
        terminal = self.open()
        screen = terminal.until("of old")
        self.assertEqual(screen.text.count("restored"), 1)
        screen = terminal.type(":run all<CR>")
        self.assertIn("42", screen.text)
        self.assertNotIn("of old", screen.text)
        self.assertNotIn("restored", screen.text)

    def test_a_page_that_python_prints_takes_no_key_of_who_types_meanwhile(self):
        terminal = self.open()
        terminal.send(":py import os; exec('while not os.path.exists(\"go\"): pass'); print('1\\n2\\nlast of it')<CR>")
        terminal.send("otyped")
        (self.folder / "go").touch()
        terminal.until("it printed 3 lines")
        screen = terminal.type(" jk gq<Esc>")
        self.assertIn("typed jk gq", screen.text)
        self.assertNotIn("last of it", screen.text)
        self.assertIn("last of it", terminal.type(":py<CR>").text)
        self.assertIn("NORMAL", terminal.type("q").text)
        self.assertIn("last of it", terminal.type(":py print('1\\n2\\nlast of it')<CR>").text)

    def test_python_shows_a_value_and_leaves_the_notebook_as_it_is(self):
        terminal = self.open()
        terminal.type(":run all<CR>")
        screen = terminal.type(":py z = y + 100; z<CR>")
        self.assertRegex(screen.rows[-1].rstrip() + screen.rows[-2], r"\b142\b")
        self.assertNotIn("stale", screen.text)
        screen = terminal.type(":py for i in range(3): print('line', i)<CR>")  # a page
        self.assertIn("line 0", screen.text)
        self.assertIn("line 2", screen.text)
        self.assertNotIn("line 1", terminal.type("<Esc>").text)
        screen = terminal.type(":py z<CR>")
        self.assertIn("name 'z' is not defined", screen.text)
        self.assertIn(":python, line 1", screen.text)
        self.assertNotIn("gf goes there", screen.text)
        terminal.type("<Esc>")
        self.assertIn("42", terminal.type(":%py<CR>").text)  # the lines that are there

    def test_python_asks_on_the_status_line(self):
        terminal = self.open()
        terminal.send(":py input('who? ').upper()<CR>")
        terminal.until("who? ")
        terminal.send("bob<CR>")
        self.assertIn("BOB", terminal.quiet().text)

    def test_enter_on_a_frame_of_an_output_goes_there(self):
        terminal = self.open(notebook("def f(x):\n    y = x\n    return 1 / y", "f(0)"))
        terminal.type(":run all<CR>")
        terminal.type("G]o/line 1<CR>")
        self.assertIn("OUTPUT", terminal.screen.text)
        screen = terminal.type("<CR>")
        self.assertIn("NORMAL", screen.text)
        self.assertIn("cell 2/2  1:1", screen.text)
        screen = terminal.type("]o/in f<CR><CR>")
        self.assertIn("cell 1/2  3:5", screen.text)

    def test_a_disabled_cell_runs_once_and_only_then(self):
        content = notebook("print('it', 'ran')").replace("@app.cell", "@app.cell(disabled=True)")
        terminal = self.open(content)
        screen = terminal.type("g<CR>")
        self.assertNotIn("› it ran", screen.text)
        self.assertIn("cell 1 is disabled: :run once runs it all the same", screen.rows[-1])
        screen = terminal.type(":run once<CR>")
        self.assertIn("› it ran", screen.text)
        self.assertIn("disabled", screen.rows[0])

    def test_frames_of_what_led_to_an_error_can_be_gone_to_too(self):
        terminal = self.open(notebook("def f(x):\n    y = x\n    return 1 / y",
                                      "try:\n    f(0)\nexcept ArithmeticError as e:\n    raise ValueError('v') from e"))
        terminal.type(":run all<CR>")
        self.assertIn("caused by ZeroDivisionError: division by zero", terminal.screen.text)
        self.assertIn("cell 1/2  3:5", terminal.type("G]o/in f<CR><CR>").text)
        self.assertIn("cell 2/2  4:5", terminal.type("]o/line 4<CR><CR>").text)

    def test_what_a_thread_of_a_cell_says_is_under_that_cell(self):
        terminal = self.open(notebook("import marimo as mo\nimport threading\ngo = threading.Event()\ndone = threading.Event()\n"
                                      "def work():\n    go.wait()\n    print('from the thread')\n    done.set()\n"
                                      "mo.Thread(target=work).start()", "go.set()\ndone.wait()\nprint('from the cell')"))
        terminal.type(":run all<CR>")
        rows = terminal.until("from the thread").rows
        said, below = (next(i for i, row in enumerate(rows) if word in row) for word in ("› from the thread", "go.set()"))
        self.assertLess(said, below)

    def test_what_comes_after_the_run_leaves_the_editor_quiet(self):
        terminal = self.open(notebook("import threading, time\ndef work():\n    time.sleep(0.3)  # longer than consoles are held back\n"
                                      "    print('la' 'te')\nthreading.Thread(target=work).start()"))
        terminal.type(":run all<CR>")
        terminal.until("› late")
        terminal.type("j")  # all that was to be told is told

    def test_what_an_output_says_goes_to_the_clipboard(self):
        terminal = self.open(notebook("print('one')\nprint('two')"))
        terminal.type(":run all<CR>")
        before = terminal.written
        terminal.type('"+yio')
        self.assertIn(b"\x1b]52;c;" + base64.b64encode(b"one\ntwo\n") + b"\a", terminal.output(before))

    def test_a_prompt_of_a_cell_gets_the_typed_line(self):
        terminal = self.open(notebook("name = input('who? ')\nprint('hello', name.upper())"))
        terminal.send("g<CR>")
        terminal.until("CONSOLE")
        terminal.until("who? ")
        terminal.send("bobX<BS> é<CR>")
        screen = terminal.quiet()
        self.assertIn("hello BOB É", screen.text)
        self.assertIn("NORMAL", screen.text)
        self.assertIn("x", terminal.type("Ax<Esc>").text)

    def test_a_prompt_is_left_and_come_back_to(self):
        cells = ["x = 1", *["pass\n" * 10] * 4, "name = input('who? ')\nprint('hello', name)"]
        terminal = self.open(notebook(*cells))
        terminal.send(":run all<CR>")
        terminal.until("who? ")  # far below the cursor
        self.assertIn("keys go to cell 6", terminal.until("CONSOLE").text)
        terminal.send(b"\x1c\x0e")  # <C-\><C-n>
        self.assertRegex(terminal.until("NORMAL").text, r"cell 6 waits for input +cell 1/6")
        terminal.send("Ay<Esc><Space>e")
        terminal.until("CONSOLE")
        terminal.send("Bo<CR>")
        self.assertIn("x = 1y", terminal.quiet().text)
        self.assertIn("hello Bo", terminal.type("G").text)

    def test_what_is_typed_between_two_questions_is_an_answer(self):
        terminal = self.open(notebook("a = input('one? ')\nb = input('two? ')\nprint(a, b)"))
        terminal.send("g<CR>")
        terminal.until("CONSOLE")
        terminal.send("ddd<CR>uuu<CR>")
        screen = terminal.quiet()
        # The echo may stand before the question, as in every terminal; the answers are what counts.
        self.assertIn("ddd uuu", screen.text)
        self.assertIn("NORMAL", screen.text)

    def test_a_program_of_a_cell_gets_keys_though_it_does_not_ask(self):
        terminal = self.open(notebook("import os\n_ = os.system('echo go; read line; echo got $line')"))
        terminal.send("g<CR>")
        terminal.until("› go")
        terminal.send("<Space>eabc<CR>")
        screen = terminal.quiet()
        self.assertIn("got abc", screen.text)
        self.assertIn("NORMAL", screen.text)

    def test_arrows_and_pastes_reach_the_console(self):
        terminal = self.open(notebook("import readline\nprint('<' + input('? ') + '>')"))
        terminal.send("g<CR>")
        terminal.until("CONSOLE")
        terminal.send("ac<Left>b<Right>")
        terminal.send(b"\x1b[200~def\x1b[201~")
        terminal.send("<CR>")
        self.assertIn("<abcdef>", terminal.quiet().text)

    def test_a_password_is_not_shown(self):
        terminal = self.open(notebook("import getpass\np = getpass.getpass('secret: ')\nprint(len(p))"))
        terminal.send("g<CR>")
        terminal.until(lambda screen: re.search(r"› secret:", screen.text))  # before it, getpass drops what was typed
        terminal.send("hunter2<CR>")
        screen = terminal.quiet()
        self.assertRegex(screen.text, r"› 7\b")
        self.assertNotIn(b"hunter2", terminal.output())

    def test_an_interrupt_ends_an_endless_loop_and_its_prompt(self):
        terminal = self.open(notebook("while True:\n    pass", "input('? ')"))
        terminal.send("g<CR>")
        terminal.until("running cell")
        terminal.send("<C-c>")
        self.assertIn("nterrupt", terminal.quiet().text)
        terminal.send("]]g<CR>")
        terminal.until("CONSOLE")
        terminal.send("<C-c>")
        self.assertIn("NORMAL", terminal.quiet().text)

    def test_a_flood_of_output_does_not_hold_up_the_keyboard(self):
        terminal = self.open(notebook("while True:\n    print('flood ' * 20)"))
        terminal.send("g<CR>")
        terminal.until("flood")
        terminal.send("onew_line = 1<Esc>")
        terminal.until("new_line = 1")
        terminal.until("NORMAL")
        terminal.send("u<C-c>")
        self.assertIn("nterrupt", terminal.quiet().text)
        self.assertEqual(terminal.screen.unknown, [])

    def test_what_waits_for_an_interpreter_that_starts_can_be_interrupted(self):
        self.write("slow", f"#!/bin/sh\nread line < gate\nexec {PYTHON} \"$@\"\n").chmod(0o755)
        os.mkfifo(self.folder / "gate")
        self.write("nb.py", notebook("open('ran', 'w').close()", "6 * 7"))
        terminal = self.terminal("nb.py", "--python", "./slow")
        terminal.until("6 * 7")
        terminal.send(":run all<CR>")
        terminal.until("▶")
        terminal.send("<C-c>")
        terminal.until("before the interpreter had started")
        (self.folder / "gate").write_text("\n")
        self.assertIn("idle", terminal.quiet().text)
        self.assertFalse((self.folder / "ran").exists())
        terminal.send("G:run<CR>")
        terminal.until("42")
        self.assertFalse((self.folder / "ran").exists())

    def test_an_interrupt_right_behind_the_request_to_run_is_not_too_early(self):
        terminal = self.open(notebook("import time\nwhile True: time.sleep(0.01)"))
        for _ in range(20):
            self.assertIn("nterrupt", terminal.type("g<CR><C-c>").text)
        for _ in range(5):
            self.assertIn("nterrupt", terminal.type(":py while True: pass<CR><C-c>").text)
            terminal.type("<C-c>")
        self.assertIn("1042", terminal.type(":py 1000 + 42<CR>").text)

    def test_leaving_during_a_run_leaves_nobody_behind(self):
        terminal = self.open(notebook("import time\nwhile True:\n    time.sleep(0.01)"))
        terminal.send("g<CR>")
        terminal.until("running cell")
        terminal.send(":q<CR>")
        terminal.until(":q! ends it")
        terminal.send(":q!<CR>")
        self.assertEqual(terminal.exit_status(), 0)
        self.wait_until_all_are_gone()

    def test_a_kill_of_the_editor_during_a_run_leaves_nobody_behind(self):
        terminal = self.open(notebook("import time\nwhile True:\n    time.sleep(0.01)"))
        terminal.send("g<CR>")
        terminal.until("running cell")
        terminal.signal(signal.SIGKILL)
        terminal.until_status("exited")
        self.wait_until_all_are_gone()

    def test_the_death_of_the_interpreter_is_told_and_costs_no_text(self):
        terminal = self.open(notebook("import os", "os._exit(3)").replace("def _():\n    os._exit", "def _(os):\n    os._exit"))
        terminal.type("A  # kept<Esc>]]g<CR>")
        screen = terminal.until("died")
        self.assertIn("# kept", screen.text)
        terminal.type(":w<CR>")
        self.assertIn("# kept\n", self.path.read_text())
        self.assertIn("idle", terminal.type("<Space>0").text)

    def test_all_runs_and_stale_runs_by_name(self):
        terminal = self.open()
        self.assertIn("42", terminal.type(":run all<CR>").text)
        terminal.type("A0<Esc>")
        self.assertIn("51", terminal.type(":run stale<CR>").text)

    def test_gf_goes_to_what_keeps_a_cell_from_running(self):
        terminal = self.open_without_python(notebook("a = 1"))
        terminal.send("ob = = 2<Esc>gg")
        terminal.until("✗ line 2")
        self.assertEqual(terminal.type("gf").at_cursor, "b = = 2")
        terminal.send("dd")
        terminal.until("· │ a = 1")
        self.assertIn("this cell shows no error", terminal.type("gf").text)


class Hostile(Case):
    def check_confined(self, code: str):
        """Runs a cell that writes what it should not; the terminal sees the text of it at most."""
        terminal = self.open(notebook("text = " + ascii("".join(HOSTILE.values())), code).replace("def _():\n    " + code[:6], "def _(text):\n    " + code[:6]))
        terminal.quiet()
        before = terminal.screen
        start = terminal.written
        screen = terminal.type(":run all<CR>")
        self.assertIn("END", screen.text)
        output = terminal.output(start)
        for sequence in (rb"\x1b\]", rb"\x1bc", rb"\x1bP", rb"\x1b_", rb"\x1b\[2?J", rb"\x1b\[\?(?!25[hl]|2026)", rb"\x1b\[[4-9]h", rb"\x1b\[c",
                         rb"\x1b\[6n", rb"\x1b[()#Z]", b"\x0e", rb"(?<![\xc2-\xf4])(?<![\x80-\xbf])[\x80-\x9f]", rb"\xc2[\x80-\x9f]", b"\x07"):
            self.assertIsNone(re.search(sequence, output), sequence)
        self.assertEqual((screen.title, screen.unknown, screen.alternate, screen.brackets, screen.visible),
                         (before.title, [], True, True, True))
        self.assertEqual(terminal.redraw().rows, screen.rows)
        self.assertNotIn("evil", screen.title)

    def test_printed(self):
        self.check_confined("print(text, end='')\nprint('\\x1b\\\\\\x18\\x1b[0m\\nEND')")

    def test_written_to_standard_error(self):
        self.check_confined("import sys\nsys.stderr.write(text + '\\x1b\\\\\\x18\\nEND\\n')")

    def test_shown_as_a_value(self):
        self.check_confined("[text, 'END']")

    def test_as_markdown(self):
        self.check_confined("import marimo\nmarimo.md('# ' + text + '\\n\\nEND')")

    def test_in_an_error(self):
        self.check_confined("raise ValueError(text + ' END')")

    def test_in_the_notebook_itself(self):
        for name, bad in HOSTILE.items():
            with self.subTest(name):
                terminal = self.open_without_python(notebook("'''" + bad.replace("\\", "") + "'''  # END"))
                start = terminal.written
                screen = terminal.redraw()
                self.assertIn("END", screen.text)
                self.assertEqual((screen.title, screen.unknown, screen.alternate), ("nb.py - tarn", [], True))
                self.assertNotIn(b"\x1b]0;evil", terminal.output(start))
                terminal.close()


if __name__ == "__main__":
    unittest.main()
