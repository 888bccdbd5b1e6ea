"""The faults of the matrix: rows of disks, editors, interpreters, hosts, and of others who are at the same files."""
from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
import signal
import struct
import termios
from collections.abc import Callable
from pathlib import Path

from editor import cell_code
from meeting import TABLE, Fault, Meeting

# --- disks: calls below a folder fail, as faultfs.c says -----------------------------------------------------

FILE, JOURNAL, STATE = "{home}/work", "{home}/state/tarn/journal", "{home}/state"
KEPT = ("typing", "running")  # text waits for the journal there


def break_disk(meeting: Meeting) -> None:
    meeting.switch.touch()


def mend_disk(meeting: Meeting) -> None:
    meeting.switch.unlink(missing_ok=True)


def disk(name: str, below: str, number: int, calls: str = "", kind: str = "", **more: object) -> Fault:
    orders = {"FAULTFS_BELOW": below, "FAULTFS_ERRNO": str(number)}
    orders |= {"FAULTFS_CALLS": calls} if calls else {}
    orders |= {"FAULTFS_KIND": kind} if kind else {}
    return Fault(name, arm=break_disk, heal=mend_disk, environment=orders, **more)


def whole_disks() -> list[Fault]:
    """Nothing can be written any more; it says why."""
    rows = []
    for number in (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EACCES):
        name, why = errno.errorcode[number], os.strerror(number)[:20]
        rows.append(disk(f"{name} of the file", FILE, number, says=(why,), where=("saving",)))
        rows.append(disk(f"{name} of the state folder", STATE, number, says=("the journal cannot be kept",), where=KEPT))
    return rows


def single_calls() -> list[Fault]:
    rows = []
    for call in ("open", "read", "write", "fsync,fdatasync", "rename", "close"):
        first = call.split(",")[0]
        rows.append(disk(f"EIO at {first} of the file", FILE, errno.EIO, call))
        says = {} if call in ("read", "close") else {"says": ("the journal cannot be kept",), "where": KEPT}
        rows.append(disk(f"EIO at {first} of the journal", JOURNAL, errno.EIO, call, **says))
    rows += [disk("short writes of the file", FILE, 0, "write", "short"),
             disk("short writes of the journal", JOURNAL, 0, "write", "short")]
    calls = "open,read,write,fsync,fdatasync"
    rows += [disk("every second call interrupted, file", FILE, errno.EINTR, calls, "storm", saves=(":w",)),
             disk("every second call interrupted, journal", JOURNAL, errno.EINTR, calls, "storm")]
    for call in ("write", "fsync,fdatasync", "rename"):
        first = call.split(",")[0]
        rows.append(disk(f"killed at {first} of the file", FILE, 0, call, "kill", deadly=True))
        rows.append(disk(f"killed at {first} of the journal", JOURNAL, 0, call, "kill", deadly=True))
    return rows


def clocks() -> list[Fault]:
    return [Fault(f"the clock jumps {years:+d} years", arm=break_disk, heal=mend_disk, environment={
        "FAULTFS_BELOW": "/nowhere", "FAULTFS_ERRNO": "0", "FAULTFS_SHIFT": str(years * 365 * 86400)}) for years in (-10, 10)]


# --- the editor ------------------------------------------------------------------------------------------------


def send(number: int) -> Callable[[Meeting], None]:
    def strike(meeting: Meeting) -> None:
        meeting.editor.process.send_signal(number)
    return strike


def close_terminal(meeting: Meeting) -> None:
    os.dup2(os.open("/dev/null", os.O_RDWR), meeting.editor.master)


def resize(meeting: Meeting) -> None:
    """A storm of sizes, some of them absurd; the terminal that is read keeps its own."""
    for number in range(200):
        rows, columns = (1, 1) if number % 7 == 0 else (0, 0) if number % 31 == 0 else (3 + number % 40, 5 + number * 7 % 300)
        with contextlib.suppress(OSError):
            fcntl.ioctl(meeting.editor.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        meeting.editor.pump(0)


def size_back(meeting: Meeting) -> None:
    with contextlib.suppress(OSError):
        fcntl.ioctl(meeting.editor.master, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))


