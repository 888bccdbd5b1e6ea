"""While nothing happens nothing wakes up."""
import select
import unittest
from pathlib import Path

from terminal import NOTEBOOK, Case, notebook, processes_of

SECONDS = 1.0  # really waited: there is no event of nothing happening


class Idle(Case):
    def switches(self) -> dict[int, int]:
        """How often each of our processes has gone to sleep so far."""
        counts = {}
        for pid, _ in processes_of(self.folder):
            text = "".join(task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/status"))
            counts[pid] = sum(int(line.split()[1]) for line in text.split("\n") if line.startswith("voluntary_ctxt"))
        return counts

    def check_asleep(self):
        before = self.switches()
        select.select([], [], [], SECONDS)
        after = self.switches()
        self.assertTrue(before)
        self.assertEqual({pid: after.get(pid, 0) - count for pid, count in before.items()}, dict.fromkeys(before, 0))

    def settle(self, terminal):
        """The journal is written within a second of the last edit; a turn after that all is quiet."""
        before = None
        while before != (before := self.switches()):
            select.select([], [], [], SECONDS)
        terminal.quiet()

    def test_an_open_notebook_sleeps_and_its_interpreter_too(self):
        terminal = self.open()
        terminal.type(":run all<CR>")
        terminal.type("A0<Esc>")
        self.settle(terminal)
        self.check_asleep()

    def test_so_it_does_while_modules_are_watched(self):
        self.write("helper.py", "X = 1\n")
        terminal = self.open(notebook("import helper"))
        terminal.type(":set autoreload=autorun<CR>:run all<CR>")
        self.settle(terminal)
        self.check_asleep()

    def test_so_it_does_on_a_terminal_that_never_answers(self):
        terminal = self.terminal("new.py", "--python", "/none", options=["--silent"])
        terminal.quiet()  # after it has given up
        self.settle(terminal)
        self.check_asleep()


if __name__ == "__main__":
    unittest.main()
