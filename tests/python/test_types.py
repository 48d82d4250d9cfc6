"""mypy --strict finds nothing in the client, and finds what misuses it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import ROOT

SOURCES = ROOT / "bindings/python/src"


def mypy(folder: Path, *arguments: Any) -> "subprocess.CompletedProcess[str]":
    # Kept with the build: what did not change is not checked again.
    cache = os.path.join(os.environ.get("PLAZO_BUILD", folder), "mypy-cache")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", cache, *map(str, arguments)]
    environment = {**os.environ, "MYPYPATH": f"{SOURCES}:{ROOT / 'tools/clients'}:{ROOT / 'tests/python'}"}
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)


def test_strict(folder: Path) -> None:
    done = mypy(folder, *SOURCES.glob("plazo/*.py"), ROOT / "examples/python/story.py")
    assert done.returncode == 0, done.stdout
    done = mypy(folder, *sorted((ROOT / "tools/clients").glob("*.py")))
    assert done.returncode == 0, done.stdout


MISUSE = [
    ("desk.guest().tickets", "has no attribute"),
    ("desk.customer('1').tickets.note(ticket='1', body='x')", "has no attribute"),
    ("desk.customer('1').tickets.open(subject='x')", "Missing named argument"),
    ("desk.customer('1').tickets.get(ticket=1)", "incompatible type"),
    ("desk.customer('1').tickets.list(status='opened')", "incompatible type"),
    ("desk.customer('1').tickets.list().tickets[0].clocks.first_response.due_at", 'Item "None"'),
    ("desk.tick().agenda.upper()", "has no attribute"),
    ("desk.tick(budget=5)", "incompatible type"),
]


def test_misuse_is_found(folder: Path) -> None:
    head = "import plazo\n\ndesk = plazo.Desk.open('x')\n"
    use = folder / "use.py"
    use.write_text(head + "".join(f"{line}\n" for line, _ in MISUSE), "utf-8")
    complaints = mypy(folder, use).stdout.splitlines()
    for number, (line, complaint) in enumerate(MISUSE, start=len(head.splitlines()) + 1):
        assert any(f"use.py:{number}: error:" in found and complaint in found for found in complaints), line
