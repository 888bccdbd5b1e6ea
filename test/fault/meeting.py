"""A fault meets an editor in a situation; and what must be true afterwards, whatever the fault is.

    with Meeting(fault, SITUATIONS["typing"]) as meeting:
        meeting.happen()          # raises AssertionError where a promise is broken

The promises: what was typed is in the editor, or comes back by :recover (of a death at most what was not in the journal
yet is missing, and then only from the end); the file is the old one or the new one; the editor lives and answers, or was
ended by a fault that is meant to end it; the variables live unless the fault was theirs; a restart works; nobody is left.
"""
from __future__ import annotations

import contextlib
import hashlib
import os
import re
import select
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import editor as terminals
from editor import Editor, Home, nobody_is_left, processes_of, stat_of

FAULTFS = os.environ.get("FAULTFS", "")
SOON = 30.0  # seconds: only a bug waits so long

WAIT = ("import os, threading, time\n"
        "def wait(go=os.environ['GO'], strike=os.environ['STRIKE']):\n"
        "    while not os.path.exists({until}):\n        time.sleep(0.005)\n"
        "    if os.path.exists(strike):\n        exec(open(strike).read(), {{'__name__': 'fault'}})\n")
IN_A_THREAD = WAIT.format(until="strike") + "threading.Thread(target=wait, daemon=True).start()"
IN_THE_CELL = WAIT.format(until="go") + "print('be' + 'gun', flush=True)\nwait()"
TABLE = "[{'n': i, 'name': f'row {i}'} for i in range(100_000)]"


def nothing(_: Meeting) -> None:
    pass


@dataclass(frozen=True)
class Fault:
    """`arm` comes before the user acts, `strike` after his keys were sent, `heal` when the editor has met it."""
    name: str
    arm: Callable[[Meeting], None] = nothing
    strike: Callable[[Meeting], None] = nothing
    heal: Callable[[Meeting], None] = nothing
    environment: dict[str, str] = field(default_factory=dict)  # {home} is replaced
    code: str = ""        # runs in the interpreter when it strikes
    main: bool = False    # this code does something only in the main thread
    deadly: bool = False  # the editor may end of it
    dies: bool = False    # and does
    kernel: bool = False  # the interpreter is harmed: its variables are not promised
    world: bool = False   # somebody else has changed the file
    asks: bool = False    # the code waits for a line
    moves: bool = False   # the session is that of another file now, and is found by its id alone
    cuts: bool = False    # and has cut off cells
    saves: tuple[str, ...] = (":w", ":w", ":w!")
    says: tuple[str, ...] = ()  # in a situation of `where` the editor says so
    where: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()  # cells that somebody else has added to the file


@dataclass(frozen=True)
class Situation:
    """`enter` leads into it, `act` sends the keys during which the fault strikes, `leave` are keys back to normal mode."""
    name: str
    enter: Callable[[Meeting], None]
    act: Callable[[Meeting], None]
    leave: str = ""


def cells_of(text: str) -> list[str]:
    """The code of the cells of a notebook in marimo's format, read by nothing of tarn."""
    found = []
    for part in re.split(r"^(?=@app\.cell|app\._unparsable_cell)", text, flags=re.M)[1:]:
        if broken := re.match(r'app\._unparsable_cell\(\n    r"""\n(.*?)\n?    """,', part, flags=re.S):
            found.append("\n".join(line[4:] for line in broken[1].split("\n")).rstrip())
            continue
        body = re.split(r"^(?=\S)", part.split("\n", 2)[2], maxsplit=1, flags=re.M)[0].rstrip().split("\n")
        lines = [line[4:] for line in body]
        assert re.match(r"return\b", lines[-1]), part
        found.append("\n".join(lines[:-1]).rstrip())
    return found


