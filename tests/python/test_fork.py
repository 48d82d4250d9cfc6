"""Processes: a desk that was open before a fork serves parent and children."""

import _strptime
import gc
import multiprocessing
import os
import signal
import threading
from pathlib import Path
from typing import Callable

import pytest
from conftest import populate

import plazo

FORK = multiprocessing.get_context("fork")


def in_child(body: Callable[[], None]) -> int:
    """Forks; gives the child's exit code: 0 when `body` returned."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            body()
            code = 0
        except BaseException as error:
            os.write(2, f"child: {error!r}\n".encode())
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_children_write_through_inherited_handles(desk: plazo.Desk) -> None:
    session = desk.customer("1017")

    def work(number: int) -> None:
        for i in range(10):
            session.tickets.open(subject=f"{number}-{i}", body="x", department="technical")
        desk.customers.put(reference=f"child-{number}", name="x")

    children = [FORK.Process(target=work, args=(n,)) for n in range(8)]
    for child in children:
        child.start()
    for i in range(10):
        session.tickets.open(subject=f"parent-{i}", body="x", department="technical")
    for child in children:
        child.join(60)
        assert child.exitcode == 0
    subjects = {ticket.subject for ticket in session.tickets.list(limit=100).tickets}
    assert subjects == {f"{n}-{i}" for n in [*range(8), "parent"] for i in range(10)}
    assert desk.verify().sound


def test_what_a_child_closes_or_collects_the_parent_keeps(folder: Path) -> None:
    handles = [plazo.Desk.open(folder / "desk.db", create=True)]
    populate(handles[0])
    sessions = [handles[0].customer("1017")]

    def close() -> None:
        sessions[0].close()
        handles[0].close()

    def collect() -> None:
        handles.clear()
        sessions.clear()
        gc.collect()

    def use_and_collect() -> None:
        sessions[0].tickets.open(subject="from the child", body="x", department="technical")
        collect()

    for number, body in enumerate([close, collect, use_and_collect] * 5):
        assert in_child(body) == 0
        sessions[0].tickets.open(subject=f"after {number}", body="x", department="technical")
    assert len(sessions[0].tickets.list(limit=100).tickets) == 20
    assert handles[0].verify().sound


def test_a_fork_while_threads_call_never_hangs(desk: plazo.Desk) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            desk.customers.put(reference="busy", name="x")

    def use() -> None:
        try:
            desk.customers.put(reference="child", name="x")
        except plazo.Unavailable as error:
            # SQLite's memory was caught in the middle: told apart, and no harm done.
            assert error.code == "storage.forked", error

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(30):
            pid = os.fork()
            if pid == 0:
                code = 1
                try:
                    use()
                    code = 0
                finally:
                    os._exit(code)
            for _ in range(3000):
                done, status = os.waitpid(pid, os.WNOHANG)
                if done:
                    break
                stop.wait(0.01)
            else:
                os.kill(pid, 9)
                os.waitpid(pid, 0)
                pytest.fail("the child hung")
            assert os.waitstatus_to_exitcode(status) == 0
    finally:
        stop.set()
        for thread in threads:
            thread.join(60)
    assert desk.verify().sound


def test_a_child_waits_for_no_lock_that_another_thread_held(desk: plazo.Desk) -> None:
    # `strptime` takes this one. Where another thread has it at the moment of the fork, the child never gets it.
    with _strptime._cache_lock:  # type: ignore[attr-defined]
        pid = os.fork()
        if pid == 0:
            signal.alarm(20)
            desk.customers.put(reference="child", name="x")
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_that_open_the_desk_themselves(desk: plazo.Desk, folder: Path, method: str) -> None:
    context = multiprocessing.get_context(method)
    with context.Pool(3) as pool:
        pool.starmap(put, [(folder / "desk.db", f"c{n}") for n in range(12)])
    for n in range(12):
        assert desk.customers.get(reference=f"c{n}").name == f"c{n}"


def put(path: Path, reference: str) -> None:
    with plazo.Desk.open(path) as desk:
        desk.customers.put(reference=reference, name=reference)
