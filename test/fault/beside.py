"""What a fault costs, in tarn and in others: measured, one row a fault.

    beside.py [--euporie PROGRAM] [--marimo PYTHON] [--only WORD]

Vim and euporie sit in the same terminal as tarn, marimo's server is asked by the messages of its page.  Each gets the time
that it asks for (Vim writes its swap file after 4 s or 200 keys).  The rows go into tarn(1), SAFETY.
"""
from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DEADLINE", "20")

from editor import Editor, Home, cell_code, processes_of  # noqa: E402

MARK = "typed_mark"
FAULTFS = os.environ.get("FAULTFS", "")


def ipynb(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "id": f"c{i}", "metadata": {}, "outputs": [], "execution_count": None,
                                  "source": code} for i, code in enumerate(cells)],
                       "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
                       "nbformat": 4, "nbformat_minor": 5})


@dataclass
class Program:
    name: str
    command: list[str] | None  # None: tarn
    file: str
    text: str      # what the file holds
    ready: str     # on the screen
    insert: str    # keys to type a line in the first cell
    leave: str
    save: str
    recover: list[str] | None  # a command that recovers, or None: opening again is all
    recover_keys: str
    add: str = ""  # keys to a new cell, run by `run`
    run: str = ""
    settle: float = 0.5


def programs(options: argparse.Namespace) -> list[Program]:
    cells = ("x = 41", "x + 1")
    found = [Program("tarn", None, "nb.py", cell_code(*cells), "NORMAL", "A # ", "<C-c>", ":w<CR>", None, ":recover<CR>",
                     ":new<CR>i", "<C-c>g<CR>"),
             Program("vim", ["vim", "--clean", "{file}"], "nb.py", cell_code(*cells), "x = 41", "Go# ", "<C-c>", ":w<CR>",
                     ["vim", "--clean", "-r", "{file}"], "<CR>")]
    if options.euporie:
        found.append(Program("euporie", [options.euporie, "{file}"], "nb.ipynb", ipynb(*cells), "x = 41", "b<CR># ", "\x1b", "\x13",
                             None, "", "\x1bb<CR>", "\x05", settle=3))
    return found


class Desk:
    """One program with the file, in a home of its own."""

    def __init__(self, program: Program, **environment: str):
        self.program = program
        self.home = Home()
        self.file = self.home.work / program.file
        self.file.write_text(program.text)
        self.old = self.file.read_bytes()
        self.environment = environment
        self.editor = self.open(program.command)

    def open(self, command: list[str] | None) -> Editor:
        words = [word.format(file=self.file) for word in command] if command else None
        return Editor(self.home, str(self.file), program=words, TARN_SESSION_TTL="600", **self.environment)

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.editor.ended():
            self.editor.pump(0.05)

    def keys(self, keys: str) -> None:
        """An Escape right before a key would be that key with Alt."""
        for part in keys.replace("\x1b", "\x1b\0").split("\0"):
            self.editor.keys(part)
            self.wait(0.5 if part.endswith("\x1b") else 0)

    def run(self, code: str) -> None:
        """In a new cell."""
        for keys in (self.program.add, code, self.program.run):
            self.keys(keys)
            self.wait(self.program.settle / 3)

    def start(self) -> None:
        self.editor.until(self.program.ready)
        self.wait(self.program.settle)

    def type(self) -> None:
        self.start()
        self.keys(self.program.insert + MARK)
        self.editor.until(MARK)

    def save(self) -> str:
        self.keys(self.program.leave)
        self.wait(0.3)
        self.keys(self.program.save)
        self.wait(1.5)
        return self.editor.text()

    def comes_back(self) -> bool:
        """The text, in an editor that is opened again."""
        self.editor.close()
        self.environment = {}
        self.editor = self.open(self.program.recover or self.program.command)
        self.wait(2 + self.program.settle)
        self.keys(self.program.recover_keys)
        self.wait(1.5)
        return MARK in self.editor.text() or MARK.encode() in self.read()

    def read(self) -> bytes:
        return self.file.read_bytes() if self.file.is_file() else b""

    def file_is(self) -> str:
        data = self.read()
        try:
            json.loads(data) if self.program.file.endswith(".ipynb") else compile(data, "", "exec")
        except (SyntaxError, ValueError):
            return "torn" if data else "gone"
        return "old" if data == self.old else "new" if MARK.encode() in data else "torn"

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.editor.close()
        for pid in processes_of(self.home):
            with contextlib.suppress(OSError):
                os.kill(pid, 9)
        self.home.__exit__()


