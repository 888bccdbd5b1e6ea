"""A host whose editor is gone: what goes on, what is kept, and who may come back.  The editors are scripts."""

import json
import os
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest
from wire import DEADLINE, ERROR, OK, Connection, Done, Ended, Peer, Session, encode

TARN = os.environ["TARN"]
PYTHON = os.environ["PYTHON"]
DONE, RUNNING, QUEUED, CANCELLED, STOPPED, DEAD = range(6)


class Place:
    """Folders of a user, and a host with a session that outlives its editor."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = os.environ | {"XDG_RUNTIME_DIR": str(folder / "run"), "XDG_STATE_HOME": str(folder / "state")}
        for name in ("run", "state"):
            (folder / name).mkdir(mode=0o700)
        self.notebook = folder / "nb.py"
        self.notebook.touch()
        self.hosts = []

    @property
    def sessions(self):
        return self.folder / "run" / "tarn" / "sessions"

    def start(self, patience=600):
        session = Session(TARN, PYTHON, str(self.folder), environment=self.environment)
        self.hosts.append(session.process)
        session.wait("READY")
        session.send("KEEP", str(self.notebook), patience)
        session.variables()  # it has been read by now
        return session

    def socket(self):
        return next(self.sessions.glob("*.sock"))

    def dial(self):
        peer = socket.socket(socket.AF_UNIX)
        peer.connect(str(self.socket()))
        return Connection(peer)

    def ask(self):
        connection = self.dial()
        connection.send("ASK")
        name, (about,) = connection.receive()
        connection.sock.close()
        assert name == "SESSION_IS"
        return json.loads(about)

    def ended(self):
        return self.hosts[-1].wait(DEADLINE) == 0

    def end(self):
        for host in self.hosts:
            if host.poll() is None:
                host.send_signal(signal.SIGTERM)
            host.wait(DEADLINE)


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path)
    yield place
    place.end()
    assert not place.sessions.exists() or not list(place.sessions.iterdir()), "something is left behind"


def leave(session):
    """As an editor does that is killed."""
    session.connection.sock.close()


class Kept:
    def __init__(self, run, cell, name, code, started, far, cause):
        self.run, self.cell, self.name, self.code, self.far, self.cause = run, cell, name.decode(), code.decode(), far, cause
        self.started, self.done, self.console, self.packets = started, None, b"", []


class Attached(Peer):
    """A new editor of the session: what it is told first is in `kept`, by cell."""

    def __init__(self, place, take=0):
        super().__init__(place.dial())
        self.send("ATTACH", take, "")
        name, fields = self.connection.receive()
        assert name == "ATTACHED", name
        self.last_run, self.last_cell, self.ready = fields
        self.kept, self.loose, last = {}, [], None
        while True:
            name, fields = self.connection.receive()
            if name == "ATTACHED_ALL":
                break
            if name == "RAN":
                last = Kept(*fields)
                self.kept[last.cell] = last
            elif name == "DONE":
                last.done = Done(*fields)
            elif name == "CONSOLE":
                last.console += fields[1]
            elif last:
                last.packets.append((name, fields))
            else:
                self.loose.append((name, fields))


def wait_until(place, state):
    end = time.monotonic() + DEADLINE
    while place.ask()["state"] != state:
        assert time.monotonic() < end


def test_variables_results_and_consoles_stay(place):
    session = place.start()
    session.run("x = 41\nprint('hello')\nx + 1", cell=5, name="<cell 1>")
    session.run("1 / 0", cell=6)
    leave(session)
    editor = Attached(place)
    kept = editor.kept[5]
    assert (kept.name, kept.code, kept.far, kept.done.shown) == ("<cell 1>", "x = 41\nprint('hello')\nx + 1", DONE, "42")
    assert kept.console == b"hello\r\n"
    assert abs(kept.started / 1e6 - time.time()) < DEADLINE
    assert editor.kept[6].done.status == ERROR and editor.kept[6].done.error["type"] == "ZeroDivisionError"
    assert (editor.last_run, editor.last_cell) == (2, 6)
    assert [name for name, _ in editor.loose] == ["READY"]
    assert editor.variables()["x"] == "41"
    assert editor.run("x + 2").shown == "43"
    editor.send("STOP")
    assert place.ended()


def test_a_run_goes_on_and_its_end_is_kept(place):
    session = place.start()
    run = session.begin("print('begun')\ninput()\nprint('ended')\n7", cell=3)
    session.wait_for_console(run, b"begun\r\n")
    leave(session)
    editor = Attached(place)
    assert editor.kept[3].far == RUNNING and editor.kept[3].console == b"begun\r\n"
    editor.send("TYPE", "\n")
    assert Done(*editor.wait("DONE")).shown == "7"
    assert b"ended" in editor.console[run]
    leave(editor)
    editor = Attached(place)
    assert editor.kept[3].done.shown == "7" and editor.kept[3].console.endswith(b"ended\r\n")


def test_one_that_waits_for_a_line_says_so_again(place):
    session = place.start()
    session.begin("input('name? ')", cell=3)
    session.wait("INPUT_WANTED")
    leave(session)
    wait_until(place, "input")
    assert ("INPUT_WANTED", [1, 1, b"name? ", 0]) in Attached(place).kept[3].packets


def queue(*cells):
    return [str(field) for cell, code, needs in cells for field in (cell, f"<cell {cell}>", code, 0, needs)]


def test_the_queue_runs_without_an_editor(place):
    session = place.start()
    session.send("QUEUE", *queue((2, "b = a + 1", "1"), (3, "c = b + 1\nc", "2")))
    run = session.begin("print('begun')\ninput()\na = 1", cell=1)
    session.wait_for_console(run, b"begun")
    session.send("TYPE", "\n")
    leave(session)
    wait_until(place, "idle")
    editor = Attached(place)
    assert editor.kept[3].done.shown == "3" and editor.kept[3].run == 3 and editor.last_run == 3
    assert editor.variables()["c"] == "3"


def test_what_an_editor_has_run_of_the_queue_is_not_run_again(place):
    session = place.start()
    session.send("QUEUE", *queue((2, "n = n + 1", "1"), (3, "n = n + 1", "1"), (4, "input()", "1")))
    session.run("n = 1", cell=1)
    session.run("n = n + 1", cell=3)  # 2 was left out
    leave(session)
    wait_until(place, "input")
    editor = Attached(place)
    assert editor.kept[4].far == RUNNING and 2 not in editor.kept
    editor.send("TYPE", "\n")
    editor.wait("DONE")
    assert editor.variables()["n"] == "2"


def test_a_failure_takes_along_what_needs_it_and_nothing_else(place):
    session = place.start()
    session.send("QUEUE", *queue((2, "b = a", "1"), (3, "c = b", "2"), (4, "d = 4", "")))
    run = session.begin("print('begun')\ninput()\n1 / 0\na = 1", cell=1)
    session.wait_for_console(run, b"begun")
    session.send("TYPE", "\n")
    leave(session)
    wait_until(place, "idle")
    kept = Attached(place).kept
    assert [(kept[cell].far, kept[cell].cause) for cell in (1, 2, 3, 4)] == [(DONE, 0), (CANCELLED, 1), (CANCELLED, 1), (DONE, 0)]


def test_an_interrupt_empties_the_queue(place):
    session = place.start()
    session.send("QUEUE", *queue((2, "b = 1", "")))
    run = session.begin("print('begun', flush=True)\nwhile True: pass", cell=1)
    session.wait_for_console(run, b"begun")
    session.send("INTERRUPT", 1)
    leave(session)
    wait_until(place, "idle")
    assert list(Attached(place).kept) == [1]


def test_who_comes_in_the_midst_of_a_queue_is_told_what_is_to_come(place):
    session = place.start()
    session.send("QUEUE", *queue((2, "b = 2", "1"), (3, "c = 3", "")))
    run = session.begin("print('begun')\ninput()", cell=1)
    session.wait_for_console(run, b"begun")
    leave(session)
    editor = Attached(place)
    assert [(cell, kept.far) for cell, kept in editor.kept.items()] == [(1, RUNNING), (2, QUEUED), (3, QUEUED)]
    assert editor.kept[2].code == "b = 2"
    editor.send("TYPE", "\n")
    editor.wait("DONE")
    assert sorted(editor.variables()) == [], "with an editor there, the queue is the editor's"


def begin_ahead(session, *codes):
    """The first runs, the others are sent ahead, and all but the first are in the queue; the run of the first."""
    session.send("QUEUE", *queue(*((cell, code, str(cell - 1)) for cell, code in enumerate(codes, 1) if cell > 1)))
    for cell, code in enumerate(codes, 1):
        session.last_run += 1
        session.send("AHEAD" if cell > 1 else "RUN", session.last_run, cell, f"<cell {cell}>", code, 0)
    return session.last_run + 1 - len(codes)


def test_what_was_sent_ahead_runs_once_without_an_editor(place):
    session = place.start()
    session.run("ran = []", cell=9)
    run = begin_ahead(session, "input('begun')\nran.append(1)", "ran.append(2)", "ran.append(3)", "ran.append(4)")
    session.wait_for_console(run, b"begun")
    session.send("TYPE", "\n")
    leave(session)
    wait_until(place, "idle")
    editor = Attached(place)
    assert all(editor.kept[cell].far == DONE for cell in (1, 2, 3, 4))
    assert editor.last_run >= run + 3
    assert editor.variables()["ran"] == "[1, 2, 3, 4]"


def test_who_comes_has_the_queue_and_not_what_was_sent_ahead(place):
    session = place.start()
    run = begin_ahead(session, "input('begun')", "b = 2", "c = 3")
    session.wait_for_console(run, b"begun")
    leave(session)
    editor = Attached(place)
    assert [(cell, kept.far) for cell, kept in editor.kept.items()] == [(1, RUNNING), (2, QUEUED), (3, QUEUED)]
    assert editor.last_run == run + 2, "its own runs have other numbers"
    editor.send("TYPE", "\n")
    assert Done(*editor.wait("DONE")).next == 0
    assert sorted(editor.variables()) == []
    assert editor.run("b = 2", cell=2).status == OK


def test_what_was_sent_ahead_and_has_begun_is_what_runs(place):
    session = place.start()
    # The first waits: if it was over before the others came, they would be skipped.
    run = begin_ahead(session, "input('first')", "print('begun')\ninput()\nprint('ended')", "c = 3")
    session.wait_for_console(run, b"first")
    session.send("TYPE", "\n")
    session.wait_for_console(run + 1, b"begun\r\n")
    leave(session)
    editor = Attached(place)
    assert [(cell, kept.far) for cell, kept in editor.kept.items()] == [(1, DONE), (2, RUNNING), (3, QUEUED)]
    assert editor.kept[2].console == b"begun\r\n"
    editor.send("TYPE", "\n")
    assert editor.wait("DONE")[:3] == [run + 1, 2, OK]
    assert editor.console[run + 1].endswith(b"ended\r\n")


def test_the_death_of_the_interpreter_is_told_later(place):
    session = place.start()
    session.run("x = 1", cell=2)
    run = session.begin("print('begun')\ninput()\nimport os\nos._exit(3)", cell=3)
    session.wait_for_console(run, b"begun")
    session.send("TYPE", "\n")
    leave(session)
    wait_until(place, "dead")
    editor = Attached(place)
    assert editor.kept[2].done.status == OK and editor.kept[3].far == DEAD and not editor.ready
    assert [name for name, _ in editor.kept[3].packets] == ["DIED"]
    editor.send("RESTART")
    editor.wait("READY")
    leave(editor)
    assert place.ended(), "nothing has run in the new interpreter"


def test_a_flood_and_large_outputs_are_bounded_and_said_to_be(place):
    session = place.start()
    session.run("for _ in range(40):\n    print('x' * 100_000)\nprint('last')", cell=1)
    for cell in range(2, 18):
        session.run("'y' * 5_000_000 if False else __import__('types').SimpleNamespace(_repr_markdown_=lambda: 'y' * 5_000_000)",
                    cell=cell)
    leave(session)
    kept = Attached(place).kept
    assert len(kept[1].console) < 600_000
    texts = [json.dumps(kept[cell].done.output) for cell in range(2, 18)]
    assert sum(map(len, texts)) < 70 << 20
    if max(map(len, texts)) > 4_000_000:
        assert "too large to be kept" in texts[0] and "yyyy" in texts[-1]


def test_forgotten_cells_and_the_scratchpad_are_not_kept(place):
    session = place.start()
    session.run("x = 1", cell=1)
    session.run("y = 1", cell=2)
    session.run("3", cell=(1 << 63) - 1, flags=2)
    session.send("FORGET", 1, "x")
    session.variables()
    leave(session)
    editor = Attached(place)
    assert (list(editor.kept), editor.last_cell) == ([2], 2)


def test_names_and_widgets_of_a_run_come_before_its_end(place):
    session = place.start()
    session.send("DEFINERS", "a", "1", "b", "1")
    session.run("a = 1\nif a > 1:\n    b = 2", cell=1)
    leave(session)
    assert ("UNBOUND", [1, 1, b"b"]) in Attached(place).kept[1].packets


def test_the_value_of_a_widget_stays_until_its_cell_runs_again(place):
    session = place.start()
    done = session.run("import marimo as mo\ns = mo.ui.slider(1, 10)\ns", cell=1)
    element = done.output["root"]["id"]
    for value in ("4", "7"):
        session.send("WIDGET", element, value)
        session.wait("WIDGET_BOUND")
    leave(session)
    editor = Attached(place)
    packets = [each for each in editor.kept[1].packets if each[0].startswith("WIDGET_")]
    assert [name for name, _ in packets] == ["WIDGET_WAS", "WIDGET_SHOWN", "WIDGET_BOUND"]
    assert packets[0][1] == [element.encode(), b"7"] and packets[2][1] == [1, element.encode(), b"s"]
    assert editor.run("s.value", cell=2).shown == "7"
    editor.run("import marimo as mo\ns = mo.ui.slider(1, 10)\ns", cell=1)
    leave(editor)
    assert "WIDGET_WAS" not in dict(Attached(place).kept[1].packets)


def test_without_a_run_or_a_wish_or_after_stop_it_ends(place):
    leave(place.start())
    assert place.ended()
    session = place.start(patience=0)
    session.run("1")
    leave(session)
    assert place.ended()
    session = place.start()
    session.run("1")
    session.send("STOP")
    assert place.ended()


def test_it_waits_for_an_editor_only_so_long_but_not_while_something_runs(place):
    session = place.start(patience=1)
    run = session.begin("import time\nprint('begun')\ntime.sleep(1.5)", cell=1)
    session.wait_for_console(run, b"begun")
    begun = time.monotonic()
    leave(session)
    assert place.ended()
    assert time.monotonic() - begun > 2


def test_one_editor_at_a_time(place):
    session = place.start()
    session.run("x = 1", cell=4)
    other = place.dial()
    other.send("ATTACH", 0, "")
    assert other.receive() == ("BUSY", [os.getpid()])
    place_taken = place.dial()
    place_taken.send("ATTACH", 1, "")
    session.wait("TAKEN")
    leave(session)
    name, fields = place_taken.receive()
    assert (name, fields[:2]) == ("ATTACHED", [1, 4])


def test_an_editor_that_does_not_let_go_is_left_behind(place):
    session = place.start()
    session.run("x = 1", cell=4)
    editor = Attached(place, take=1)
    assert editor.variables()["x"] == "1"
    assert session.wait("TAKEN") == []
    with pytest.raises(Ended):
        session.next()


def far(place, first):
    """What a machine that is reached by ssh has at the other end; it answers `first`."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen([TARN, "host", "--stdio"], stdin=theirs, stdout=theirs, env=place.environment, cwd=place.folder)
    theirs.close()
    connection = Connection(ours)
    connection.send("ATTACH", 0, "@laptop:/home/me/nb.py")
    name, _ = connection.receive()
    assert name == first
    return process, connection


