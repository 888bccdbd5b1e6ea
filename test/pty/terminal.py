"""A terminal to test the editor in: types, waits, and reads the screen.  The terminal itself is ptyterm.c.

    with Terminal(folder, "nb.py") as terminal:
        terminal.type("ihello<Esc>")          # returns when the editor has nothing more to do
        terminal.until("NORMAL")              # or when something is on the screen
        terminal.screen.rows, .cursor, .title ...

Nothing here sleeps: every wait ends with an event of the program, or fails at a deadline.
"""
from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import unittest
from dataclasses import dataclass
from pathlib import Path

TARN = os.environ.get("TARN", "tarn")
PTYTERM = os.environ.get("PTYTERM", "ptyterm")
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
TOO_OLD = os.environ.get("TOO_OLD", "")
DEADLINE_MS = int(os.environ.get("DEADLINE_MS", "20000"))  # of a wait; only a fault, or a very slow machine, needs so long

KEYS = {"Esc": "\x1b", "CR": "\r", "Tab": "\t", "BS": "\x7f", "Space": " ", "lt": "<", "Up": "\x1bOA",
        "Down": "\x1bOB", "Right": "\x1bOC", "Left": "\x1bOD"}


def key_bytes(keys: str) -> bytes:
    """What a keyboard sends for "ihello<Esc>:w<CR>"."""
    def named(match: re.Match) -> str:
        name = match[1]
        return chr(ord(name[2].upper()) & 0x1f) if name.startswith("C-") else KEYS[name]
    return re.sub(r"<(C-.|\w+)>", named, keys).encode("utf-8", "surrogateescape")


@dataclass
class Screen:
    rows: list[str]
    from_cursor: str
    cursor: list[int]  # row, column
    visible: bool
    shape: int  # BLOCK, UNDERLINE, BAR
    alternate: bool
    title: str
    folder: str  # where a new window would begin, a URL
    brackets: bool  # pasted text is marked
    mouse: bool  # the program is told of clicks
    keyboard: int  # how often it began kitty's way of telling keys, and did not end it
    other_keys: int  # xterm's
    unknown: list[str]  # sequences that no terminal knows
    behind: list[str]  # rows that went off at the top of the shell's screen

    @property
    def text(self) -> str:
        return "\n".join(row.rstrip() for row in self.rows)

    @property
    def at_cursor(self) -> str:
        return self.from_cursor.rstrip()


BLOCK, UNDERLINE, BAR = 1, 2, 3