def text_after(number: int, seconds: float) -> Callable[[Program], str]:
    def measure(program: Program) -> str:
        with Desk(program) as desk:
            desk.type()
            desk.wait(seconds)
            if number:
                desk.editor.process.send_signal(number)
            else:
                os.dup2(os.open("/dev/null", os.O_RDWR), desk.editor.master)
            with contextlib.suppress(subprocess.TimeoutExpired):
                desk.editor.process.wait(10)
            return "nothing" if desk.comes_back() else "what was typed"
    return measure


def disk(number: int, calls: str, kind: str = "") -> Callable[[Program], str]:
    def measure(program: Program) -> str:
        home = Path("/nowhere")
        with Desk(program) as probe:  # the folder must be known before the program starts
            home = probe.home.folder
        orders = {"FAULTFS_ERRNO": str(number), "FAULTFS_SWITCH": "/tmp/never", "LD_PRELOAD": FAULTFS}
        orders |= {"FAULTFS_CALLS": calls} if calls else {}
        orders |= {"FAULTFS_KIND": kind} if kind else {}
        switch = home.with_name(home.name + ".switch")
        orders |= {"FAULTFS_SWITCH": str(switch), "FAULTFS_BELOW": str(home.with_name(home.name + ".work"))}
        (home.with_name(home.name + ".work")).mkdir()
        try:
            return with_disk(program, Path(orders["FAULTFS_BELOW"]), switch, orders, kind == "kill")
        finally:
            shutil.rmtree(orders["FAULTFS_BELOW"], ignore_errors=True)
            switch.unlink(missing_ok=True)
    return measure


def with_disk(program: Program, work: Path, switch: Path, orders: dict[str, str], kills: bool) -> str:
    desk = Desk.__new__(Desk)
    desk.program, desk.home, desk.environment = program, Home(), orders
    shutil.rmtree(desk.home.work)
    desk.home.work.symlink_to(work)
    (desk.home.folder / "state/tarn/trust").write_text(f"yes {work}\nyes {desk.home.folder}\n")
    desk.file = work / program.file
    desk.file.write_text(program.text)
    desk.old = desk.file.read_bytes()
    desk.editor = desk.open(program.command)
    with desk:
        desk.type()
        desk.keys(program.leave)
        desk.wait(0.5 if program.name != "vim" else 5)  # its swap file is written by now
        switch.touch()
        text = desk.save()
        during = desk.file_is()
        switch.unlink()
        if kills or desk.editor.ended():
            kept = "" if desk.comes_back() else "what was typed"
        else:
            desk.save()
            kept = "" if desk.file_is() == "new" else "the next save fails too"
        said = any(word in text for word in ("rror", "E514", "E212", "E667", "not saved", "No space", "can't", "Can't", "ailed"))
        beside = any(each != desk.file and each.is_file() and each.read_bytes() == desk.old for each in work.iterdir())
        file = "the file (an older one is beside it)" if beside else "the file"
        losses = [kept, file if during in ("torn", "gone") else "", "" if said or kills or during == "new" else "that it failed: it does not say so"]
        return ", ".join(filter(None, losses)) or "nothing"


