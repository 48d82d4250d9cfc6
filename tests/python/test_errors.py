"""Exceptions by category, and replies that hold what this client does not know."""

import json
import pickle
from pathlib import Path
from typing import Any, Dict

import pytest

import plazo
from plazo import errors
from plazo.types import ClockState, Status

CATEGORIES = {
    "invalid": plazo.Invalid,
    "not_found": plazo.NotFound,
    "refused": plazo.Refused,
    "conflict": plazo.Conflict,
    "limit": plazo.Limit,
    "unavailable": plazo.Unavailable,
    "internal": plazo.Internal,
}


class FakeCore:
    """A _core that answers as told: stands in for a library that is newer than this client."""

    closed = False

    def __init__(self, reply: Any = None, error: Any = None) -> None:
        self.reply, self.error = reply, error

    def call(self, operation: str, request: bytes) -> bytes:
        if self.error is not None:
            raise plazo._core.Failure(json.dumps(self.error).encode())
        return json.dumps(self.reply).encode()

    def close(self) -> None:
        pass


def fake_customer(**answer: Any) -> plazo.CustomerSession:
    return plazo.CustomerSession(FakeCore(**answer))  # type: ignore[arg-type]


@pytest.mark.parametrize("category", CATEGORIES)
def test_each_category_is_a_class(category: str) -> None:
    error = {
        "category": category,
        "code": "some.code",
        "message": "say what to do",
        "retryable": True,
        "problems": [{"path": "/a", "code": "too_long", "message": "m", "new": 1}],
        "details": {"line": "1"},
        "new": 1,
    }
    with pytest.raises(CATEGORIES[category]) as raised:
        fake_customer(error=error).tickets.list()
    got = raised.value
    assert type(got) is CATEGORIES[category] and isinstance(got, plazo.Error)
    assert (got.category, got.code, got.message, got.retryable) == (category, "some.code", "say what to do", True)
    assert got.problems == (plazo.Problem("/a", "too_long", "m"),)
    assert got.details == {"line": "1"}
    assert str(got) == "some.code: say what to do"
    assert got.__cause__ is None and got.__suppress_context__


def test_a_category_that_is_not_known_is_still_an_error() -> None:
    with pytest.raises(plazo.Error) as raised:
        fake_customer(error={"category": "weather", "code": "a.b", "message": "m"}).tickets.list()
    assert type(raised.value) is plazo.Error and raised.value.category == "weather"


def test_errors_cross_processes() -> None:
    error = errors.from_wire(
        b'{"category":"limit","code":"a.b","message":"m","retryable":true,"problems":[{"path":"","code":"c","message":"d"}]}'
    )
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is plazo.Limit and vars(again) == vars(error) and str(again) == str(error)


def test_real_errors_carry_everything(desk: plazo.Desk, folder: Path) -> None:
    with pytest.raises(plazo.Invalid) as invalid:
        desk.customers.put(reference="", name="x", contacts=[{"reference": "a", "nam": "b"}])
    assert {p.path: p.code for p in invalid.value.problems} == {
        "/reference": "too_short",
        "/contacts/0/nam": "unknown_field",
        "/contacts/0/name": "missing_field",
    }
    with pytest.raises(plazo.NotFound):
        desk.customer("2000").tickets.get(ticket="1")
    with pytest.raises(plazo.Refused):
        desk.customer("9999").tickets.list()
    key = "k"
    desk.customers.put(reference="a", name="a", idempotency_key=key)
    with pytest.raises(plazo.Conflict):
        desk.customers.put(reference="a", name="b", idempotency_key=key)
    with pytest.raises(plazo.Limit):
        desk.customer("1017").tickets.open(subject="x", body="x" * 2_000_000, department="technical")
    with pytest.raises(plazo.Error) as missing:
        plazo.Desk.open(folder / "missing.db")
    assert missing.value.code == "storage.missing"
    with pytest.raises(plazo.Invalid) as actor:
        desk.customer("")
    assert actor.value.code == "session.invalid" and actor.value.problems[0].path == "/customer"


def ticket(**other: Any) -> Dict[str, Any]:
    clock = {"state": "running", "target": 1, "started_at": "2026-03-02T09:00:00.000Z", "due_at": "2026-03-02T09:10:00.000Z", "text": "t",
             "promise": "limit", "rule": "first_response", "used": 0, "zone": "Europe/Madrid"}
    return {
        "id": "5",
        "reference": "7KQ2-M4XD",
        "customer": "1017",
        "subject": "s",
        "department": "d",
        "department_name": "D",
        "priority": "p",
        "priority_name": "P",
        "status": "open",
        "opened_at": "2026-03-02T09:00:00.000Z",
        "updated_at": "2026-03-02T09:00:00.000Z",
        "clocks": {"first_response": clock, "reading": clock},
        **other,
    }


def test_unknown_fields_are_ignored() -> None:
    page = fake_customer(reply={"tickets": [ticket(mood="good")], "total": 7}).tickets.list()
    assert page.tickets[0].id == "5"
    assert not hasattr(page, "total") and not hasattr(page.tickets[0], "mood")


def test_unknown_enumeration_values_are_carried() -> None:
    status = fake_customer(reply={"tickets": [ticket(status="frozen")]}).tickets.list().tickets[0].status
    assert isinstance(status, Status) and status == "frozen" and str(status) == status.value == "frozen"
    assert not status.is_known and Status.OPEN.is_known
    assert status not in (Status.OPEN, Status.ANSWERED, Status.CLOSED)
    assert {status: 1}["frozen"] == 1 and {"open": 1}[Status("open")] == 1  # type: ignore[index]
    assert status == Status("frozen") and hash(status) == hash(Status("frozen"))
    assert pickle.loads(pickle.dumps(status)) == status and list(Status) == [
        Status.OPEN,
        Status.ANSWERED,
        Status.CLOSED,
        Status.WAITING,
    ]
    assert plazo._wire.to_wire(status) == "frozen"


def test_a_reply_that_lacks_a_field_names_the_likely_cause() -> None:
    broken = ticket()
    del broken["clocks"]
    with pytest.raises(plazo.Internal, match="older than this client") as raised:
        fake_customer(reply={"tickets": [broken]}).tickets.list()
    assert raised.value.code == "client.reply"
    with pytest.raises(plazo.Internal, match="expected text, got int"):
        fake_customer(reply={"tickets": [ticket(id=5)]}).tickets.list()


def test_clock_states_of_a_later_release_do_not_break_the_page() -> None:
    later = ticket()
    later["clocks"]["first_response"]["state"] = "frozen"
    clock = fake_customer(reply={"tickets": [later]}).tickets.list().tickets[0].clocks.first_response
    assert clock is not None and clock.state == "frozen" and isinstance(clock.state, ClockState)
