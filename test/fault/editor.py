"""The editor in a terminal that a test holds: keys go in, the picture comes out of libvterm.

    with Editor(home, "nb.py") as editor:
        editor.keys("ix = 1<C-c>")
        editor.until("x = 1")              # the picture holds it; fails at a deadline that only a bug reaches

A `Home` is a folder of its own with everything in it that tarn reads or writes.
"""
from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
from pathlib import Path

TARN = os.environ["TARN"]
PYTHON = os.environ.get("TARN_TEST_PYTHON") or shutil.which("python3") or "python3"
DEADLINE = float(os.environ.get("DEADLINE", "60"))
ROWS, COLUMNS = 30, 100

KEYS = {"CR": "\r", "BS": "\x7f", "Tab": "\t", "Space": " ", "lt": "<"}


def key_bytes(keys: str) -> bytes:
    """`ix<C-c>:w<CR>` as a keyboard sends it.  (An Escape right before a key would be that key with Alt.)"""
    def named(match: re.Match[str]) -> str:
        name = match[1]
        return chr(ord(name[2].upper()) & 31) if name.startswith("C-") else KEYS[name]
    return re.sub(r"<([A-Z][A-Za-z]*|C-.|lt)>", named, keys).encode()


def cell_code(*cells: str) -> str:
    """A notebook of these cells, in marimo's format."""
    parts = ["import marimo\n\napp = marimo.App()\n"]
    for code in cells:
        body = "".join(f"    {line}\n" if line else "\n" for line in code.split("\n"))
        parts.append(f"\n\n@app.cell\ndef _():\n{body}    return\n")
    parts.append('\n\nif __name__ == "__main__":\n    app.run()\n')
    return "".join(parts)


class Home:
    """A place in which nothing of the user's is touched, with a notebook in it."""

    def __init__(self, *cells: str):
        shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) and "TMPDIR" not in os.environ else None
        self.folder = Path(tempfile.mkdtemp(prefix="tarn-fault-", dir=shm))
        self.work = self.folder / "work"
        self.work.mkdir()
        self.notebook = self.work / "nb.py"
        if cells:
            self.notebook.write_text(cell_code(*cells))
        for name in ("home", "state", "config", "cache", "run", "state/tarn"):
            (self.folder / name).mkdir(mode=0o700)
        (self.folder / "state/tarn/trust").write_text(f"yes {self.folder}\n")

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LANG")}
        return kept | {
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": str(self.folder / "home"), "SHELL": "/bin/sh",
            "XDG_STATE_HOME": str(self.folder / "state"), "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_CACHE_HOME": str(self.folder / "cache"), "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "TMPDIR": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1",
            "TARN_SESSION_TTL": "0",  # a session ends with its editor, but in the tests of sessions
            **more}

    def __enter__(self) -> Home:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class Rectangle(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ("start_row", "end_row", "start_column", "end_column")]


class Picture:
    """What a terminal shows that gets these bytes; libvterm, as in the program's own consoles."""

    def __init__(self, rows: int, columns: int):
        lib = self.lib = ctypes.CDLL(ctypes.util.find_library("vterm") or "libvterm.so.0")
        for name in ("vterm_new", "vterm_obtain_screen"):
            getattr(lib, name).restype = ctypes.c_void_p
        lib.vterm_output_read.restype = lib.vterm_screen_get_text.restype = ctypes.c_size_t
        self.rows, self.columns = rows, columns
        self.begun = b""
        self.terminal = ctypes.c_void_p(lib.vterm_new(rows, columns))
        lib.vterm_set_utf8(self.terminal, 1)
        self.screen = ctypes.c_void_p(lib.vterm_obtain_screen(self.terminal))
        lib.vterm_screen_enable_altscreen(self.screen, 1)
        lib.vterm_screen_reset(self.screen, 1)

    def feed(self, data: bytes) -> bytes:
        """Returns what the terminal answers.  libvterm 0.1.4 makes rubbish of a character that comes in two pieces."""
        data = self.begun + data
        whole = len(data) - len(re.search(rb"([\xc0-\xff][\x80-\xbf]{0,2})?$", data)[0])
        if data[whole:] and len(data) - whole >= (4 if data[whole] >= 0xf0 else 3 if data[whole] >= 0xe0 else 2):
            whole = len(data)
        data, self.begun = data[:whole], data[whole:]
        self.lib.vterm_input_write(self.terminal, data, ctypes.c_size_t(len(data)))
        buffer = ctypes.create_string_buffer(4096)
        got = self.lib.vterm_output_read(self.terminal, buffer, ctypes.c_size_t(len(buffer)))
        return buffer.raw[:got]

    def text(self) -> str:
        size = self.columns * 6 + 1
        buffer, lines = ctypes.create_string_buffer(size), []
        for row in range(self.rows):
            got = self.lib.vterm_screen_get_text(self.screen, buffer, ctypes.c_size_t(size),
                                                 Rectangle(row, row + 1, 0, self.columns))
            lines.append(buffer.raw[:got].decode(errors="replace").rstrip())
        return "\n".join(lines)

    def close(self) -> None:
        self.lib.vterm_free(self.terminal)