def test_a_session_by_way_of_a_stream_outlives_it(place):
    process, connection = far(place, "NO_SESSION")
    peer = Peer(connection)
    peer.send("START", PYTHON, "", 80, 24, 0, "")
    peer.wait("READY")
    peer.send("KEEP", "@laptop:/home/me/nb.py", 600)
    assert peer.run("x = 'y' * 3_000_000\nlen(x)").shown == "3000000"
    peer.send("PARSE", 1, "z = '%s'" % ("z" * 3_000_000))  # more than a pipe holds, in both directions
    assert len(peer.wait("PARSED")[5]) > 3_000_000
    connection.sock.close()
    assert process.wait(DEADLINE) == 0
    about = place.ask()
    assert (about["path"], about["editor"]) == ("@laptop:/home/me/nb.py", False)
    process, connection = far(place, "ATTACHED")
    peer = Peer(connection)
    peer.wait("ATTACHED_ALL")
    assert peer.variables()["x"].startswith("'yyy")
    peer.send("STOP")
    assert process.wait(DEADLINE) == 0


class Line:
    """An editor at a line that breaks: it counts what it reads, and says again what has not come."""

    NAME = "@laptop:/home/me/nb.py"

    def __init__(self, place, token=b"word"):
        self.place, self.token, self.said, self.heard = place, token, b"", 0
        self.dial(-1)

    def dial(self, heard):
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen([TARN, "host", "--stdio"], stdin=theirs, stdout=theirs, env=self.place.environment,
                                        cwd=self.place.folder)
        theirs.close()
        self.connection = Connection(ours)
        self.connection.send("DIAL", 0, self.NAME, self.token, heard)
        self.answer, self.fields = self.connection.receive()

    def begin(self):
        assert self.answer == "NO_SESSION"
        self.say("START", PYTHON, "", 80, 24, 0, "")
        self.say("KEEP", self.NAME, 600)
        self.wait("READY")
        self.run(1, "x = 1")
        self.wait("DONE")
        return self

    def say(self, name, *fields):
        self.said += encode(name, *fields)
        self.connection.send(name, *fields)

    def run(self, run, code, cell=0):
        self.say("RUN", run, cell or run, "<cell>", code, 0)

    def wait(self, wanted):
        while True:
            name, fields = self.connection.receive()
            self.heard += len(encode(name, *fields))
            if name == wanted:
                return fields

    def until_done(self):
        """All that was printed before it, in however many pieces it was read off the terminal; and the DONE."""
        printed = b""
        while True:
            name, fields = self.connection.receive()
            self.heard += len(encode(name, *fields))
            printed += fields[1] if name == "CONSOLE" else b""
            if name == "DONE":
                return printed, fields

    def breaks(self):
        """With what has come and was not read."""
        self.process.kill()
        self.connection.sock.close()
        self.process.wait(DEADLINE)
        end = time.monotonic() + DEADLINE
        while self.place.ask()["editor"]:
            assert time.monotonic() < end

    def is_mended(self):
        self.dial(self.heard)
        assert self.answer == "RESUMED"
        self.connection.sock.sendall(self.said[self.fields[0]:])

    def stop(self):
        self.connection.send("STOP")
        assert self.process.wait(DEADLINE) == 0


