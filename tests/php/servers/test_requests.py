"""Many requests: eight workers of PHP-FPM on one database, few requests to a worker, and `php -S`."""

import os
import time
from pathlib import Path

from servers import FULL, BuiltIn, Folder, Fpm, Load, Server


def all_there(folder: Folder, expected: int) -> None:
    acknowledged = folder.acknowledged()
    assert len(acknowledged) == expected
    assert acknowledged - folder.subjects() == set()
    assert folder.php("verify")["sound"]


def test_eight_workers_write_one_database(folder: Folder, stopping: list[Server]) -> None:
    server = Fpm(folder)
    stopping.append(server)
    requests = 6000 if FULL else 800
    started = time.monotonic()
    load = Load(server, 16, "open", requests=requests).wait()
    print(f"{requests / (time.monotonic() - started):.0f} tickets/s, longest gap {load.longest_gap * 1000:.0f} ms")
    assert load.answers == {200: requests}, load.failures
    all_there(folder, requests)


def test_a_desk_stays_open_for_the_requests_of_its_worker(folder: Folder, stopping: list[Server]) -> None:
    server = Fpm(folder, workers=1)
    stopping.append(server)
    first, second = server.json("kept"), server.json("kept")
    assert first["pid"] == second["pid"]
    assert first["before"] == 0 and second["before"] > 0
    # The master, which forks, never has it open.
    opened = [os.readlink(fd) for fd in Path(f"/proc/{server.master.pid}/fd").iterdir()]
    assert opened and not [path for path in opened if path.startswith(str(folder.database))]


def test_workers_that_end_after_five_requests(folder: Folder, stopping: list[Server]) -> None:
    server = Fpm(folder, max_requests=5)
    stopping.append(server)
    before = set(server.workers())
    requests = 3000 if FULL else 400
    load = Load(server, 8, "open", requests=requests).wait()
    assert load.answers == {200: requests}, load.failures
    assert before & set(server.workers()) == set()
    all_there(folder, requests)


def test_beside_pdo_on_the_same_file_in_the_same_worker(folder: Folder, stopping: list[Server]) -> None:
    # Few requests to a worker, so that some process is always about to be the last to close the file.
    server = Fpm(folder, max_requests=7)
    stopping.append(server)
    requests = 2000 if FULL else 250
    load = Load(server, 8, "beside", requests=requests).wait()
    assert load.answers == {200: requests}, load.failures
    all_there(folder, requests * 3)
    assert server.json("beside", subject="last")["seen"] == 1


def test_the_server_of_php(folder: Folder, stopping: list[Server]) -> None:
    server = BuiltIn(folder)
    stopping.append(server)
    load = Load(server, 8, "open", requests=200).wait()
    assert load.answers == {200: 200}, load.failures
    all_there(folder, 200)
    for _ in range(20):
        assert server.get("tight")[0] == 500
        assert server.get("open", subject="after")[0] == 200
