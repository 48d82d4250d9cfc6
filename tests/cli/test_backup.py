"""Backup while others write, and restore while others use the desk: nothing acknowledged is lost silently."""

import json
import os
import sqlite3
import stat
import subprocess
import threading
import time

from conftest import Plazo


class Writers:
    """Processes that write without pause and note what was acknowledged."""

    def __init__(self, desk, count=3):
        self.desk, self.acknowledged, self.failed, self.stop = desk, [], [], threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(n,)) for n in range(count)]

    def work(self, number):
        i = 0
        while not self.stop.is_set():
            i += 1
            key = f"w{number}-{i}"
            done = self.desk.run("call", "customer.put", json.dumps({"reference": key, "name": "N"}), "--json")
            (self.acknowledged if done.returncode == 0 else self.failed).append(
                key if done.returncode == 0 else done.stderr.decode())

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()


def customers(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as db:
        return {row[0] for row in db.execute("SELECT reference FROM customer")}


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.01)


def test_backup_is_private_complete_and_never_overwrites(desk):
    made = desk.json("backup", desk.folder / "copy.db")
    assert stat.S_IMODE(os.stat(desk.folder / "copy.db").st_mode) == 0o600
    assert made["bytes"] == os.path.getsize(desk.folder / "copy.db")
    assert desk.fails(6, "backup", desk.folder / "copy.db")["code"] == "backup.exists"
    assert desk.fails(8, "backup", "/nonexistent/copy.db")["category"] == "unavailable"
    assert desk.json("verify", "--database", str(desk.folder / "copy.db"))["sound"]


def test_backup_while_writers_run(desk):
    with Writers(desk) as writers:
        for n in range(3):
            have = len(writers.acknowledged)
            wait_for(lambda: len(writers.acknowledged) > have + 5)
            before = set(writers.acknowledged)
            desk.ok("backup", desk.folder / f"copy{n}.db")
            copy = customers(desk.folder / f"copy{n}.db")
            assert before <= copy
            assert desk.json("verify", "--database", str(desk.folder / f"copy{n}.db"))["sound"]
    assert writers.failed == [] and set(writers.acknowledged) <= customers(desk.database)


def test_restore_gives_the_old_state_and_keeps_the_new_one(desk):
    desk.ok("backup", "copy.db")
    desk.call("customer.put", {"reference": "later", "name": "N"})
    done = desk.json("restore", "copy.db")
    assert done["live"] and "later" not in customers(desk.database) and "later" in customers(done["kept"])
    assert stat.S_IMODE(os.stat(done["kept"]).st_mode) == 0o600
    assert desk.json("verify")["sound"] and desk.json("verify", "--database", done["kept"])["sound"]
    assert "kept in" in desk.ok("restore", "copy.db")


def test_restore_while_others_write_loses_nothing_silently(desk):
    """Each acknowledged write is in the copy that was kept, or in the desk as it is now."""
    desk.ok("backup", "copy.db")
    with Writers(desk) as writers:
        kept = []
        for _ in range(4):
            have = len(writers.acknowledged)
            wait_for(lambda: len(writers.acknowledged) > have + 5)
            kept.append(desk.json("restore", "copy.db")["kept"])
        have = len(writers.acknowledged)
        wait_for(lambda: len(writers.acknowledged) > have + 5)
    assert writers.failed == []
    found = customers(desk.database).union(*map(customers, kept))
    assert set(writers.acknowledged) <= found
    assert not set(writers.acknowledged) <= customers(desk.database), "nothing was written before a restore: the test is blind"
    for database in [desk.database, *kept]:
        assert desk.json("verify", "--database", database)["sound"]
    assert [n for n in os.listdir(os.path.dirname(desk.database)) if n.startswith(".plazo-")] == []


def test_a_worker_goes_on_through_a_restore(desk):
    desk.ok("backup", "copy.db")
    worker = desk.start("worker", "--interval", "0.05", "--json", stdout=subprocess.PIPE)
    assert json.loads(worker.stdout.readline())["event"] == "started"
    desk.ok("restore", "copy.db")
    desk.call("ticket.open", {"department": "technical", "subject": "a", "body": "b"}, as_="customer:1017")
    assert json.loads(worker.stdout.readline())["indexed"] == 1
    worker.terminate()
    assert worker.wait(30) == 0
    worker.stdout.close()


def test_restore_to_a_new_place(desk):
    desk.ok("backup", "copy.db")
    fresh = Plazo(desk.folder)
    fresh.env["PLAZO_DATABASE"] = fresh.database = str(desk.folder / "new" / "desk.db")
    done = fresh.json("restore", "copy.db")
    assert "kept" not in done and fresh.json("verify")["sound"]
    assert stat.S_IMODE(os.stat(desk.folder / "new").st_mode) == 0o700


def test_a_bad_backup_changes_nothing(desk):
    before = customers(desk.database)
    assert desk.fails(3, "restore", "nowhere.db")["code"] == "restore.unusable"
    assert desk.fails(6, "restore", desk.database)["code"] == "restore.same_file"
    desk.ok("backup", "copy.db")
    with open(desk.folder / "copy.db", "r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096 * 4))
    error = desk.fails(3, "restore", "copy.db")
    assert error["code"] in ("restore.damaged", "restore.unusable")
    assert customers(desk.database) == before and desk.json("verify")["sound"]
    assert sorted(n for n in os.listdir(os.path.dirname(desk.database)) if "restore" in n) == []


def test_a_damaged_database_is_replaced_only_when_nobody_has_it_open(desk):
    desk.ok("backup", "copy.db")
    worker = desk.start("worker", "--interval", "3600", stdout=subprocess.PIPE)
    worker.stdout.readline()
    # Ticked once, so that it has the file open. Then the start is overwritten under it.
    wait_for(lambda: any(os.path.realpath(f"/proc/{worker.pid}/fd/{fd}") == desk.database + "-wal"
                         for fd in os.listdir(f"/proc/{worker.pid}/fd")))
    with open(desk.database, "r+b") as file:
        file.write(b"damaged!")
    assert desk.fails(8, "verify")["code"] == "storage.corrupt"
    assert desk.fails(8, "restore", "copy.db")["code"] == "restore.in_use"
    worker.terminate()
    assert worker.wait(30) == 0
    worker.stdout.close()
    done = desk.json("restore", "copy.db")
    assert not done["live"] and os.path.exists(done["kept"]) and desk.json("verify")["sound"]
