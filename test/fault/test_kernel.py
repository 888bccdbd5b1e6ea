"""What a cell can do to its kernel, seen from the editor: it paints keys, keeps the text, says what is dead, and a
restart works."""
from __future__ import annotations

import os
import re
import signal
import time
import unittest
from pathlib import Path

from editor import Editor, Home, has_ended, host_and_interpreter, nobody_is_left

FLOOD = 100 << 20 if os.environ.get("THOROUGH") == "1" else 2 << 20
PRINTS = 1_000_000 if os.environ.get("THOROUGH") == "1" else 10_000
PSS_MOST = 60 << 20
DIED = "the interpreter died"


def pss(pid: int) -> int:
    """Bytes of memory that a process has for itself."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) << 10
    raise AssertionError("no Pss")


def is_sanitized(pid: int) -> bool:
    return "libasan" in Path(f"/proc/{pid}/maps").read_text()


class Kernel(unittest.TestCase):
    """Each opens a notebook of `before = 1`, the cell under test, and `6 * 7`."""

    def open(self, code: str) -> Editor:
        self.home = Home("before = 40", code, "before + 2")
        self.addCleanup(self.home.__exit__)
        editor = Editor(self.home)
        self.addCleanup(editor.close)
        editor.until("before = 40", "NORMAL", " idle")
        editor.keys("]]")
        editor.until("cell 2/3")
        return editor

    def run_cell(self, code: str) -> Editor:
        return self.open(code).keys("g<CR>")

    def end(self, editor: Editor) -> None:
        """The notebook is there as it was, a restart works, and nobody is left behind."""
        text = self.home.notebook.read_text()
        editor.is_responsive()
        editor.keys(":restart<CR>")
        editor.until(" idle")
        editor.keys("]]")
        editor.until("cell 3/3")
        editor.keys("g<CR>")
        editor.until("42", " idle")
        editor.keys(":w<CR>")
        editor.until("written")
        self.assertEqual(self.home.notebook.read_text().replace("(before)", "()").count("before = 40"), text.count("before = 40"))
        self.assertIn("before + 2", self.home.notebook.read_text())
        self.assertEqual(editor.quit(), 0)
        editor.close()
        nobody_is_left(self.home)

    def dies(self, code: str, *words: str) -> None:
        editor = self.run_cell(code)
        editor.until(DIED, " dead ", *words)
        self.end(editor)

    # --- death

    def test_exit(self):
        self.dies("import os\nos._exit(1)", "exit code 1")

    def test_segmentation_fault(self):
        self.dies("import ctypes\nctypes.string_at(0)", "signal 11")

    def test_killed_by_itself(self):
        self.dies("import os\nos.kill(os.getpid(), 9)", "signal 9")

    def test_the_interpreter_killed_while_it_is_idle(self):
        editor = self.open("1")
        os.kill(host_and_interpreter(editor)[1], signal.SIGKILL)
        editor.until(DIED, " dead ")
        self.end(editor)

    def test_the_host_killed(self):
        editor = self.run_cell("while True: pass")
        editor.until(" running ")
        host, python = host_and_interpreter(editor)
        os.kill(host, signal.SIGKILL)
        editor.until(DIED, " dead ", "host")
        self.assertTrue(has_ended(python), "the interpreter outlived its host")
        self.end(editor)

    def test_restarted_twice_before_it_has_ended_takes_along_what_it_forked(self):
        editor = self.run_cell("import os, signal\nfor each in (signal.SIGHUP, signal.SIGTERM):\n    signal.signal(each, signal.SIG_IGN)\n"
                               "os.fork()\nprint('for' 'ked', flush=True)\nwhile True: signal.pause()")
        editor.until("forked", " running ")
        editor.keys(":restart<CR>:restart<CR>")
        editor.until(" idle")
        self.end(editor)

    def test_garbage_into_the_socket_of_the_kernel(self):
        self.dies("import os, stat\nfor fd in range(3, 64):\n    try:\n        if stat.S_ISSOCK(os.fstat(fd).st_mode): "
                  "os.write(fd, b'\\xff' * 100)\n    except OSError: pass\nwhile True: pass", "signal 9")

    def test_every_descriptor_closed(self):
        self.dies("import os\nos.closerange(0, 64)\nwhile True: pass")

    def test_what_a_dead_kernel_has_shown_is_called_so(self):
        editor = self.open("import os\nos._exit(1)")
        editor.keys("[[A<CR>before<C-c>g<CR>")
        editor.until("✓", " idle")
        self.assertNotIn("stale", editor.text())
        editor.keys("]]")
        editor.until("cell 2/3")
        editor.keys("g<CR>")
        text = editor.until(DIED, " dead ")
        self.assertIn("─ dead ─", text)
        editor.keys("[[:ran<CR>").until("ago, for", "dead: the interpreter that it ran in is gone")
        editor.keys(":cell 2<CR>").until("cell 2/3")
        self.end(editor)

    # --- no death

    def survives(self, code: str, *words: str, end: str = " idle") -> None:
        editor = self.run_cell(code)
        editor.until(*words, end)
        editor.is_responsive()
        self.end(editor)

    def test_sys_exit(self):
        self.survives("import sys\nsys.exit()", "SystemExit")

    def test_recursion_without_end(self):
        self.survives("def deeper(): deeper()\ndeeper()", "RecursionError")

    def test_a_recursion_that_breaks_the_stack(self):
        editor = self.run_cell("import sys\nsys.setrecursionlimit(10**9)\nclass Deep:\n    def __repr__(self): return repr(self)"
                               "\nrepr(Deep())")
        editor.until("cell 2/3", gone=" running ")
        self.end(editor)

    def test_standard_output_closed(self):
        self.survives("import os\nos.close(1)\nprint('not seen', flush=True)", "rror")

    def test_standard_input_closed(self):
        self.survives("import sys, os\nsys.stdin.close()\nos.close(0)\ninput()", "rror")

    def test_a_folder_that_is_gone(self):
        self.survives("import os, tempfile\nd = tempfile.mkdtemp()\nos.chdir(d)\nos.rmdir(d)\nprint('g' 'one')", "gone")

    def test_a_terminal_turned_upside_down(self):
        editor = self.run_cell('print("\\033[2J\\033]0;x\\a\\033[?1049h\\033[?25l\\033]52;c;eA==\\a", end="")\nprint("af" "ter")')
        editor.until("after", " idle")
        self.assertNotIn(b"\033]0;x\a", editor.raw)
        self.assertNotIn(b"\033]52;", editor.raw)
        editor.until("before = 40", "before + 2")
        self.end(editor)

    def test_no_memory(self):
        self.survives("import resource\nlimit = 2**31\nresource.setrlimit(resource.RLIMIT_AS, (limit, limit))\n"
                      "bytearray(2**32)", "MemoryError")

    def test_children_that_stay(self):
        self.survives("import os, signal\nfor _ in range(2):\n    if os.fork() == 0:\n        signal.pause()\nprint('par' 'ent')",
                      "parent")

    def test_children_that_do_not_care(self):
        """They ignore the hangup of the terminal; leaving ends them all the same."""
        self.survives("import os, signal\nif os.fork() == 0:\n    signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
                      "    while True: signal.pause()\nprint('par' 'ent')", "parent")

    def test_children_that_go_on_in_the_cell(self):
        """Both return from the cell into the kernel: only one of them may answer."""
        self.survives("import os\nos.fork()\nos.fork()\nprint('af' 'ter')", "after")

    def test_a_thread_that_prints_after_the_run(self):
        editor = self.run_cell("import threading, time\ndef later():\n    time.sleep(0.5)\n    print('from the ' 'thread')\n"
                               "threading.Thread(target=later).start()\nprint('r' 'an')")
        editor.until("ran", " idle")
        editor.is_responsive()
        editor.until("from the thread")
        self.end(editor)

    # --- floods

    def assert_small(self, editor: Editor) -> None:
        if is_sanitized(editor.pid):
            return  # what is freed stays in the sanitizer's quarantine: measured in other builds
        self.assertLess(pss(editor.pid), PSS_MOST)

    def test_a_flood_of_bytes(self):
        editor = self.run_cell(f"block = ('x' * 79 + '\\n') * 1000\nfor _ in range({FLOOD} // len(block)): print(block, end='')\n"
                               "print('the ' 'end')")
        editor.is_responsive()  # in the middle of it, or right after
        editor.until("the end", " idle")
        self.assert_small(editor)
        self.end(editor)

    def test_a_flood_of_prints(self):
        editor = self.run_cell(f"for i in range({PRINTS}): print(i, flush=True)\nprint('the ' 'end')")
        editor.is_responsive()  # in the middle of it, or right after
        text = editor.until("the end", " idle", "lines above")
        above = int(re.search(r"… (\d+) lines above", text)[1])
        self.assertEqual(above + text.count(" › ") - 1, PRINTS + 1)  # none is invented, none forgotten
        self.assert_small(editor)
        self.end(editor)

    def test_a_flood_of_outputs(self):
        editor = self.run_cell(f"import marimo as mo\nfor i in range({PRINTS}): mo.output.append(i)")
        editor.is_responsive()
        editor.until("… 4990 more lines", " idle")
        editor.keys("zO490<C-e>").until(f"… {PRINTS - 5000:,} outputs between these are not kept …")
        self.assert_small(editor)
        self.end(editor)

    def test_a_line_as_long_as_a_flood(self):
        editor = self.run_cell(f"import sys\nfor _ in range({FLOOD} >> 16): sys.stdout.write('x' * 65536)\nprint('the ' 'end')")
        editor.is_responsive()
        editor.until("the end", " idle", "lines above")
        self.assert_small(editor)
        self.end(editor)

    def test_a_line_that_is_written_again_and_again(self):
        editor = self.run_cell(f"for i in range({PRINTS}): print(f'\\r{{i}}', end='', flush=True)\nprint(' the ' 'end')")
        editor.is_responsive()
        text = editor.until(f"{PRINTS - 1} the end", " idle")
        self.assertNotIn("lines above", text)
        self.assert_small(editor)
        self.end(editor)

    def test_a_value_as_large_as_a_flood(self):
        editor = self.run_cell(f"'x' * {FLOOD}")
        editor.until("xxxxxxxx", " idle")
        editor.is_responsive()
        self.assert_small(editor)
        self.end(editor)

    # --- no end

    STUBBORN = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('lo' 'oping')\nwhile True: pass"

    def test_an_endless_loop(self):
        editor = self.run_cell("print('lo' 'oping')\nwhile True: pass")
        editor.until("looping", " running ")
        editor.is_responsive()
        editor.keys("<C-c>")
        editor.until("Interrupt", " idle")
        self.end(editor)

    def test_an_endless_loop_that_ignores_the_interrupt(self):
        editor = self.run_cell(self.STUBBORN)
        editor.until("looping", " running ")
        for _ in range(9):  # in haste
            editor.keys("<C-c>")
        editor.until(" running ", "once more ends the interpreter")
        self.press(editor, DIED)
        editor.until(DIED, " dead ", "signal 15")
        self.end(editor)

    def press(self, editor: Editor, word: str) -> None:
        end = time.monotonic() + 60
        while word not in editor.text() and time.monotonic() < end:
            editor.keys("<C-c>")
            editor.pump(0.3)

    def test_an_endless_loop_that_ignores_all_that_it_can(self):
        editor = self.run_cell(self.STUBBORN.replace("SIG_IGN)", "SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)", 1))
        editor.until("looping", " running ")
        self.press(editor, "once more kills it")
        editor.keys("<C-c>")
        editor.until(DIED, " dead ", "signal 9")
        self.end(editor)

    def test_a_restart_out_of_a_stubborn_loop(self):
        editor = self.run_cell(self.STUBBORN.replace("SIG_IGN)", "SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)", 1))
        editor.until("looping", " running ")
        self.end(editor)

    def test_who_does_not_wait_for_a_restart_leaves_nobody_either(self):
        editor = self.run_cell("import os, signal\nfor each in (1, 2, 15): signal.signal(each, signal.SIG_IGN)\nos.fork()\n"
                               "print('lo' 'oping')\nwhile True: signal.pause()")
        editor.until("looping", " running ")
        editor.keys(":restart<CR>:restart<CR>")
        self.end(editor)

    def test_an_interpreter_that_is_stopped(self):
        editor = self.run_cell("print('lo' 'oping')\nwhile True: pass")
        editor.until("looping", " running ")
        os.kill(host_and_interpreter(editor)[1], signal.SIGSTOP)
        editor.keys("<C-c>")
        editor.until(" running ")
        self.end(editor)

    def test_leaving_a_stubborn_loop(self):
        editor = self.run_cell(self.STUBBORN.replace("SIG_IGN)", "SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)", 1))
        editor.until("looping", " running ")
        editor.quit()
        nobody_is_left(self.home)

    def test_killing_the_editor_leaves_nobody(self):
        editor = self.run_cell(self.STUBBORN)
        editor.until("looping", " running ")
        editor.kill(signal.SIGKILL)
        nobody_is_left(self.home)


if __name__ == "__main__":
    unittest.main()