def test_a_line_that_is_mended_goes_on_where_it_broke(place):
    line = Line(place).begin()
    line.run(2, "print('two')\nx += 1")
    line.breaks()
    wait_until(place, "idle")
    line.said += encode("RUN", 3, 3, "<cell>", "x += 10", 0)  # that does not come at first
    line.is_mended()
    console, done = line.until_done()
    assert (console, done[0]) == (b"two\r\n", 2)
    assert line.wait("DONE")[0] == 3
    line.say("GLOBALS", 1)
    assert line.wait("GLOBALS_ARE")[1:] == [b"x", b"12"]
    line.stop()


def test_a_line_that_is_mended_before_the_host_knew_it_was_broken(place):
    line = Line(place).begin()
    before = line.process
    line.is_mended()
    assert before.wait(DEADLINE) == 0
    line.run(2, "x += 1")
    assert line.wait("DONE")[0] == 2
    line.stop()


def test_nobody_mends_the_line_of_another(place):
    line = Line(place).begin()
    line.breaks()
    other = Line(place, token=b"other")
    assert other.answer == "ATTACHED"
    line.dial(line.heard)
    assert line.answer == "BUSY"
    other.connection.send("LEAVE")
    other.connection.sock.close()
    assert other.process.wait(DEADLINE) == 0
    line.dial(1 << 40)  # nor one that never was: it is told everything
    assert line.answer == "ATTACHED"
    line.stop()