def unread(meeting: Meeting) -> None:
    """The terminal takes nothing, as after ^S or on a line that hangs, while there is more and more to draw."""
    for number in range(300):
        with contextlib.suppress(OSError):
            fcntl.ioctl(meeting.editor.master, termios.TIOCSWINSZ, struct.pack("HHHH", 29 + number % 2, 100, 0, 0))
    meeting.settle()


def stop(name: str) -> Callable[[Meeting], None]:
    def strike(meeting: Meeting) -> None:
        for pid in meeting.until_process(name):
            os.kill(pid, signal.SIGSTOP)
    return strike


def go_on(meeting: Meeting) -> None:
    for name in ("tarn", "python"):
        for pid in meeting.processes(name):
            os.kill(pid, signal.SIGCONT)


def control_z(meeting: Meeting) -> None:
    """Nobody is there to stop for: the terminal has no shell."""
    meeting.keys("<C-z>")


def mouse_rubbish(meeting: Meeting) -> None:
    """What a terminal may send by itself: answers that nobody asked for, focus, mouse, unknown sequences."""
    os.write(meeting.editor.master, b"\x1b[?62;4c\x1b[I\x1b[O\x1b[<35;1;1M\x1b[<35;5;5M\x1b[?2026;2$y\x1b]11;rgb:0000/0000/0000\x1b\\"
             b"\x1bP>|x\x1b\\\x1b[?1u\x1b[201~" * 50)


def editors() -> list[Fault]:
    rows = [Fault(f"{signal.Signals(number).name} of the editor", strike=send(number), deadly=True, dies=True)
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT, signal.SIGUSR1)]
    return rows + [
        Fault("SIGINT of the editor", strike=send(signal.SIGINT)),
        Fault("SIGPIPE of the editor", strike=send(signal.SIGPIPE)),
        Fault("the editor stopped and continued", strike=send(signal.SIGSTOP), heal=go_on),
        Fault("^Z where there is no shell", strike=control_z),
        Fault("the terminal is closed", strike=close_terminal, deadly=True, dies=True),
        Fault("a storm of sizes", strike=resize, heal=size_back),
        Fault("the terminal takes nothing", strike=unread, heal=size_back),
        Fault("answers that nobody asked for", strike=mouse_rubbish),
    ]


# --- the interpreter ---------------------------------------------------------------------------------------------


def kill_all(name: str, number: int) -> Callable[[Meeting], None]:
    def strike(meeting: Meeting) -> None:
        for pid in meeting.until_process(name):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
    return strike


def run_code(meeting: Meeting) -> None:
    meeting.strike_code()


def cell(name: str, code: str, *, harms: bool = True, **more: object) -> Fault:
    return Fault(f"cell: {name}", strike=run_code, code=code, kernel=harms, **more)


def cgroup() -> Path:
    return Path("/sys/fs/cgroup/memory") / f"tarn-matrix-{os.getpid()}"


def little_memory(_: Meeting) -> None:
    with contextlib.suppress(OSError):
        cgroup().mkdir()
        (cgroup() / "memory.limit_in_bytes").write_text(str(48 << 20))


def memory_back(_: Meeting) -> None:
    with contextlib.suppress(OSError):
        for pid in (cgroup() / "cgroup.procs").read_text().split():  # before it was killed
            (cgroup().parent / "cgroup.procs").write_text(pid)
    with contextlib.suppress(OSError):
        cgroup().rmdir()


# Where groups of processes cannot be made, a limit of its own is all that can be had.
OOM = """import glob, os, resource
groups = glob.glob('/sys/fs/cgroup/memory/tarn-matrix-%d' % PID)
try:
    open(groups[0] + '/cgroup.procs', 'w').write(str(os.getpid()))
except (IndexError, OSError):
    resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
hold = []
while True:
    hold.append(b'x' * (1 << 22))
"""


