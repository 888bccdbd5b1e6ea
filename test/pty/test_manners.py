"""What is expected of a program in a terminal, row by row, and the tests that hold it: a row without a test fails."""
import ast
import os
import re
import stat
import subprocess
import unittest
from pathlib import Path

from terminal import TARN, Case

HERE = Path(__file__).resolve().parent

# Of each convention: what tarn does, and the tests of it, as FILE Class.method, or FILE Class for all of a class.
MANNERS = {
    "$VISUAL and $EDITOR": ("test_external External", "test_leave Quits.test_cq_fails_as_an_editor_of_commit_messages_must",
                            "test_leave Suspends.test_all_of_a_job_stops_not_the_editor_alone"),
    ":edit! reads anew": ("test_file Others.test_reading_anew_takes_it_and_undo_leads_back",),
    "XDG folders, sockets of ours alone": ("test_manners Places",),
    "NO_COLOR": ("test_terms Colours.test_none_where_NO_COLOR_is_set", "test_terms Colours.test_an_empty_NO_COLOR_is_none"),
    "CLICOLOR_FORCE, pipes": ("test_terms Pipes",),
    "dumb, unknown, tiny, or no terminal: exit 2": (
        "test_terms Pipes.test_a_dumb_terminal_is_refused_without_a_sequence", "test_open Refused.test_a_dumb_terminal",
        "test_open Refused.test_an_unknown_terminal_type", "test_open Refused.test_a_terminal_that_is_too_small",
        "test_open Refused.test_standard_input_or_output_that_is_no_terminal"),
    "16, 256, all colours": ("test_terms Colours.test_sixteen", "test_terms Colours.test_eight", "test_terms Colours.test_256",
                             "test_terms Colours.test_all_of_them_where_COLORTERM_says_so"),
    "light and dark (OSC 11, mode 2031)": ("test_terms Background",),
    "synchronised frames (mode 2026), probed": (
        "test_terms Kinds.test_synchronised_pictures_for_a_terminal_that_knows_them_and_no_other",
        "test_terms Kinds.test_an_option_turns_them_off", "test_terms Kinds.test_no_environment_stands_for_an_answer"),
    "only what changed is sent": ("test_bytes Bytes", "test_picture Frames", "test_idle Idle"),
    "a flood is not a flood of frames": ("test_run Runs.test_a_flood_of_output_does_not_hold_up_the_keyboard",
                                         "test_picture Slow"),
    "kitty's keyboard, modifyOtherKeys, plain fallbacks": ("test_keys TellsKeysApart", "test_leave Keyboards",
                                                           "test_manners Chords"),
    "escape in 25 ms": ("test_keys Escape",),
    "OSC 52 is written, never read": (
        "test_fingers Keymaps.test_what_is_copied_goes_to_the_clipboard", "test_run Runs.test_what_an_output_says_goes_to_the_clipboard",
        "test_manners Clipboard"),
    "bracketed paste": ("test_keys Paste",),
    "focus (mode 1004)": ("test_window Window",),
    "mouse, and none": ("test_fingers Mouse", "test_by_mouse WaysOut", "test_mouse Wheel"),
    "job control": ("test_leave Suspends", "test_leave Shell"),
    "whatever ends it, the terminal is what it was": ("test_leave Quits", "test_leave Dies"),
    "resize, tiny": ("test_picture Size", "test_open Refused.test_the_smallest_terminal_is_enough"),
    "Unicode: wide, combining, invalid": ("test_keys Unicode", "test_open Bytes"),
    "clusters (mode 2027)": ("test_window Clusters",),
    "ambiguous width": ("test_terms Kinds.test_where_ambiguous_signs_are_wide_plain_ones_stand_for_ours",),
    "ASCII where there is no UTF-8": ("test_terms Locale",),
    "links (OSC 8)": ("test_links Links",),
    "title (OSC 2), given back": ("test_terms Kinds.test_those_like_xterm_get_titles_shapes_and_marked_pastes",
                                  "test_leave Quits.test_quitting_restores_screen_modes_title_and_cursor"),
    "folder (OSC 7)": ("test_window Window.test_a_new_one_begins_in_the_same_folder",),
    "the end of a long run (OSC 9, 777)": ("test_window Told",),
    "alternate screen, --inline": ("test_leave Quits", "test_leave InLine"),
    "pictures: kitty, sixel, iTerm2, characters": ("test_pixels Pixels",),
    "late, wrong and no answers": ("test_window Answers", "test_leave Quits.test_a_terminal_that_never_answers_is_no_obstacle",
                                   "test_leave Quits.test_quitting_at_once_leaves_no_answer_on_the_shells_line"),
    "plain terminals": ("test_terms Kinds.test_plain_ones_get_nothing_that_they_could_show_as_text",),
    "--help, --version, completion": ("test_manners Help", "test_completion Completion"),
    "exit codes": ("test_manners Help", "test_leave Dies", "test_open Refused"),
    "-R": ("test_file ReadOnly",),
    "what a cell prints stays in its console": ("test_run Hostile",),
}