def test_a_state_that_was_set_while_the_line_was_broken_is_told_to_the_next(place):
    line = Line(place).begin()
    line.run(2, "import marimo as mo\nget, put = mo.state(1)")
    line.wait("DONE")
    line.run(3, "import os\nprint('began', flush=True)\nwhile not os.path.exists('go'): pass\nput(2)")
    line.wait("CONSOLE")
    line.breaks()
    (place.folder / "go").touch()
    wait_until(place, "idle")
    other = Attached(place)
    assert [name for kept in other.kept.values() for name, _ in kept.packets if name == "STATE_SET"] == ["STATE_SET"]
    other.send("STOP")
    with pytest.raises(Ended):
        while True:
            other.next()


def test_the_line_of_a_session_that_has_ended_leads_nowhere(place):
    line = Line(place).begin()
    line.breaks()
    connection = place.dial()
    connection.send("STOP")
    while place.sessions.exists() and list(place.sessions.glob("*.sock")):
        pass
    line.dial(line.heard)
    assert line.answer == "NO_SESSION"
    assert line.process.wait(DEADLINE) == 1


def test_a_stream_that_says_something_else_ends(place):
    for said in (b"", b"hello", b"\xff" * 64):
        done = subprocess.run([TARN, "host", "--stdio"], input=said, capture_output=True, timeout=DEADLINE, env=place.environment)
        assert (done.returncode, done.stdout) == (1, b"")


