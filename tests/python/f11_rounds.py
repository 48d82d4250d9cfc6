"""f11_rounds.py KIND ROUNDS: a process writes through Plazo (or, as the control, through plain sqlite3) and
uses the same file by other means; another process comes and goes. Prints how many writes were acknowledged
and how many of them are lost.

SQLite's locks are POSIX record locks: closing any descriptor of the file drops those of the whole process.
The other process then believes to be the last user and deletes the log under the first. What that one
commits afterwards goes into a file without a name.

This process forks its parts and never opens a database itself.
"""

import ctypes
import os
import shutil
import sqlite3
import struct
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Callable, List, Tuple

import plazo

WRITES = 20


def plain_close(path: Path) -> None:
    with open(path, "rb") as file:
        file.read(100)


def same_library(path: Path) -> None:
    """The standard module: here the same shared libsqlite3 as Plazo's."""
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 0


def second_copy(path: Path) -> None:
    """A second SQLite in the process, with memory of its own, as many wheels bring one along."""
    with tempfile.TemporaryDirectory() as folder:
        own = shutil.copy(loaded_sqlite(), folder)
        library = ctypes.CDLL(str(own), mode=os.RTLD_LOCAL | os.RTLD_NOW)
    handle = ctypes.c_void_p()
    assert library.sqlite3_open(str(path).encode(), ctypes.byref(handle)) == 0
    assert library.sqlite3_exec(handle, b"SELECT count(*) FROM sqlite_master", None, None, None) == 0
    assert library.sqlite3_close(handle) == 0


def loaded_sqlite() -> str:
    for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
        if "libsqlite3.so" in line:
            return line.split()[-1]
    sys.exit("no shared libsqlite3 is loaded")


TOUCHES = {"plain_close": plain_close, "same_library": same_library, "second_copy": second_copy}


def part(body: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            body()
            code = 0
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
        finally:
            os._exit(code)
    return pid


def ended_well(pid: int) -> None:
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
        sys.exit("a part failed")


def through_plazo(path: Path, touch: Callable[[Path], None], left: Callable[[], None]) -> int:
    acknowledged = 0
    desk = plazo.Desk.open(path, create=True)
    desk.customers.put(reference="first", name="x")
    touch(path)
    left()
    for n in range(WRITES):
        try:
            desk.customers.put(reference=f"c{n}", name="x")
            acknowledged += 1
        except plazo.Unavailable as error:
            assert error.code == "storage.commit_unknown", error
    return acknowledged


def through_sqlite(path: Path, touch: Callable[[Path], None], left: Callable[[], None]) -> int:
    desk = sqlite3.connect(path, isolation_level=None)
    desk.execute("PRAGMA journal_mode=WAL")
    desk.execute("CREATE TABLE IF NOT EXISTS customer (reference TEXT)")
    touch(path)
    left()
    for n in range(WRITES):
        desk.execute("INSERT INTO customer VALUES (?)", (f"c{n}",))
    return WRITES


def one_round(path: Path, write: Callable[..., int], touch: Callable[[Path], None]) -> Tuple[int, int]:
    touched, left, result = os.pipe(), os.pipe(), os.pipe()

    def writer() -> None:
        def others_come_and_go() -> None:
            os.write(touched[1], b"x")
            os.read(left[0], 1)

        os.write(result[1], struct.pack("q", write(path, touch, others_come_and_go)))

    def other() -> None:
        os.read(touched[0], 1)
        same_library(path)
        os.write(left[1], b"x")

    parts = [part(writer), part(other)]
    for pid in parts:
        ended_well(pid)
    acknowledged = struct.unpack("q", os.read(result[0], 8))[0]

    def count() -> None:
        with closing(sqlite3.connect(path)) as reader:
            assert reader.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            found = reader.execute("SELECT count(*) FROM customer WHERE reference LIKE 'c%'").fetchone()[0]
        os.write(result[1], struct.pack("q", found))

    ended_well(part(count))
    kept = struct.unpack("q", os.read(result[0], 8))[0]
    for end in [*touched, *left, *result]:
        os.close(end)
    return acknowledged, max(0, acknowledged - kept)


def main() -> None:
    kind, rounds = sys.argv[1], int(sys.argv[2])
    control = kind.startswith("control_")
    write = through_sqlite if control else through_plazo
    results: List[Tuple[int, int]] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=sys.argv[3]) as folder:
            results.append(one_round(Path(folder) / "desk.db", write, TOUCHES[kind.replace("control_", "")]))
    print(sum(a for a, _ in results), sum(lost for _, lost in results))


if __name__ == "__main__":
    main()