def changed_meanwhile(program: Program) -> str:
    with Desk(program) as desk:
        desk.type()
        desk.keys(program.leave)
        desk.wait(1.5)
        theirs = cell_code("x = 41", "x + 1", "theirs = 2") if program.file.endswith(".py") else ipynb("x = 41", "x + 1", "theirs = 2")
        desk.file.write_text(theirs)
        desk.wait(3)
        text = desk.save()
        data = desk.read()
        if b"theirs" in data and MARK.encode() in data:
            return "nothing: merged"
        if b"theirs" in data:
            return "nothing: asks" if MARK in text or "WARNING" in text or "changed" in text else "what was typed"
        return "what the other wrote"


def kernel_dies(code: str) -> Callable[[Program], str]:
    """What is on the screen afterwards, and whether it says so and another cell runs."""
    def measure(program: Program) -> str:
        if not program.run:
            return "-"
        with Desk(program) as desk:
            desk.start()
            desk.run("print(11111 * 3)")
            desk.editor.until("33333")
            desk.wait(1)
            desk.run(code)
            desk.wait(6)
            text = desk.editor.text()
            outputs = "33333" in text
            said = next((word for word in ("died", "exit code", "signal", "restart") if word in text.lower()), "")
            if desk.editor.ended():
                return "variables, outputs, the editor"
            return "variables" + ("" if outputs else ", outputs") + ("" if said else ", and does not say so")
    return measure


def interface_killed(number: int) -> Callable[[Program], str]:
    """The variables, when the editor is opened again."""
    def measure(program: Program) -> str:
        if not program.run:
            return "-"
        with Desk(program) as desk:
            desk.start()
            desk.run("kept = 6 * 7")
            desk.wait(3)
            desk.editor.process.send_signal(number)
            desk.editor.process.wait(20)
            desk.editor.close()
            desk.editor = desk.open(program.command)
            desk.start()
            desk.run("kept + 1000")
            desk.wait(5)
            return "nothing" if "1042" in desk.editor.text() else "variables, outputs"
    return measure


def escapes(program: Program) -> str:
    if not program.run:
        return "-"
    with Desk(program) as desk:
        desk.start()
        desk.editor.raw.clear()
        desk.run("print('\\033]0;ti' + 'tle\\007\\033]52;c;eA==\\007\\033[?1049l\\033c', 'pri' + 'nted')")
        desk.wait(5)
        raw = bytes(desk.editor.raw)
        through = [name for name, mark in (("title", b"\x1b]0;title"), ("clipboard", b"\x1b]52;c;eA=="), ("reset", b"\x1bc")) if mark in raw]
        return f"the terminal: {', '.join(through)}" if through else "nothing"


# --- marimo's server -------------------------------------------------------------------------------------------