class Meeting:
    def __init__(self, fault: Fault, situation: Situation):
        self.fault, self.situation = fault, situation
        self.home = Home()
        self.strike_file, self.go_file = self.home.folder / "strike", self.home.folder / "go"
        self.main_file, self.check_file = self.home.folder / "main", self.home.folder / "check"
        self.switch = self.home.folder / "switch"
        self.code = IN_THE_CELL if situation.name == "running" else IN_A_THREAD
        self.home.notebook.write_text(terminals.cell_code("x = 1", self.code, TABLE))
        self.old = self.home.notebook.read_bytes()
        self.lines: list[str] = []  # typed by the user
        self.sure = 0  # so many of them must come back after a death
        self.guests: list[Editor] = []
        self.editor: Editor | None = None
        self.died = False
        self.ended = False  # by us, and so did its session
        self.rested = False  # it has nothing more to do since the last keys

    # --- editors

    def environment(self) -> dict[str, str]:
        words = {name: value.format(home=self.home.folder) for name, value in self.fault.environment.items()}
        if words:
            words |= {"LD_PRELOAD": FAULTFS, "FAULTFS_SWITCH": str(self.switch)}
        words |= {"GO": str(self.go_file), "STRIKE": str(self.strike_file), "MAIN": str(self.main_file),
                  "CHECK": str(self.check_file)}
        logs = f"log_path={self.home.folder}/sanitizer"
        return words | {"TARN_SESSION_TTL": "600" if self.situation.name == "detached" else "0",
                        "ASAN_OPTIONS": f"verify_asan_link_order=0:detect_leaks=0:handle_segv=0:handle_abort=0:{logs}",
                        "UBSAN_OPTIONS": f"print_stacktrace=1:{logs}"}

    def start(self) -> Editor:
        self.editor, self.rested = Editor(self.home, cwd=self.home.folder, **self.environment()), False
        return self.editor

    def guest(self) -> Editor:
        """Another editor of the same notebook."""
        self.guests.append(Editor(self.home, cwd=self.home.folder, **self.environment()))
        return self.guests[-1]

    def alive(self) -> bool:
        return self.editor is not None and not self.editor.ended()

    def keys(self, keys: str) -> None:
        if not keys:
            return
        self.rested = False
        with contextlib.suppress(OSError):
            self.editor.keys(keys)

    def seen(self, *choices: str, gone: str = "") -> str:
        """Which of these is on the screen first; "" if the editor ends before."""
        end = time.monotonic() + SOON
        while True:
            text = self.editor.text()
            for choice in choices:
                if choice in text and not (gone and gone in text):
                    return choice
            if self.editor.ended() and not self.editor.pump(0):
                return ""
            if time.monotonic() > end:
                raise AssertionError(f"none of {choices} seen in\n{text}")
            self.editor.pump(0.2)

    def opened(self) -> str:
        """The engine has looked at everything; "" where the editor did not open it."""
        state = self.seen(" idle", " dead ", " running ", "not trusted", "no Python", "no kernel", " busy ", "waits for input",
                          gone="starting")
        self.settle(2)
        return state

    def processes(self, name: str) -> list[int]:
        """Hosts ("tarn host") or interpreters ("python")."""
        found = []
        for pid in processes_of(self.home):
            with contextlib.suppress(OSError):
                if Path(f"/proc/{pid}/comm").read_text().startswith(name):
                    found.append(pid)
        return found

    def until_process(self, name: str) -> list[int]:
        end = time.monotonic() + 5
        while not (found := self.processes(name)) and time.monotonic() < end:
            if self.alive():
                self.editor.pump(0.02)
        return found

    # --- what the user does

    def line(self) -> str:
        number = len(self.lines) + 1
        self.lines.append(f"typed_{number} = {number}")
        return self.lines[-1]

    def until_typed(self) -> None:
        if not self.fault.deadly or self.alive():
            self.seen(self.lines[-1])

    def until_kept(self) -> None:
        """What was typed is in the journal; where a death is to come it cannot be lost any more."""
        if not self.fault.deadly:
            return
        end, wanted = time.monotonic() + SOON, self.lines[-1].encode()
        folder = self.home.folder / "state/tarn/journal"
        while not any(wanted in each.read_bytes() for each in folder.glob("*.journal")):
            assert time.monotonic() < end, "not in the journal"
            self.editor.pump(0.02)
        self.sure = len(self.lines)

    def plant_journal(self, journal: bytes) -> None:
        """Of an editor that was killed with one line typed."""
        self.line()
        self.sure = len(self.lines)
        folder = self.home.folder / "state/tarn/journal"
        folder.mkdir(mode=0o700)
        name = hashlib.sha256(os.path.realpath(self.home.notebook).encode()).hexdigest()
        (folder / f"{name}.journal").write_bytes(journal)

    def settle(self, seconds: float = 0.25) -> None:
        """It has nothing more to do, or is gone, or works on and was given some time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.alive() and not self.rested:
            ready = select.select([self.editor.master, self.editor.sync], [], [], 0.02)[0]
            if self.editor.sync in ready:
                os.read(self.editor.sync, 4096)
                self.rested = True
            if self.editor.master in ready:
                self.editor.pump(0)

    def strike_code(self) -> None:
        """The code of the fault runs in the interpreter: in the cell that runs, in a thread, or, where only the main thread
        will do, as a command."""
        typed = self.situation.name != "running" and (self.fault.main or self.situation.name == "opening")
        fresh = self.strike_file.with_suffix(".new")
        fresh.write_text(self.fault.code)
        fresh.rename(self.main_file if typed else self.strike_file)
        if self.situation.name == "running":
            self.go_file.touch()
        if typed:
            command = ":py import os; exec(open(os.environ['MAIN']).read())<CR>"
            before, after = {"typing": ("<C-c>", "A"), "table": ("q", "G<Space>T")}.get(self.situation.name, ("", ""))
            self.keys(before + command + ("" if self.fault.asks else after))

    # --- the promises

    def file_is_whole(self) -> None:
        """The old one, or the new one."""
        if self.fault.world or not self.home.notebook.is_file():
            assert self.fault.world, "the file is gone"
            return
        data = self.home.notebook.read_bytes()
        if data != self.old:
            self.compare(data.decode())

    def compare(self, text: str) -> None:
        """What was typed, and nothing else; of a death, all that was sure and what followed in the order it was typed."""
        cells = cells_of(text)
        typed = "\n".join(["x = 1", *self.lines])
        sure = "\n".join(["x = 1", *(self.lines[:self.sure] if self.died else self.lines)])
        assert cells and typed.startswith(cells[0]) and len(cells[0]) >= len(sure), f"{typed!r} became {cells[0:1]!r}"
        rest = cells[1:]
        assert self.fault.cuts or rest[:2] == [self.code, TABLE], f"other cells changed: {rest}"
        assert self.fault.cuts or set(rest[2:]) <= set(self.fault.theirs), f"cells that nobody wrote: {rest[2:]}"

    def recover(self) -> None:
        """The editor is gone; a new one has the text."""
        status = self.editor.process.returncode
        assert self.fault.deadly or (self.situation.name in ("opening", "detached") and status == 2), \
            f"the editor ended with {status}:\n{self.editor.text()}\n{bytes(self.editor.raw[-1500:])!r}"
        if status == 2:
            assert re.search(rb"tarn: .+: .+", self.editor.raw), f"no word about it: {bytes(self.editor.raw[-500:])!r}"
        else:
            self.died = True
        self.editor.close()
        self.file_is_whole()
        if self.situation.name != "detached":
            nobody_is_left(self.home)
        self.start()
        assert self.take_recovery(), f"cannot be opened again:\n{self.editor.text()}\n{bytes(self.editor.raw[-500:])!r}"

    def take_recovery(self) -> bool:
        """What waits is not in the file: it is offered, at the latest when the disk lets it be read."""
        if not self.opened():
            return False
        text = self.home.notebook.read_text(errors="replace") if self.home.notebook.is_file() else ""
        if self.lines and self.lines[0] not in text and self.lines[0] not in self.editor.text():
            if self.seen(":recover?", "cannot be read") == "cannot be read":
                assert self.editor.quit() == 0  # as the message says: with the next opening
                self.editor.close()
                self.ended = True
                return bool(self.start()) and self.take_recovery()
            self.keys(":recover<CR>")
        return self.editor.ended() is False and bool(not self.lines or self.seen(self.lines[0]))

    def answer(self) -> None:
        """What asks gets the keys by itself only where nobody typed; where it is not there yet, or any more, nothing asks."""
        if "CONSOLE" not in self.editor.text():
            self.keys(":console<CR>")
            self.settle(1)
        if "CONSOLE" in self.editor.text():
            self.keys("answer<CR>")
            self.seen("NORMAL")

    def leave(self) -> bool:
        """Back to normal mode; False if there is no editor any more."""
        self.go_file.touch()
        if self.fault.asks and self.alive():
            self.answer()
        if not self.alive() or (self.situation.name in ("opening", "detached") and not self.take_recovery()):
            return False
        self.keys("" if self.fault.asks else self.situation.leave)
        return bool(self.seen("NORMAL")) and (not self.fault.deadly or self.answers())

    def answers(self) -> bool:
        """A process that was killed stays for a while, and so does its picture: only what answers a key is alive."""
        self.keys(":nothing")
        if not self.seen(":nothing"):
            return False
        self.keys("<C-c>")
        return bool(self.seen("NORMAL"))

    def go_on(self) -> None:
        """The editor is used further: a line more, and a save that works."""
        self.editor.is_responsive()
        if self.died:
            self.keys("gg")
            text = self.saved()
            self.lines = [line for line in cells_of(text)[0].split("\n")[1:] if line]
            self.sure = len(self.lines)
        self.keys(f"gg/{self.lines[-1]}<CR>" if self.lines else "gg")
        self.keys(f"o{self.line()}<C-c>")
        self.until_typed()
        self.died, self.sure = False, len(self.lines)
        self.saved()

    def saved(self) -> str:
        """:w, until the file has what is typed."""
        for command in self.fault.saves:
            self.keys(f"{command}<CR>")
            end = time.monotonic() + SOON
            while time.monotonic() < end:
                with contextlib.suppress(OSError, AssertionError, UnicodeDecodeError, IndexError):
                    text = self.home.notebook.read_text()
                    self.compare(text)
                    return text
                if not self.editor.pump(0.02) and re.search(r"not saved|is a directory", self.editor.text()):
                    break  # it may take another word
        try:
            self.compare(self.home.notebook.read_text())
        except (AssertionError, OSError) as error:
            raise AssertionError(f"{error}\n{self.editor.text()}") from error
        raise AssertionError("it was saved late")

    def variables_live(self) -> None:
        self.keys(":py open(os.environ['CHECK'], 'w').write(str(x + 1000))<CR>")
        assert self.checked("1001"), f"the variables are gone:\n{self.editor.text()}"

    def checked(self, word: str) -> bool:
        """The interpreter has written it; False if it is dead."""
        end = time.monotonic() + SOON
        while not (self.check_file.exists() and self.check_file.read_text() == word):
            if time.monotonic() > end or self.editor.ended():
                return False
            self.settle(0.05)
            if self.rested and not self.editor.pump(0.02) and " dead " in self.editor.text():
                return False
        return True

    def restart_works(self) -> None:
        """Also of one that dies just now, and is dead before it can be restarted."""
        for _ in range(5):
            self.keys(":restart<CR>:py import os; open(os.environ['CHECK'], 'w').write('43')<CR>")
            if self.checked("43"):
                return
        raise AssertionError(f"no restart:\n{self.editor.text()}")

    def nothing_is_left(self) -> None:
        self.keys(":qa!<CR>")  # whatever page is shown
        assert self.editor.wait() == 0, "not left in peace"
        self.editor.close()
        for guest in self.guests:
            guest.close()
        if self.fault.moves:
            subprocess.run([terminals.TARN, "kill", "--all"], env=self.home.environment(), check=True, capture_output=True)
        nobody_is_left(self.home)
        reports = [each.read_text(errors="replace") for each in self.home.folder.glob("sanitizer*")]
        assert not reports, "\n".join(reports)
        left = {each.name for each in self.home.work.iterdir()} - {"nb.py", "real.py", "__pycache__", "__marimo__"}
        assert not left, f"left beside the file: {left}"

    def happen(self) -> None:
        self.situation.enter(self)
        self.fault.arm(self)
        early = self.situation.name == "detached" and self.fault.kernel and not self.fault.main and not self.fault.deadly
        if early:
            self.fault.strike(self)
        self.situation.act(self)
        if not early:
            self.fault.strike(self)
        if self.situation.name in self.fault.where and self.alive():
            assert self.seen(*self.fault.says), f"it does not say {self.fault.says}"
        self.settle()
        self.file_is_whole()
        self.fault.heal(self)
        if self.fault.dies:
            assert self.editor.wait() != 0, "it lives"
        if not self.leave():
            self.recover()
        lost = self.died or self.ended or self.situation.name == "opening"
        self.go_on()
        if not lost and not self.fault.kernel and not self.fault.moves:
            self.variables_live()
        self.restart_works()
        self.nothing_is_left()

    def __enter__(self) -> Meeting:
        return self

    def __exit__(self, *_: object) -> None:
        for each in [self.editor, *self.guests]:
            if each is not None:
                each.close()
        for pid in processes_of(self.home):
            with contextlib.suppress(OSError):
                os.kill(pid, 9)
        self.home.__exit__()