def out_of_memory(meeting: Meeting) -> None:
    little_memory(meeting)
    object.__setattr__(meeting.fault, "code", OOM.replace("PID", str(os.getpid())))


FORK = "import os\nif os.fork() == 0:\n    import signal\n    signal.signal(signal.SIGHUP, signal.SIG_IGN)\n    while True: signal.pause()\n"
MUTEX = ("import ctypes\nc = ctypes.PyDLL(None)  # calls with the GIL held\nlock = ctypes.create_string_buffer(64)\n"
         "c.pthread_mutex_lock(lock)\nc.pthread_mutex_lock(lock)\n")
HANDLERS = ("import signal\ndef trouble(*_): raise RuntimeError('from a handler')\n"
            "for each in set(signal.Signals) - {9, 19}:\n    try: signal.signal(each, trouble)\n    except (OSError, ValueError): pass\n")
TIMER = "import signal\nsignal.signal(signal.SIGALRM, lambda *_: None)\nsignal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)\n"
FILES = ("import os, resource\nmost = resource.getrlimit(resource.RLIMIT_NOFILE)[1]\n"
         "resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))\nkeep = []\n"
         "try:\n    while len(keep) < 100_000: keep.append(os.open('/dev/null', 0))\nexcept OSError: pass\n")
LATER = ("import threading, time\ndef later():\n    for i in range(2000):\n        print('from a thread', i, flush=True)\n"
         "        time.sleep(0.001)\nthreading.Thread(target=later, daemon=True).start()\n")
ESCAPES = ("import sys\nfor each in ('[2J', '[?1049l', '[?1049h', ']0;title\\a', ']52;c;eA==\\a', 'c', '[6n', '[?25l', 'P+q\\033\\\\', '[200~',"
           " '[999;999H', '[?2026h', ']8;;x:y\\a', '_Gi=1;AAAA\\033\\\\', '[20t', '(0', '#8', '[5i', ']P0ffffff', '^x\\033\\\\'):\n"
           "    sys.stdout.write('\\033' + each + 'A' + each[1:] * 300)\nsys.stdout.flush()\n")
SOCKETS = ("import os, stat\nfor fd in range(3, 64):\n    try:\n        if stat.S_ISSOCK(os.fstat(fd).st_mode): os.write(fd, b'\\xff' * 100)\n"
           "    except OSError: pass\n")


TOLD = ("typing", "running", "saving")  # a death is on the status line at once


def deaths() -> list[Fault]:
    groups = os.access(cgroup().parent, os.W_OK)
    return [
        cell("os._exit", "import os\nos._exit(3)", says=("exit code 3",), where=TOLD),
        cell("sys.exit", "import sys\nsys.exit(3)", main=True),
        cell("a segmentation fault", "import ctypes\nctypes.string_at(0)", says=("signal 11",), where=TOLD),
        cell("abort", "import os\nos.abort()", says=("signal 6",), where=TOLD),
        cell("kills itself", "import os\nos.kill(os.getpid(), 9)", says=("signal 9",), where=TOLD),
        cell("stops itself", "import os\nos.kill(os.getpid(), 19)", **{"heal": go_on}),
        cell("kills its host", "import os\nos.kill(os.getppid(), 9)"),
        Fault("cell: the system runs out of memory", strike=run_code, arm=out_of_memory, heal=memory_back, kernel=True,
              says=("ran out of memory",), where=TOLD if groups else ()),
        cell("no more memory than this", "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))\nbytearray(1 << 32)"),
        cell("recursion", "def deeper(): deeper()\ndeeper()", harms=False),
        cell("recursion through the stack", "import sys\nsys.setrecursionlimit(10**9)\nclass Deep:\n"
             "    def __repr__(self): return repr(self)\nrepr(Deep())"),
        Fault("SIGKILL of the interpreter", strike=kill_all("python", 9), kernel=True),
        Fault("SIGTERM of the interpreter", strike=kill_all("python", 15), kernel=True),
        Fault("the interpreter stopped and continued", strike=stop("python"), heal=go_on),
        Fault("SIGKILL of the host", strike=kill_all("tarn host", 9), kernel=True),
        Fault("SIGTERM of the host", strike=kill_all("tarn host", 15), kernel=True),
        Fault("SIGHUP of the host", strike=kill_all("tarn host", 1)),
        Fault("the host stopped and continued", strike=stop("tarn host"), heal=go_on),
        Fault("a power cut", strike=power_cut, deadly=True, dies=True, kernel=True),
    ]


