"""A folder and a desk for each test."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Iterator

import pytest

import plazo

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples/python"))

POLICY = {
    "plazo": 1,
    "provider": "Introserv",
    "zone": "Europe/Madrid",
    "languages": ["es", "en"],
    "departments": {"technical": {"name": {"es": "Cuestiones técnicas", "en": "Technical"}}, "financial": {}},
    "priorities": {"regular": {}, "high": {}},
    "first_response": "PT10M",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    # Memory, where there is any: desks sync each commit, and tests make many.
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() and shutil.disk_usage(memory).free > 100_000_000 else None
    with tempfile.TemporaryDirectory(prefix="plazo-python-", dir=place) as name:
        yield Path(name)


def populate(desk: plazo.Desk) -> None:
    desk.policy.install(document=POLICY)
    desk.customers.put(reference="1017", name="Zapatería Ñandú", contacts=[{"reference": "eva", "name": "Eva", "tickets": True}])
    desk.customers.put(reference="2000", name="Other Ltd", locale="en")
    desk.staff.put(reference="ana", name="Ana", permissions=["tickets_read", "tickets_reply", "tickets_note", "customer_view"])


@pytest.fixture
def desk(folder: Path) -> Iterator[plazo.Desk]:
    with plazo.Desk.open(folder / "desk.db", create=True) as desk:
        populate(desk)
        yield desk
