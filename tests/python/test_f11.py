"""F11: nothing acknowledged is lost beside the standard sqlite3 module, a second SQLite, or a plain close."""

import subprocess
import sys
from pathlib import Path
from typing import Tuple

import pytest

ROUNDS = 50
WRITES = 20


def rounds(kind: str, count: int, folder: Path) -> Tuple[int, int]:
    script = Path(__file__).with_name("f11_rounds.py")
    command = [sys.executable, str(script), kind, str(count), str(folder)]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    acknowledged, lost = (int(word) for word in out.split())
    print(f"{kind}: {count} rounds, {acknowledged} acknowledged, {lost} lost")
    return acknowledged, lost


@pytest.mark.parametrize("kind", ["same_library", "second_copy", "plain_close"])
def test_nothing_acknowledged_is_lost(kind: str, folder: Path) -> None:
    assert rounds(kind, ROUNDS, folder) == (ROUNDS * WRITES, 0)


@pytest.mark.parametrize("kind", ["control_second_copy", "control_plain_close"])
def test_the_control_without_the_guard_loses(kind: str, folder: Path) -> None:
    acknowledged, lost = rounds(kind, 5, folder)
    assert acknowledged == 5 * WRITES
    assert lost > 0, "the control lost nothing: the test above is blind"