def power_cut(meeting: Meeting) -> None:
    for pid in meeting.until_process("tarn") + meeting.processes("python"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 9)


def mischief() -> list[Fault]:
    return [
        cell("holds the GIL for good", MUTEX),
        cell("ignores signals", "import signal\nfor each in (2, 15, 1):\n    signal.signal(each, signal.SIG_IGN)", main=True),
        cell("handlers of all signals raise", HANDLERS, main=True),
        cell("a timer that interrupts each call", TIMER, main=True),
        cell("forks", FORK, harms=False),
        cell("forks and goes on in both", "import os\nos.fork()"),
        cell("os.close(0)", "import os\nos.close(0)"),
        cell("os.close(1)", "import os\nos.close(1)\nprint('unseen', flush=True)"),
        cell("os.close(0..2)", "import os\nfor fd in range(3): os.close(fd)"),
        cell("os.closerange", "import os\nos.closerange(0, 4096)"),
        cell("100 000 open files", FILES),
        cell("sys.stdout replaced", "import io, sys\nsys.stdout = sys.stderr = io.StringIO()\nsys.stdin = None"),
        cell("sys.stdout is none", "import sys\nsys.stdout = sys.stderr = sys.stdin = sys.__stdout__ = None"),
        cell("another folder, which is gone", "import os, tempfile\nd = tempfile.mkdtemp()\nos.chdir(d)\nos.rmdir(d)", harms=False),
        cell("no environment", "import os\nfor name in list(os.environ): os.unsetenv(name)", harms=False),
        cell("no built-in names", "import builtins\nfor name in ('print', 'repr', 'str', 'len', 'exec'): delattr(builtins, name)"),
        cell("no modules", "import sys\nsys.modules.clear()"),
        cell("a thread prints after the run", LATER, harms=False),
        cell("garbage into the sockets", SOCKETS),
        cell("a terminal in raw mode", "import tty\ntty.setraw(0)", harms=False),
        cell("waits for input", "input('name? ')", main=True, asks=True),
        cell("SIGINT of its group", "import os\nos.killpg(0, 2)"),
    ]


def floods() -> list[Fault]:
    return [
        cell("a flood of lines", "print(('y' * 79 + '\\n') * 50_000, flush=True)", harms=False),
        cell("one long line", "print('y' * (4 << 20), flush=True)", harms=False),
        cell("a storm of carriage returns", "for i in range(50_000): print('\\r%d' % i, end='', flush=i % 100 == 0)", harms=False),
        cell("hostile escapes", ESCAPES, harms=False),
        cell("random bytes", "import os\nos.write(1, os.urandom(1 << 18))", harms=False),
        cell("many short writes", "import os\nfor i in range(5000): os.write(1, b'%d\\n' % i)", harms=False),
    ]


# --- others --------------------------------------------------------------------------------------------------------


def changed(meeting: Meeting) -> None:
    meeting.home.notebook.write_text(cell_code("x = 1", meeting.code, TABLE, "theirs = 2"))


def changed_by_rename(meeting: Meeting) -> None:
    fresh = meeting.home.folder / "fresh.py"
    fresh.write_text(cell_code("x = 1", meeting.code, TABLE, "theirs = 2"))
    fresh.rename(meeting.home.notebook)


def conflict(meeting: Meeting) -> None:
    meeting.home.notebook.write_text(cell_code("x = 2\ntheirs = 2", meeting.code, TABLE))


def touched(meeting: Meeting) -> None:
    os.utime(meeting.home.notebook, (0, 0))


