"""F02: workers of PHP-FPM are killed in the middle of requests."""

import os
import random
import signal
import subprocess
import sys
import time

from servers import FULL, Folder, Fpm, Load, Server


def kill_workers(server: Fpm, count: int, pause: float) -> int:
    killed = 0
    while killed < count:
        time.sleep(random.uniform(0, 2 * pause))
        try:
            os.kill(random.choice(server.workers()), signal.SIGKILL)
            killed += 1
        except (ProcessLookupError, IndexError):
            pass
    return killed


def answering(server: Fpm, stopping: list[Server]) -> Fpm:
    """The server, or another one where FPM itself hangs.

    FPM counts its workers under a lock in shared memory. One that is killed while it holds it, once in some
    thousand kills, leaves all others spinning in `sched_yield`, also for pages that never call Plazo.
    """
    try:
        server.get("pid", timeout=10)
        return server
    except TimeoutError:
        print("FPM hangs in its own lock; another one goes on")
        stopping.append(Fpm(server.folder, max_requests=50))
        return stopping[-1]  # type: ignore[return-value]


def test_F02_what_was_acknowledged_survives_and_no_lock_stays(folder: Folder, stopping: list[Server]) -> None:
    server = Fpm(folder, max_requests=50)
    stopping.append(server)
    load = Load(server, 8, "open")
    killed = kill_workers(server, 1000 if FULL else 300, 0.04)
    load.stop()
    acknowledged = folder.acknowledged()
    print(f"{killed} kills, {len(acknowledged)} acknowledged, longest gap {load.longest_gap * 1000:.0f} ms, {load.answers}")
    # They died at work: this many requests broke.
    assert sum(count for status, count in load.answers.items() if status != 200) > killed / 4
    assert 500 not in load.answers, load.failures
    assert len(acknowledged) > killed
    assert acknowledged - folder.subjects() == set()
    assert load.longest_gap < 1
    server = answering(server, stopping)
    assert server.json("verify")["sound"]
    assert server.get("open", subject="after")[0] == 200


def test_F02_control_a_page_that_promises_too_early_is_caught(folder: Folder, stopping: list[Server]) -> None:
    server = Fpm(folder)
    stopping.append(server)
    lost = 0
    for _ in range(20):
        load = Load(server, 8, "open_rashly")
        kill_workers(server, 15, 0.02)
        load.stop()
        lost = len(folder.acknowledged() - folder.subjects())
        if lost:
            break
    assert lost > 0, "the test above is blind"


def test_F02_control_a_lock_that_stays_is_noticed(folder: Folder, stopping: list[Server]) -> None:
    server = Fpm(folder)
    stopping.append(server)
    load = Load(server, 4, "open")
    time.sleep(0.3)
    hold = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); time.sleep(1.5)"
    )
    subprocess.run([sys.executable, "-c", hold, str(folder.database)], check=True)
    time.sleep(0.3)
    load.stop()
    assert load.answers.keys() == {200}, load.failures
    assert load.longest_gap > 1, "the test above is blind"
