"""F33: PHP leaves a script in the middle of a call, 500 times in all: max_execution_time, memory_limit."""

import os
import random
import signal
import threading
import time
from pathlib import Path

from servers import FULL, Folder, Fpm, Server, until

REAL_TIMEOUTS = 8
SIGNALLED_TIMEOUTS = 252
LANES = 3
LARGE_REPLIES = 120
TIGHT_CALLS = 120


def still_works(server: Fpm, subject: str) -> None:
    started = time.monotonic()
    assert server.get("open", subject=subject)[0] == 200, server.log()
    assert time.monotonic() - started < 1, "a lock stayed"


def test_F33_execution_times_out_inside_a_call(folder: Folder, stopping: list[Server]) -> None:
    """Each page writes until its time is up. PHP counts whole seconds, so most pages are sent the signal of
    PHP's timer instead of waiting for it."""
    server = Fpm(folder, workers=6)
    stopping.append(server)
    statuses: list[int] = []

    def real(subject: str) -> None:
        statuses.append(server.get("loop", subject=subject, limit=1)[0])

    threads = [threading.Thread(target=real, args=(f"real{i}",)) for i in range(REAL_TIMEOUTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    still_works(server, "after-real")
    assert server.log().count("Maximum execution time of 1 second exceeded") == REAL_TIMEOUTS

    rounds = 4 * SIGNALLED_TIMEOUTS if FULL else SIGNALLED_TIMEOUTS
    failures: list[BaseException] = []

    def signalled(lane: int) -> None:
        try:
            for i in range(rounds // LANES):
                subject = f"signalled{lane}-{i}"
                page = threading.Thread(target=lambda: statuses.append(server.get("loop", subject=subject)[0]))
                page.start()
                mark = folder.path / f"pid-{subject}"
                assert until(mark.exists), server.log()
                time.sleep(random.uniform(0, 0.02))
                os.kill(int(mark.read_text()), signal.SIGPROF)
                page.join()
                still_works(server, f"after-{subject}")
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=signalled, args=(lane,)) for lane in range(LANES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]

    assert statuses == [500] * (REAL_TIMEOUTS + rounds)
    acknowledged, there = folder.acknowledged(), folder.subjects()
    assert acknowledged - there == set()
    # Written, but PHP left before the page could say so: the signal came during the call.
    inside = {subject.split("/")[0] for subject in there - acknowledged}
    print(f"{len(statuses)} timeouts, at least {len(inside)} of them inside a call that wrote")
    assert len(inside) > len(statuses) / 3
    assert folder.php("verify")["sound"]


def resident(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().split("\n")
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) // 1024


def test_F33_memory_runs_out_inside_a_call(folder: Folder, stopping: list[Server]) -> None:
    ticket = folder.php("fill_large")["id"]
    server = Fpm(folder, workers=2)
    stopping.append(server)
    for i in range(20):  # whatever grows only once
        assert server.get("large", id=ticket, memory="8M")[0] == 500
        still_works(server, f"warm-{i}")
    before = {process: resident(process) for process in server.workers()}
    rounds = 4 if FULL else 1
    for i in range((LARGE_REPLIES - 20) * rounds):
        assert server.get("large", id=ticket, memory="8M")[0] == 500
        still_works(server, f"large-{i}")
    for i in range(TIGHT_CALLS * rounds):
        assert server.get("tight")[0] == 500
        still_works(server, f"tight-{i}")
    after = {process: resident(process) for process in server.workers()}
    print(f"resident before and after, MB: {list(before.values())} {list(after.values())}")
    # Some releases of PHP also have a hard limit, of twice the size, at which the worker ends at once.
    for i in range(10):
        assert server.get("large", id=ticket, memory="4M")[0] in (500, 502)
        still_works(server, f"hard-{i}")
    # The same workers all along, and no reply of ten megabytes stayed with them.
    assert before.keys() == after.keys()
    assert all(after[process] - before[process] < 50 for process in after)
    # Nor did any of them end for another reason.
    log = (folder.path / "fpm-out.log").read_text() + (folder.path / "fpm.log").read_text()
    assert log.count("Allowed memory size") >= LARGE_REPLIES + TIGHT_CALLS
    assert folder.acknowledged() - folder.subjects() == set()
    assert folder.php("verify")["sound"]