def tests_in(name: str) -> set[str]:
    """"Class" and "Class.method" of a file of tests; those that are inherited belong to the class."""
    tree = ast.parse((HERE / f"{name}.py").read_text())
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            methods = {f"{node.name}.{one.name}" for one in node.body if getattr(one, "name", "").startswith("test_")}
            found |= methods | ({node.name} if methods else set())
    return found


class Manners(unittest.TestCase):
    def test_each_has_tests_that_there_are_and_that_are_run(self):
        run = (HERE / "meson.build").read_text()
        for manner, tests in MANNERS.items():
            self.assertTrue(tests, manner)
            for test in tests:
                file, name = test.split(" ")
                self.assertIn(f"'{file.removeprefix('test_')}'", run, manner)
                self.assertIn(name, tests_in(file), manner)

    def test_the_page_of_the_tests_has_each(self):
        page = (HERE.parent / "README.md").read_text()
        for manner, tests in MANNERS.items():
            files = ", ".join(dict.fromkeys(test.split(" ")[0].removeprefix("test_") for test in tests))
            self.assertIn(f"| {manner} | {files} |", page)


class Places(Case):
    def test_it_writes_where_XDG_says_and_nowhere_else_and_nobody_else_reads_it(self):
        before = set(self.folder.iterdir())
        terminal = self.open(environment={"TARN_SESSION_TTL": "1h"})  # with a socket to come back by
        terminal.type("A0<Esc>:run all<CR>")
        runtime = Path(self.environment["XDG_RUNTIME_DIR"])
        sockets = [path for path in runtime.rglob("*") if stat.S_ISSOCK(path.stat().st_mode)]
        self.assertTrue(sockets)
        for path in sockets:
            self.assertEqual(path.parent.stat().st_mode & 0o77, 0, path)
        for path in Path(self.environment["XDG_STATE_HOME"]).rglob("*"):
            self.assertEqual(path.stat().st_mode & 0o22, 0, path)
        terminal.send(":wq<CR>")
        terminal.until_status("exited")
        subprocess.run([TARN, "kill", "--all"], env=self.environment, check=True, capture_output=True)
        self.wait_until_all_are_gone()
        made = {path.name for path in set(self.folder.iterdir()) - before}
        self.assertLessEqual(made, {"nb.py", "__marimo__"})  # marimo keeps what was shown beside the notebook, too


class Chords(unittest.TestCase):
    """What only some terminals can tell apart has a plain key besides, or stands for a plain one."""
    HARD = re.compile(r"<(C-CR|S-CR|C-S-[a-z]|C-Tab|C-BS|S-Space|C-[0-9;,.])>")

    def test_each_action_on_such_a_chord_has_another_key(self):
        for path in (HERE.parents[1] / "keymaps").glob("*.keys"):
            rows = [line.split(" = ", 1) for line in path.read_text().split("\n") if " = " in line and not line.startswith("#")]
            easy = {action for keys, action in rows if not self.HARD.match(keys)}
            for keys, action in rows:
                if self.HARD.match(keys):
                    self.assertIn(action, easy, f"{path.name}: {keys}")


class Clipboard(Case):
    def test_it_is_never_asked_for(self):
        for options in (["--keyboard", "--synchronised"], ["--silent"]):
            terminal = self.open_without_python(options=options)
            terminal.type('"+yy"+p"*pi<C-r>+<Esc>')
            self.assertNotRegex(terminal.output(), rb"\x1b\]52;[^;]*;\?")
            terminal.close()

    def test_in_tmux_it_goes_through_to_the_terminal(self):
        terminal = self.open_without_python(environment={"TMUX": "/tmp/none,1,0", "TERM": "tmux-256color"})
        start = terminal.written
        terminal.type('"+yy')
        self.assertRegex(terminal.output(start), rb"\x1bPtmux;\x1b\x1b\]52;c;[A-Za-z0-9+/=]+\x07\x1b\\")


class Help(unittest.TestCase):
    def ask(self, *arguments):
        return subprocess.run([TARN, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})

    def test_it_says_what_it_is_and_can_on_standard_output(self):
        for arguments in (["--help"], ["-h"], ["--version"], ["help"], ["edit", "--help"], ["exec", "--help"]):
            said = self.ask(*arguments)
            self.assertEqual((said.returncode, said.stderr), (0, ""), arguments)
            self.assertIn("tarn", said.stdout)
            self.assertNotIn("\x1b", said.stdout)

    def test_wrong_use_is_2_and_told_on_standard_error(self):
        for arguments in (["--no-such"], ["exec"], ["convert"], ["exec", "/none.py"], ["edit", "a", "b"]):
            said = self.ask(*arguments)
            self.assertEqual((said.returncode, said.stdout), (2, ""), arguments)
            self.assertTrue(said.stderr.startswith("tarn: "), said.stderr)


if __name__ == "__main__":
    unittest.main()
