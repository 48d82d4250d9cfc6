"""The worker: ticks, reports what it did, outlives trouble that passes, stops cleanly."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess

import pytest

from conftest import open_ticket


def start(desk, *words):
    worker = desk.start("worker", "--json", *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert json.loads(worker.stdout.readline())["event"] == "started"
    return worker


def finish(worker, how=signal.SIGTERM):
    worker.send_signal(how)
    out, error = worker.communicate(timeout=30)
    lines = [json.loads(line) for line in out.splitlines()]
    assert worker.returncode == 0 and lines[-1] == {"event": "stopped", "signal": how}
    return lines[:-1], error


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_ticks_and_stops_at_once_when_told(desk, how):
    worker = start(desk, "--interval", "0.05")
    open_ticket(desk)
    assert json.loads(worker.stdout.readline())["indexed"] == 1
    assert finish(worker, how) == ([], b"")


def test_a_long_pause_does_not_delay_the_end(desk):
    finish(start(desk, "--interval", "3600"))


def test_human_output(desk):
    worker = desk.start("worker", "--interval", "0.05", stdout=subprocess.PIPE)
    assert worker.stdout.readline() == b"ticking every 50 ms\n"
    open_ticket(desk)
    assert worker.stdout.readline() == b"indexed 1\n"
    worker.terminate()
    assert worker.communicate(timeout=30)[0] == b"stopped\n" and worker.returncode == 0


def test_two_workers_do_everything_once(desk):
    workers = [start(desk, "--interval", "0.05") for _ in range(2)]
    for _ in range(10):
        open_ticket(desk)
    while desk.call("desk.status")["unindexed_messages"] > 0:  # ctest's time limit ends it when nothing happens
        pass
    indexed = sum(line.get("indexed", 0) for worker in workers for line in finish(worker)[0])
    assert indexed == 10


def test_trouble_that_passes_is_told_once_and_outlived(desk):
    worker = start(desk, "--interval", "0.05")
    shutil.move(os.path.dirname(desk.database), str(desk.folder / "away"))
    assert b"storage." in worker.stderr.readline()
    shutil.move(str(desk.folder / "away"), os.path.dirname(desk.database))
    open_ticket(desk)
    assert json.loads(worker.stdout.readline())["indexed"] == 1
    finish(worker)


def test_a_database_of_a_newer_plazo_ends_it_so_that_it_is_started_anew(desk):
    worker = start(desk, "--interval", "0.05")
    # What an update of the library does, as seen by a process that still has the old one. The file is
    # replaced so that the worker opens it again.
    copy = str(desk.folder / "newer.db")
    desk.ok("backup", copy)
    with sqlite3.connect(copy) as db:
        db.execute("INSERT INTO schema_migration SELECT 9999, name, statements_done, statements, digest, applied_at"
                   " FROM schema_migration LIMIT 1")
    os.replace(copy, desk.database)
    for suffix in ("-wal", "-shm"):
        if os.path.exists(desk.database + suffix):
            os.unlink(desk.database + suffix)
    out, error = worker.communicate(timeout=30)
    assert worker.returncode == 8 and b"storage.newer" in error


def test_a_reader_that_went_away_ends_it(desk):
    worker = desk.start("worker", "--interval", "0.05", "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    worker.stdout.readline()
    worker.stdout.close()
    open_ticket(desk)
    assert worker.wait(30) in (10, -signal.SIGPIPE)
    worker.stderr.close()


def test_killed_in_the_middle_leaves_a_sound_desk(desk):
    for _ in range(3):
        worker = start(desk, "--interval", "0.05")
        open_ticket(desk)
        worker.kill()
        worker.communicate()
    assert desk.json("verify")["sound"]
    with sqlite3.connect(desk.database) as db:
        assert db.execute("SELECT COUNT(*) FROM ticket").fetchone() == (3,)
