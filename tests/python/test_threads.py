"""Threads: the GIL is free during calls, and handles are shared, closed and left behind safely."""

import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any, Callable, Iterator, List, Tuple

import pytest
from conftest import populate

import plazo


@pytest.fixture
def locked(folder: Path) -> Iterator[Tuple[plazo.Desk, sqlite3.Connection]]:
    """A desk whose writers wait, until the connection rolls back."""
    path = folder / "desk.db"
    with plazo.Desk.open(path, create=True, busy_timeout="PT30S") as desk:
        populate(desk)
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield desk, other


class Writer(threading.Thread):
    def __init__(self, write: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.write, self.begins, self.result = write, threading.Event(), None
        self.start()
        self.begins.wait()

    def run(self) -> None:
        self.begins.set()
        try:
            self.result = self.write()
        except BaseException as error:
            self.result = error


def test_python_goes_on_while_a_call_waits(locked: Tuple[plazo.Desk, sqlite3.Connection]) -> None:
    desk, other = locked
    writer = Writer(lambda: desk.customers.put(reference="3000", name="Sol"))
    # With the GIL held, nothing from here on would run before the writer gave up.
    steps = sum(1 for _ in range(2_000_000))
    assert steps == 2_000_000 and writer.is_alive()
    assert desk.customer("1017").tickets.list().tickets == ()  # another call, while the first waits
    assert writer.is_alive()
    other.execute("ROLLBACK")
    writer.join(30)
    assert writer.result.reference == "3000"


def test_closing_lets_a_call_finish(locked: Tuple[plazo.Desk, sqlite3.Connection]) -> None:
    desk, other = locked
    customer = desk.customer("1017")
    writer = Writer(lambda: customer.tickets.open(subject="x", body="y", department="technical"))
    while writer.is_alive() and sum(1 for _ in range(500_000)) == 0:
        pass
    customer.close()
    desk.close()
    assert writer.is_alive()
    other.execute("ROLLBACK")
    writer.join(30)
    # Either it was under way, or it had not begun.
    assert isinstance(writer.result, plazo.types.TicketOpened) or writer.result.code == "handle.closed"


def test_a_signal_during_a_call_leaves_no_lock(folder: Path) -> None:
    class Timeout(BaseException):
        pass

    def interrupt(*_: Any) -> None:
        raise Timeout

    path = folder / "desk.db"
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with plazo.Desk.open(path, create=True, busy_timeout=100) as desk:  # type: ignore[arg-type]
            populate(desk)
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                for _ in range(10):
                    other.execute("BEGIN IMMEDIATE")
                    signal.setitimer(signal.ITIMER_REAL, 0.02)
                    with pytest.raises(Timeout):
                        desk.customers.put(reference="3000", name="Sol")
                    other.execute("ROLLBACK")
                    assert desk.customers.put(reference="3000", name="Sol").name == "Sol"
                    other.execute("BEGIN IMMEDIATE")  # nobody holds a lock
                    other.execute("ROLLBACK")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_many_threads_share_desk_and_session(desk: plazo.Desk) -> None:
    session = desk.customer("1017")
    failures: List[BaseException] = []

    def work(number: int) -> None:
        try:
            for i in range(10):
                ticket = session.tickets.open(subject=f"{number}-{i}", body="x", department="technical").ticket
                assert session.tickets.get(ticket=ticket.id).ticket.subject == f"{number}-{i}"
                own = desk.customer("2000")
                assert own.tickets.list().tickets == ()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert len(session.tickets.list(limit=100).tickets) == 80
    assert desk.verify().sound


def test_the_process_may_end_while_threads_call(folder: Path) -> None:
    script = f"""
import threading, plazo
desk = plazo.Desk.open({str(folder / 'desk.db')!r}, create=True)
ready = threading.Barrier(5)
def work():
    ready.wait()
    while True:
        desk.customers.put(reference="1", name="x")
        desk.guest()
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
ready.wait()
for _ in range(20):
    desk.status()
"""
    for _ in range(8):
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")


def test_what_is_open_may_be_closed_at_the_very_end(folder: Path) -> None:
    # Registered before the library is loaded, so it runs after the library has stopped taking others' calls. The
    # child is forked while the desk is at work, and only has to end.
    script = f"""
import atexit, os, threading
here = os.getpid()
atexit.register(lambda: os.getpid() == here and print(desk.status().version != "", desk.close()))
import plazo
desk = plazo.Desk.open({str(folder / 'desk.db')!r}, create=True)
def work():
    while True:
        desk.customers.put(reference="1", name="x")
for _ in range(2):
    threading.Thread(target=work, daemon=True).start()
child = os.fork()
if child:
    assert os.waitpid(child, 0)[1] == 0
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True None\n", "")
