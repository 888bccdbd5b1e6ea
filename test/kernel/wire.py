"""The packets of engine/wire_list.h, read from that file, and a session with `tarn host` driven from a test.

    with Session(tarn, python) as session:
        done = session.run("1 + 1")
        assert done.output["repr"] == "2"

Nothing here sleeps: a test waits for a packet, or for the end of a process, with a deadline that only a bug reaches.
"""

import json
import os
import re
import select
import socket
import struct
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = (ROOT / "engine" / "wire_list.h").read_text()
NUMBERS = {}
SHAPES = {}
for _name, _number, _shape in re.findall(r'PACKET\((\w+),\s+(\d+),\s+"(\w*)"', LIST):
    NUMBERS[_name] = int(_number)
    SHAPES[_name] = _shape
NAMES = {number: name for name, number in NUMBERS.items()}

OK, ERROR, STOPPED, INTERRUPTED = range(4)
DEADLINE = float(os.environ.get("DEADLINE", 60))


def _field(value):
    if isinstance(value, int):
        return struct.pack("<q", value)
    value = value.encode() if isinstance(value, str) else value
    return struct.pack("<I", len(value)) + value


def encode(name, *fields):
    body = struct.pack("<I", NUMBERS[name]) + b"".join(_field(each) for each in fields)
    return struct.pack("<I", len(body)) + body


def decode(body):
    """(name, fields); the strings of `S` are spread at the end."""
    name = NAMES[struct.unpack_from("<I", body)[0]]
    at, fields = 4, []

    def string():
        nonlocal at
        (length,) = struct.unpack_from("<I", body, at)
        at += 4 + length
        fields.append(body[at - length : at])

    for letter in SHAPES[name]:
        if letter == "i":
            fields.append(struct.unpack_from("<q", body, at)[0])
            at += 8
        elif letter == "s":
            string()
        else:
            while at < len(body):
                string()
    assert at == len(body)
    return name, fields


class Done:
    def __init__(self, run, cell, status, output, nanoseconds, waited, next):
        self.run, self.cell, self.status, self.nanoseconds, self.waited = run, cell, status, nanoseconds, waited
        self.output = json.loads(output) if output else None
        self.next = next

    @property
    def error(self):
        return self.output["root"]

    @property
    def shown(self):
        return self.output["repr"] if self.output else None


class Ended(Exception):
    """The host closed the connection."""


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.bytes = bytearray()

    def send(self, name, *fields):
        self.sock.sendall(encode(name, *fields))

    def receive(self, deadline=DEADLINE):
        end = time.monotonic() + deadline
        while True:
            if len(self.bytes) >= 4:
                (length,) = struct.unpack_from("<I", self.bytes)
                if len(self.bytes) >= 4 + length:
                    body = bytes(self.bytes[4 : 4 + length])
                    del self.bytes[: 4 + length]
                    return decode(body)
            ready, _, _ = select.select([self.sock], [], [], max(0, end - time.monotonic()))
            assert ready, "no packet came in time"
            chunk = self.sock.recv(1 << 20)
            if not chunk:
                raise Ended
            self.bytes += chunk


class Peer:
    """What both ends of an editor's life have: runs, consoles, other packets."""

    def __init__(self, connection):
        self.connection = connection
        self.send = connection.send
        self.console = {}
        self.dropped = {}
        self.others = []
        self.last_run = 0

    def next(self):
        """The next packet that is no console."""
        while True:
            name, fields = self.connection.receive()
            if name != "CONSOLE":
                return name, fields
            run, text, dropped, _lines = fields
            self.console[run] = self.console.get(run, b"") + text
            self.dropped[run] = self.dropped.get(run, 0) + dropped

    def wait(self, wanted):
        """The fields of the next packet of this name; others are kept in `others`."""
        while True:
            name, fields = self.next()
            if name == "READY":
                self.pid = fields[3]
            if name == wanted:
                return fields
            self.others.append((name, fields))

    def wait_for_console(self, run, text):
        while text not in self.console.get(run, b""):
            name, fields = self.connection.receive()
            if name == "CONSOLE":
                self.console[fields[0]] = self.console.get(fields[0], b"") + fields[1]
            else:
                self.others.append((name, fields))

    def begin(self, code, cell=1, flags=0, name=None):
        self.last_run += 1
        self.send("RUN", self.last_run, cell, name or "cell %d" % cell, code, flags)
        return self.last_run

    def run(self, code, cell=1, **more):
        run = self.begin(code, cell, **more)
        done = Done(*self.wait("DONE"))
        assert (done.run, done.cell) == (run, cell)
        return done

    def printed(self, run=None):
        return self.console.get(self.last_run if run is None else run, b"").decode("utf-8", "replace").replace("\r\n", "\n")

    def variables(self):
        self.send("GLOBALS", 1)
        fields = self.wait("GLOBALS_ARE")[1:]
        return {name.decode(): text.decode() for name, text in zip(fields[::2], fields[1::2])}


class Session(Peer):
    """A host with its interpreter.  `console[run]` collects what came for a run, `dropped[run]` what was lost."""

    def __init__(self, tarn, python="", directory="", pipes=False, columns=80, rows=24, environment=None, stderr=None, cwd=None):
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [tarn, "host", "--fd", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            stderr=stderr,
            cwd=cwd,
        )
        theirs.close()
        super().__init__(Connection(ours))
        self.send("START", python, directory, columns, rows, int(pipes), "")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.sock.close()
        self.process.wait(timeout=DEADLINE)
        assert self.process.returncode == 0, "the host ended badly"

    def restart(self):
        """Another interpreter, ready.  The READY of the old one may still be on its way; its STARTED never is, since
        that comes before all that it prints and answers."""
        self.send("RESTART")
        self.wait("STARTED")
        self.wait("READY")