class Server:
    """`marimo edit` without a page; what the page would send and get."""

    def __init__(self, python: str):
        self.home = Home("x = 41", "x + 1")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.python = python
        self.process = self.start()

    def start(self) -> subprocess.Popen:
        process = subprocess.Popen([self.python, "-m", "marimo", "edit", "--headless", "--no-token", "--no-skew-protection",
                                    "--skip-update-check", "-p", str(self.port), str(self.home.notebook)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.home.environment())
        while process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health").read()
                break
            time.sleep(0.05)
        return process

    def post(self, path: str, body: dict) -> None:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json", "Marimo-Session-Id": "s1"})
        urllib.request.urlopen(request).read()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        for pid in processes_of(self.home):
            with contextlib.suppress(OSError):
                os.kill(pid, 9)
        self.home.__exit__()


async def answers(server: Server, codes: list[str], *, wait: float = 6, first: bool = True, cell: int = 0) -> str:
    """All that the page hears while these run, one after the other."""
    import websockets
    heard = []
    async with websockets.connect(f"ws://127.0.0.1:{server.port}/ws?session_id=s1", max_size=None) as page:
        async def listen(seconds: float) -> None:
            with contextlib.suppress(asyncio.TimeoutError, websockets.ConnectionClosed):
                end = time.monotonic() + seconds
                while (left := end - time.monotonic()) > 0:
                    heard.append(await asyncio.wait_for(page.recv(), left))
        await listen(2)
        if first:
            server.post("/api/kernel/instantiate", {"objectIds": [], "values": [], "autoRun": True})
            await listen(2)
        for number, code in enumerate(codes, cell):
            with contextlib.suppress(OSError):
                server.post("/api/kernel/run", {"cellIds": [f"cell{number}"], "codes": [code]})
            await listen(wait)
    return "\n".join(str(each) for each in heard)


def marimo_kernel_dies(code: str) -> Callable[[str], str]:
    def measure(python: str) -> str:
        with Server(python) as server:
            heard = asyncio.run(answers(server, ["'pri' + 'nted'", code, "x + 1000"]))
            if "1041" in heard:
                return "nothing"
            said = any(word in heard for word in ("kernel-died", "died", "terminated", "killed", "restart"))
            return "variables" + ("" if said else ", and does not say so: cells stay running")
    return measure


def marimo_killed(number: int) -> Callable[[str], str]:
    def measure(python: str) -> str:
        with Server(python) as server:
            asyncio.run(answers(server, ["kept = 6 * 7"], wait=2))
            server.process.send_signal(number)
            server.process.wait(20)
            server.process = server.start()
            heard = asyncio.run(answers(server, ["kept + 1000"], wait=3))
            return "nothing" if "1042" in heard else "variables, outputs"
    return measure


def marimo_page_gone(python: str) -> str:
    with Server(python) as server:
        asyncio.run(answers(server, ["kept = 6 * 7"], wait=2))
        heard = asyncio.run(answers(server, ["kept + 1000"], wait=3, first=False, cell=1))
        return "nothing" if "1042" in heard else "variables, outputs"


ROWS: list[tuple[str, Callable[[Program], str], Callable[[str], str] | None]] = [
    ("SIGKILL, 1 s after the last key", text_after(signal.SIGKILL, 1.0), None),
    ("SIGKILL, 5 s after", text_after(signal.SIGKILL, 5.0), None),
    ("SIGTERM at once", text_after(signal.SIGTERM, 0), None),
    ("the terminal closed at once", text_after(0, 0), None),
    ("disk full at a save", disk(28, "write"), None),
    ("EIO at fsync of a save", disk(5, "fsync,fdatasync"), None),
    ("EIO at rename of a save", disk(5, "rename"), None),
    ("killed in the write of a save", disk(0, "write", "kill"), None),
    ("another program wrote the file", changed_meanwhile, None),
    ("a cell: os._exit(1)", kernel_dies("import os; os._exit(1)"), marimo_kernel_dies("import os; os._exit(1)")),
    ("a cell: segmentation fault", kernel_dies("import ctypes; ctypes.string_at(0)"), marimo_kernel_dies("import ctypes; ctypes.string_at(0)")),
    ("SIGKILL of the editor (server)", interface_killed(signal.SIGKILL), marimo_killed(signal.SIGKILL)),
    ("SIGHUP: the line is lost", interface_killed(signal.SIGHUP), marimo_page_gone),
    ("a cell prints hostile escapes", escapes, None),
]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--euporie", help="euporie-notebook of an environment with ipykernel")
    options.add_argument("--marimo", help="a Python with marimo")
    options.add_argument("--only", default="")
    arguments = options.parse_args()
    for name, measure, of_marimo in ROWS:
        if arguments.only not in name:
            continue
        results = {}
        for program in programs(arguments):
            try:
                results[program.name] = measure(program)
            except Exception as error:  # noqa: BLE001: of others, anything may go wrong
                results[program.name] = f"not measured ({str(error)[:300]})"
        if arguments.marimo and of_marimo:
            try:
                results["marimo"] = of_marimo(arguments.marimo)
            except Exception as error:  # noqa: BLE001
                results["marimo"] = f"not measured ({str(error)[:300]})"
        print(f"{name}: " + "; ".join(f"{each}: {what}" for each, what in results.items()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
