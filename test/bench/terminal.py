"""A program in a pseudo-terminal: what it shows and when, and what it costs, read from /proc."""
from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

CONTROLS = re.compile(rb"\x1b(?:\[[0-9;?>$]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[=>78M])")
ROWS, COLUMNS = 40, 120
QUESTION, ANSWER = b"\x1b[c", b"\x1b[?2026;2$y\x1b[?62;c"


def now() -> float:
    return time.perf_counter() * 1e3


class Program:
    """Times are in milliseconds."""

    def __init__(self, command: list[str], home: str, sync: bool = False):
        self.tells = sync
        self.sync, theirs = os.pipe()
        environment = {name: os.environ[name] for name in ("PATH", "USER", "SHELL", "LD_LIBRARY_PATH")
                       if name in os.environ}
        environment.update(TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8", HOME=home, XDG_RUNTIME_DIR=home,
                           TARN_SESSION_TTL="0",
                           TMPDIR=home)
        if sync:  # tarn then tells when nothing more will happen by itself
            os.set_inheritable(theirs, True)
            environment["TARN_SYNC_FD"] = str(theirs)
        self.begun = now()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)
        os.close(theirs)
        os.set_blocking(self.fd, False)
        self.bytes = b""  # since the last forget()
        self.pieces = 0  # that came: a frame is one, or some

    # --- reading ---------------------------------------------------------------------------------

    def forget(self):
        self.bytes = b""

    def text(self) -> bytes:
        return CONTROLS.sub(b"", self.bytes)

    def _read(self, seconds: float) -> str:
        """Waits for one thing: "bytes", "quiet" (from the program), "end" or "time"."""
        watched = [self.fd, self.sync] if self.tells else [self.fd]
        ready, _, _ = select.select(watched, [], [], max(seconds, 0))
        if self.fd in ready:
            try:
                got = os.read(self.fd, 1 << 20)
            except OSError:
                got = b""
            if not got:
                return "end"
            self.bytes += got
            self.pieces += 1
            if QUESTION in got:
                os.write(self.fd, ANSWER)
            return "bytes"
        if self.sync in ready:
            return "quiet" if os.read(self.sync, 4096) else "time"
        return "time"

    def wait(self, shown, seconds: float = 15) -> float | None:
        """When `shown` (bytes, or a function of the text) came up; None if it did not."""
        found = shown if callable(shown) else lambda text: shown in text
        end = now() + seconds * 1e3
        while now() < end:
            if self._read((end - now()) / 1e3) == "end":
                return None
            at = now()
            if found(self.text()):
                return at
        return None

    def quiet(self, seconds: float = 120) -> float | None:
        """When the program said that nothing more will happen (only with `sync`)."""
        end = now() + seconds * 1e3
        while now() < end:
            got = self._read((end - now()) / 1e3)
            if got == "quiet":
                return now()
            if got == "end":
                return None
        return None

    def settle(self, seconds: float = 0.05):
        """Until nothing was written for so long; returns when the last bytes came."""
        last, end = None, now() + seconds * 1e3
        while now() < end:
            if self._read((end - now()) / 1e3) == "bytes":
                last = now()
                end = last + seconds * 1e3
        return last

    def drain(self, seconds: float):
        end = now() + seconds * 1e3
        while now() < end:
            self._read((end - now()) / 1e3)

    def read_at_most(self, size: int):
        """What a slow line has brought meanwhile."""
        try:
            self.bytes += os.read(self.fd, size)
        except (BlockingIOError, OSError):
            pass

    # --- writing ---------------------------------------------------------------------------------

    def send(self, keys: bytes) -> float:
        """Writes keys; returns when it began."""
        self.forget()
        begun = now()
        while keys:
            try:
                keys = keys[os.write(self.fd, keys[:4096]):]
            except BlockingIOError:
                self._read(0.001)
        return begun

    def press(self, keys: bytes, settle: float = 0.05):
        self.send(keys)
        self.settle(settle)

    def time(self, keys: bytes, shown, seconds: float = 15) -> float | None:
        begun = self.send(keys)
        at = self.wait(shown, seconds)
        return None if at is None else at - begun

    def time_until_still(self, keys: bytes, still: float = 0.1, seconds: float = 15) -> float:
        """Until the last byte before it is still."""
        begun = self.send(keys)
        at = self.wait(lambda text: len(self.bytes) > 0, seconds) or now()
        return (self.settle(still) or at) - begun

    # --- costs -----------------------------------------------------------------------------------

    def family(self) -> list[int]:
        """Itself and all that descends from it."""
        parents = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/stat") as file:
                    parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
        found = [self.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def own_family(self) -> list[int]:
        """Those of the family that are the same program."""
        mine = os.readlink(f"/proc/{self.pid}/exe")
        return [pid for pid in self.family() if os.readlink(f"/proc/{pid}/exe") == mine]

    def cpu(self, main_thread: bool = False) -> float:
        tasks = [str(self.pid)] if main_thread else os.listdir(f"/proc/{self.pid}/task")
        total = 0
        for task in tasks:
            with open(f"/proc/{self.pid}/task/{task}/schedstat") as file:
                total += int(file.read().split()[0])
        return total / 1e6

    def wake_ups(self) -> int:
        """Of the whole family, so far."""
        total = 0
        for pid in self.family():
            for task in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{task}/status") as file:
                    total += sum(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt"))
        return total

    def memory_of(self, pid: int) -> float:
        """Resident MB of one process."""
        with open(f"/proc/{pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    def memory(self) -> dict[str, float]:
        """Rss and Pss in MB of the program's own processes."""
        total = {"Rss": 0.0, "Pss": 0.0}
        for pid in self.own_family():
            with open(f"/proc/{pid}/smaps_rollup") as file:
                for line in file:
                    name = line.split(":")[0]
                    if name in total:
                        total[name] += int(line.split()[1]) / 1024
        return total

    def close(self):
        for pid in reversed(self.family()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        os.waitpid(self.pid, 0)
        os.close(self.fd)
        os.close(self.sync)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