class Terminal:
    def __init__(self, folder: Path, *arguments, program=None, environment=None, size=(24, 80), options=()):
        """Runs tarn, or `program` (a list of words), in `folder` with the arguments."""
        command = [PTYTERM, *options, "--size", f"{size[0]}x{size[1]}", *(program or [TARN]), *map(str, arguments)]
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def close(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()
            self.process.stdout.close()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("the terminal itself has died")
        return json.loads(line)

    # --- typing

    def send(self, data: str | bytes):
        """Types bytes, or keys in <> notation, and waits for nothing."""
        self.ask("send", (key_bytes(data) if isinstance(data, str) else data).hex())

    def type(self, data: str | bytes):
        self.send(data)
        return self.quiet()

    def paste(self, data: bytes):
        """As a terminal does it: marked if the program asked for that, line ends as carriage returns."""
        brackets = self.screen.brackets
        data = data.replace(b"\n", b"\r")
        return self.type(b"\x1b[200~" + data + b"\x1b[201~" if brackets else data)

    def resize(self, rows: int, columns: int):
        self.ask("resize", rows, columns)
        return self.quiet()

    def redraw(self):
        """The screen painted from nothing, without a key."""
        self.ask("redraw")
        return self.quiet()

    # --- waiting

    def quiet(self) -> Screen:
        """The screen after all that was typed has been done, and all that follows from it."""
        if not self.ask("quiet", DEADLINE_MS):
            raise AssertionError("never quiet:\n" + self.describe())
        return self.screen

    def until(self, wanted) -> Screen:
        """The screen when a text is on it, or when a function of the screen says true."""
        found = (lambda screen: wanted in screen.text) if isinstance(wanted, str) else wanted
        while not found(screen := self.screen):
            if not self.ask("step", DEADLINE_MS):
                raise AssertionError(f"never came: {wanted}\n" + self.describe())
        return screen

    def until_status(self, name: str, value=True):
        while (status := self.ask("status"))[name] != value:
            if not self.ask("step", DEADLINE_MS):
                raise AssertionError(f"never {name}: {status}\n" + self.describe())
        return status

    def exit_status(self) -> int:
        """Waits for the program's end, and for everyone who holds the terminal."""
        self.until_status("finished")
        return self.until_status("exited")["status"]

    # --- looking

    @property
    def screen(self) -> Screen:
        return Screen(**self.ask("snapshot"))

    @property
    def pid(self) -> int:
        return self.ask("status")["pid"]

    @property
    def modes(self):
        return self.ask("modes")

    @property
    def written(self) -> int:
        return self.ask("status")["written"]

    def output(self, start=0) -> bytes:
        return bytes.fromhex(self.ask("output", start))

    def is_set(self, mode: int) -> bool:
        """Whether the program has set a private mode (DECSET) and not reset it."""
        output = self.output()
        return output.rfind(b"\x1b[?%dh" % mode) > output.rfind(b"\x1b[?%dl" % mode)

    def cells(self, row: int) -> list[dict]:
        return self.ask("cells", row)

    def signal(self, number: signal.Signals):
        os.kill(self.pid, number)

    def describe(self) -> str:
        screen = self.screen
        return f"{self.ask('status')} {screen.title!r} {screen.cursor} {screen.unknown}\n{screen.text}"


NOTEBOOK = """\
import marimo

__generated_with = "0.13.0"
app = marimo.App()


@app.cell
def _():
    x = 1
    return (x,)


@app.cell
def _(x):
    y = x + 41
    y
    return


if __name__ == "__main__":
    app.run()
"""


def notebook(*cells: str) -> str:
    """A notebook of cells of code that share nothing."""
    body = "".join("@app.cell\ndef _():\n" + "".join(f"    {line}\n" for line in cell.split("\n")) + "    return\n\n\n"
                   for cell in cells)
    return NOTEBOOK[:NOTEBOOK.index("@app.cell")] + body + NOTEBOOK[NOTEBOOK.index("if __name__"):]


def processes_of(folder: Path) -> list[tuple[int, str]]:
    """Every process whose home is the test's, but for the terminals."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"HOME={folder}\0".encode() in (entry / "environ").read_bytes():
                found.append((int(entry.name), (entry / "comm").read_text().strip()))
        except OSError:
            pass
    return [(pid, name) for pid, name in found if name != "ptyterm"]


class Case(unittest.TestCase):
    """A test with a folder of its own, which is also the home and all that XDG asks for."""

    editor_opened = None  # by open()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="tarn-pty-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.addCleanup(self.end_what_is_left)
        self.environment = {"HOME": str(self.folder), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "SHELL": "/bin/sh",
                            "PATH": f"{Path(PYTHON).parent}:/usr/bin:/bin", "LANG": "C.UTF-8",
                            "TARN_SESSION_TTL": "0",  # a session ends with its editor
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""),
                            "UBSAN_OPTIONS": os.environ.get("UBSAN_OPTIONS", "")}
        for kind in ("CONFIG", "STATE", "CACHE", "RUNTIME"):
            place = self.folder / ".xdg" / kind.lower()
            place.mkdir(parents=True, mode=0o700)
            self.environment[f"XDG_{kind}_{'DIR' if kind == 'RUNTIME' else 'HOME'}"] = str(place)

        self.trust(self.folder)

    def trust(self, *folders: Path):
        """These folders and no other, as `tarn trust` writes it down."""
        states = Path(self.environment["XDG_STATE_HOME"]) / "tarn"
        states.mkdir(mode=0o700, exist_ok=True)
        (states / "trust").write_text("".join(f"yes {folder}\n" for folder in folders))

    def end_what_is_left(self):
        for pid, _ in processes_of(self.folder):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def wait_until_all_are_gone(self):
        """Editor, guard, host, interpreter."""
        for pid, name in processes_of(self.folder):
            if name == "sh":
                continue
            try:
                descriptor = os.pidfd_open(pid)
            except ProcessLookupError:
                continue
            ended, _, _ = select.select([descriptor], [], [], DEADLINE_MS / 1000)
            os.close(descriptor)
            self.assertTrue(ended, f"{name} ({pid}) is still there")

    def write(self, name: str, content: str | bytes = NOTEBOOK) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def terminal(self, *arguments, **options) -> Terminal:
        environment = {**self.environment, **options.pop("environment", {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        terminal = Terminal(self.folder, *arguments, environment=environment, **options)
        self.addCleanup(terminal.close)
        return terminal

    def open(self, content: str | bytes = NOTEBOOK, *arguments, **options) -> Terminal:
        """The editor on nb.py with this content, quiet; the one before it is gone, and what it kept of its text."""
        self.leave_opened()
        self.path = self.write("nb.py", content)
        self.editor_opened = terminal = self.terminal("nb.py", *arguments, **options)
        terminal.quiet()
        return terminal

    def leave_opened(self):
        """Two editors of one notebook would have to be asked which of them writes."""
        if self.editor_opened:
            self.editor_opened.close()
            self.wait_until_all_are_gone()
            shutil.rmtree(Path(self.environment["XDG_STATE_HOME"]) / "tarn/journal", ignore_errors=True)
        self.editor_opened = None

    def open_without_python(self, content: str | bytes = NOTEBOOK, **options) -> Terminal:
        """The same, quicker: for tests that run no cell."""
        return self.open(content, "--python", "/none", **options)