def test_what_is_no_packet_or_no_question_harms_nobody(place):
    session = place.start()
    session.run("x = 1", cell=4)
    for rubbish in (b"GET / HTTP/1.0\r\n\r\n", b"\xff" * 64, b""):
        guest = place.dial()
        guest.sock.sendall(rubbish)
        guest.sock.shutdown(socket.SHUT_WR)
        assert guest.sock.recv(1) == b""
    many = [place.dial() for _ in range(20)]
    assert session.run("x + 1").shown == "2"
    for each in many:
        each.sock.close()
    session.run("x")
    about = place.ask()
    assert (about["path"], about["state"], about["editor"], about["cells"]) == (str(place.notebook), "idle", True, 2)
    assert about["pid"] == session.process.pid and about["python_pid"] == session.pid


def test_its_files_are_private_and_say_what_they_are_about(place):
    session = place.start()
    folder = place.sessions
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700 and stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    about = json.loads(next(folder.glob("*.session")).read_text())
    assert (about["path"], about["pid"]) == (str(place.notebook), session.process.pid)
    assert about["python"] and about["started"] > 1_600_000_000
    session.send("STOP")
    assert place.ended() and not list(folder.iterdir())


def test_a_folder_that_is_a_link_or_not_private_is_not_used(place):
    """The session is found in the folder of states then."""
    elsewhere = place.folder / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (place.folder / "run" / "tarn").symlink_to(elsewhere)
    session = place.start()
    assert not list(elsewhere.iterdir())
    assert list((place.folder / "state" / "tarn").glob("sessions@*/*.sock"))
    session.send("STOP")
    assert place.ended()
    (place.folder / "run" / "tarn").unlink()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_a_socket_of_another_user_is_not_spoken_to(place):
    """In place of a dead host's, whose file says that there is a session: whoever listens there hears nothing."""
    session = place.start()
    session.run("x = 1")
    session.process.kill()
    session.process.wait()
    place.hosts.pop()
    path = place.socket()
    path.unlink()
    spy = subprocess.Popen([PYTHON, "-c", f"""
import os, socket
listener = socket.socket(socket.AF_UNIX)
listener.bind({str(path)!r})
listener.listen()
os.chmod({str(path)!r}, 0o777)
os.setuid(12345)
listener.listen()  # from now on another user's
print("listens", flush=True)
peer, _ = listener.accept()
print("heard", peer.recv(100), flush=True)
"""], stdout=subprocess.PIPE, text=True)
    assert spy.stdout.readline() == "listens\n"
    listed = subprocess.run([TARN, "sessions", "--json"], env=place.environment, capture_output=True, text=True)
    assert json.loads(listed.stdout) == []
    assert spy.stdout.readline() == "heard b''\n"
    spy.wait(DEADLINE)
    for left in place.sessions.iterdir():
        left.unlink()