def begin_in_terminal() -> None:
    """As a shell in a terminal begins a program, whatever those who started us ignore."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class Editor:
    """With `program`, another one in the same terminal."""

    def __init__(self, home: Home, *arguments: str, cwd: Path | None = None, program: list[str] | None = None, **environment: str):
        self.home, self.raw = home, bytearray()
        self.picture = Picture(ROWS, COLUMNS)
        quiet, told = os.pipe()
        os.set_inheritable(told, True)
        self.sync = quiet
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        variables = home.environment(TARN_SYNC_FD=str(told), **environment)
        words = list(arguments) or [str(home.notebook)]
        self.process = subprocess.Popen(program or [TARN, "edit", "--python", PYTHON, *words], stdin=slave, stdout=slave,
                                        stderr=slave, cwd=cwd or home.work, env=variables, pass_fds=[told],
                                        start_new_session=True, preexec_fn=begin_in_terminal)
        os.close(slave)
        os.close(told)
        os.set_blocking(self.master, False)
        self.pid = self.process.pid

    # --- the screen

    def pump(self, seconds: float) -> bool:
        """Takes what the editor draws; False if it drew nothing for so long, or is gone."""
        if not select.select([self.master], [], [], max(seconds, 0))[0]:
            return False
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:  # EIO: the editor has closed the terminal
            return False
        self.raw += data
        del self.raw[:-(1 << 20)]
        answer = self.picture.feed(data)
        if answer:
            with contextlib.suppress(OSError):
                os.write(self.master, answer)
        return bool(data)

    def text(self) -> str:
        while self.pump(0):
            pass
        return self.picture.text()

    def until(self, *wanted: str, gone: str = "", seconds: float = DEADLINE) -> str:
        """The picture as soon as it holds all these, and not `gone`."""
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            if all(word in text for word in wanted) and not (gone and gone in text):
                return text
            if time.monotonic() > end or (not self.pump(min(1, end - time.monotonic())) and self.ended()):
                raise AssertionError(f"never seen: {wanted} (not {gone!r}) in\n{text}\n"
                                     f"{bytes(self.raw[-2000:]).decode(errors='replace') if self.ended() else ''}")

    def keys(self, keys: str) -> Editor:
        os.write(self.master, key_bytes(keys))
        return self

    def quiet(self) -> None:
        """Until nothing more happens by itself."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            ready = select.select([self.master, self.sync], [], [], 1)[0]
            if self.sync in ready:
                os.read(self.sync, 4096)
                return
            if self.master in ready and not self.pump(0):
                raise AssertionError("the editor is gone:\n" + self.picture.text())
        raise AssertionError("never quiet:\n" + self.picture.text())

    def is_responsive(self) -> None:
        """A key is painted, whatever the kernel does."""
        self.keys(":nothingatall")
        self.until(":nothingatall")
        self.keys("<C-c>")
        self.until(gone=":nothingatall")

    # --- its end

    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait(self, seconds: float = DEADLINE) -> int:
        end = time.monotonic() + seconds
        while not self.ended():
            if time.monotonic() > end:
                raise AssertionError("does not end:\n" + self.text())
            if not self.pump(0.05):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(0.05)
        return self.process.returncode

    def kill(self, number: int = signal.SIGKILL) -> int:
        self.process.send_signal(number)
        return self.wait()

    def quit(self) -> int:
        self.keys(":q!<CR>")
        return self.wait()

    def __enter__(self) -> Editor:
        return self

    def close(self) -> None:
        if self.master < 0:
            return
        if not self.ended():
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.sync)
        self.picture.close()
        self.master = -1

    def __exit__(self, *_: object) -> None:
        self.close()


# --- processes ----------------------------------------------------------------------------------------------


def stat_of(pid: int) -> tuple[int, str, int] | None:
    """Parent, state and session."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return int(fields[1]), fields[0], int(fields[3])


def has_ended(pid: int) -> bool:
    """Waits for it."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(process):
        return bool(select.select([process], [], [], DEADLINE)[0])


def processes_of(home: Home) -> dict[int, str]:
    """All that live and were started with this home in their environment, and their command lines."""
    found = {}
    mark = f"XDG_STATE_HOME={home.folder}/".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            status = stat_of(int(entry.name))
            if mark in (entry / "environ").read_bytes() and status and status[1] != "Z":
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def nobody_is_left(home: Home, seconds: float = 15) -> None:
    """The host may need a moment to end the interpreter."""
    end = time.monotonic() + seconds
    while left := processes_of(home):
        if time.monotonic() > end:
            raise AssertionError(f"left behind: {left}")
        for pid in left:
            with contextlib.suppress(OSError):
                fd = os.pidfd_open(pid)
                select.select([fd], [], [], max(0, end - time.monotonic()))
                os.close(fd)


def host_and_interpreter(editor: Editor) -> tuple[int, int]:
    host = next(pid for pid in processes_of(editor.home) if stat_of(pid)[0] == editor.pid and
                Path(f"/proc/{pid}/comm").read_text() == "tarn host\n")
    return host, next(pid for pid in processes_of(editor.home) if (stat_of(pid) or (0,))[0] == host)