def removed(meeting: Meeting) -> None:
    meeting.home.notebook.unlink(missing_ok=True)


def bytes_of(data: bytes) -> Callable[[Meeting], None]:
    def arm(meeting: Meeting) -> None:
        meeting.home.notebook.write_bytes(data)
    return arm


def half(meeting: Meeting) -> None:
    meeting.home.notebook.write_bytes(meeting.old[:len(meeting.old) // 2])


def symlink(meeting: Meeting) -> None:
    meeting.home.notebook.rename(meeting.home.work / "real.py")
    meeting.home.notebook.symlink_to("real.py")


def dangling(meeting: Meeting) -> None:
    removed(meeting)
    meeting.home.notebook.symlink_to(meeting.home.folder / "nowhere/nb.py")


def directory(meeting: Meeting) -> None:
    removed(meeting)
    meeting.home.notebook.mkdir()


def pipe(meeting: Meeting) -> None:
    removed(meeting)
    os.mkfifo(meeting.home.notebook)


def original(meeting: Meeting) -> None:
    """Of what cannot be opened, the old file; under an editor it stays as it is, that has the text."""
    path = meeting.home.notebook
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    elif not path.is_file():
        path.unlink(missing_ok=True)
    if not meeting.alive() or meeting.situation.name in ("opening", "detached"):
        path.write_bytes(meeting.old)


def folder_moved(meeting: Meeting) -> None:
    meeting.home.work.rename(meeting.home.folder / "elsewhere")


def folder_back(meeting: Meeting) -> None:
    if meeting.home.work.exists():  # somebody has made it anew
        shutil.rmtree(meeting.home.work)
    (meeting.home.folder / "elsewhere").rename(meeting.home.work)


def folder_removed(meeting: Meeting) -> None:
    shutil.rmtree(meeting.home.work)


def folder_anew(meeting: Meeting) -> None:
    meeting.home.work.mkdir(exist_ok=True)
    original(meeting)


def remove(*names: str) -> Callable[[Meeting], None]:
    def arm(meeting: Meeting) -> None:
        for name in names:
            shutil.rmtree(meeting.home.folder / name, ignore_errors=True)
    return arm


def second_watches(meeting: Meeting) -> None:
    guest = meeting.guest()
    guest.keys("w<CR>")
    guest.pump(1)


def guest_leaves(meeting: Meeting) -> None:
    for guest in meeting.guests:
        guest.kill()


def others() -> list[Fault]:
    theirs = {"world": True, "theirs": ("theirs = 2",)}
    broken = {"world": True, "heal": original}
    return [
        Fault("another program writes a cell", arm=changed, **theirs),
        Fault("another program replaces the file", arm=changed_by_rename, **theirs),
        Fault("another program writes the same cell", arm=conflict, world=True, heal=original),
        Fault("the file is touched", arm=touched),
        Fault("the file is removed", arm=removed, **broken),
        Fault("the file is emptied", arm=bytes_of(b""), **broken),
        Fault("the file is made rubbish", arm=bytes_of(b"\0\xff" * 5000), **broken),
        Fault("half of the file is gone", arm=half, cuts=True, **broken),
        Fault("the file becomes a link", arm=symlink, world=True, moves=True),
        Fault("the file becomes a link to nowhere", arm=dangling, **broken),
        Fault("the file becomes a folder", arm=directory, **broken),
        Fault("the file becomes a pipe", arm=pipe, **broken),
        Fault("the folder is moved", arm=folder_moved, heal=folder_back, world=True),
        Fault("the folder is removed", arm=folder_removed, heal=folder_anew, world=True),
        Fault("the folder of sockets is removed", arm=remove("run")),
        Fault("the caches are removed", arm=remove("cache")),
        Fault("a second editor watches, and is killed", strike=second_watches, heal=guest_leaves),
    ]


FAULTS = whole_disks() + single_calls() + clocks() + editors() + deaths() + mischief() + floods() + others()
assert len({fault.name for fault in FAULTS}) == len(FAULTS)