def test_a_session_whose_folder_vanishes_is_found_in_another(place):
    session = place.start()
    session.run("x = 1")
    leave(session)
    for each in place.sessions.iterdir():
        each.unlink(missing_ok=True)  # the host writes them anew meanwhile
    end = time.monotonic() + DEADLINE
    while not list(place.sessions.glob("*.sock")) and not list((place.folder / "state" / "tarn").glob("sessions@*/*.sock")):
        assert time.monotonic() < end
    assert Attached(place).variables()["x"] == "1"


def test_what_a_dead_host_left_is_replaced(place):
    session = place.start()
    session.run("x = 1")
    session.process.kill()
    session.process.wait()
    assert list(place.sessions.glob("*.sock"))
    place.hosts.pop()
    session = place.start()
    assert place.ask()["pid"] == session.process.pid


def test_of_two_hosts_for_one_notebook_the_first_is_found(place):
    first = place.start()
    second = place.start()
    assert place.ask()["pid"] == first.process.pid
    second.send("STOP")
    assert second.process.wait(DEADLINE) == 0
    assert place.ask()["pid"] == first.process.pid


def test_waiting_costs_nothing(place):
    session = place.start()
    session.run("x = 1")
    leave(session)
    wait_until(place, "idle")

    def switches():
        status = Path(f"/proc/{session.process.pid}/status").read_text()
        return int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])

    time.sleep(0.3)  # what was asked last is over
    before = switches()
    time.sleep(1)
    assert switches() == before
