"""The typed client: values, sessions, handles."""

import gc
import os
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import List
from zoneinfo import ZoneInfo

import pytest
from conftest import POLICY, ROOT, populate

import plazo
from plazo.types import ClockState, ContactFields, Locale, Permission, Status

NOW = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)


def open_ticket(session: plazo.CustomerSession) -> plazo.types.TicketView:
    return session.tickets.open(subject="Web caída", body="No responde", department="technical").ticket


def test_a_ticket_and_its_promise_are_values_of_python(folder: Path) -> None:
    with plazo.Desk.open(folder / "desk.db", create=True, now=NOW) as desk:
        populate(desk)
        ticket = open_ticket(desk.customer("1017", contact="eva"))
        promise = ticket.clocks.first_response
        assert promise is not None
        assert promise.due_at == datetime(2026, 3, 2, 9, 10, tzinfo=timezone.utc)
        assert promise.due_at.tzinfo is timezone.utc
        assert promise.target == promise.time_left == timedelta(minutes=10)
        assert promise.state is ClockState.RUNNING and promise.state == "running" and str(promise.state) == "running"
        assert promise.met_at is None
        assert isinstance(ticket.id, str) and re.fullmatch(r"[1-9]\d{0,18}", ticket.id)
        with pytest.raises(FrozenInstanceError):
            ticket.subject = "other"  # type: ignore[misc]


def test_the_story_as_the_example_plays_it() -> None:
    out = subprocess.run([sys.executable, ROOT / "examples/python/story.py"], check=True, capture_output=True, text=True).stdout
    assert "Luis, who sees bills only, is refused: contact.no_tickets" in out
    assert "the promise is met: Respondido dentro del plazo prometido de 10 minutos." in out
    assert "The desk is sound: True" in out


def test_the_snippet_of_the_readme(folder: Path) -> None:
    with plazo.Desk.open(folder / "desk.db", create=True) as desk:
        populate(desk)
    snippet = (ROOT / "docs/snippets/python.py").read_text("utf-8")
    assert len(snippet.splitlines()) <= 10
    out = subprocess.run(
        [sys.executable, "-c", snippet], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
    assert re.fullmatch(r"\w{4}-\w{4} Te responderemos en 10 minutos como máximo: .*\nticket.not_found\n", out)


def test_instants_need_a_zone_and_keep_their_instant(folder: Path) -> None:
    with pytest.raises(TypeError, match="without a time zone"):
        plazo.Desk.open(folder / "desk.db", create=True, now=datetime(2026, 3, 2))
    # The second 2:30 of the night in which the clocks go back.
    night = datetime(2026, 10, 25, 2, 30, 0, 123_456, tzinfo=ZoneInfo("Europe/Madrid"), fold=1)
    with plazo.Desk.open(folder / "desk.db", create=True, now=night) as desk:
        installed = desk.policy.install(document=POLICY)
        assert installed.installed_at == datetime(2026, 10, 25, 1, 30, 0, 123_000, tzinfo=timezone.utc)


def test_durations_go_as_timedelta_or_iso_text(desk: plazo.Desk) -> None:
    assert desk.tick(budget=timedelta(seconds=1)).more is False
    assert desk.tick(budget="PT1S").more is False
    with pytest.raises(ValueError, match="whole milliseconds"):
        desk.tick(budget=timedelta(microseconds=1500))
    with pytest.raises(plazo.Invalid) as error:
        desk.tick(budget=timedelta(minutes=6))
    assert error.value.problems[0].path == "/budget"


def test_what_is_left_out_takes_the_defaults_of_the_library(desk: plazo.Desk) -> None:
    put = desk.customers.put(reference="3000", name="Sol", contacts=[ContactFields(reference="a", name="A")])
    assert (put.locale, put.zone) == (Locale.ES, None)
    assert put.contacts[0] == ContactFields(reference="a", name="A", email=None, tickets=False, billing=False)
    member = desk.staff.put(reference="leo", name="Leo", permissions=[Permission.TICKETS_READ])
    assert member.active and member.departments is None


def test_what_comes_back_can_be_sent_again(desk: plazo.Desk) -> None:
    document = desk.policy.current().document
    assert document.first_response == timedelta(minutes=10)
    assert list(document.priorities) == ["regular", "high"]
    assert desk.policy.install(document=document).document == document


def test_a_session_has_what_its_actor_may_call(desk: plazo.Desk) -> None:
    assert not hasattr(desk.guest(), "tickets")
    assert not hasattr(desk.customer("1017").tickets, "queue")
    assert not hasattr(desk.staff_member("ana").on_behalf_of("1017").tickets, "reply")
    assert desk.guest(locale="en").policy.current().version == 1


def test_staff_look_through_a_customers_eyes(desk: plazo.Desk) -> None:
    ticket = open_ticket(desk.customer("1017"))
    ana = desk.staff_member("ana", locale="en", address="192.0.2.7")
    ana.tickets.note(ticket=ticket.id, body="moroso")
    assert len(ana.tickets.get(ticket=ticket.id).messages) == 2
    eyes = ana.on_behalf_of("1017", contact="eva")
    assert len(eyes.tickets.get(ticket=ticket.id).messages) == 1
    assert eyes.tickets.list(status=Status.OPEN).tickets[0].id == ticket.id


def test_text_of_all_kinds_arrives(desk: plazo.Desk) -> None:
    body = "tabs\tand\n\"quotes\" \\ € 𝄞 \U0001f600\u2028"
    customer = desk.customer("1017")
    ticket = customer.tickets.open(subject="ñ € 𝄞", body=body, department="technical").ticket
    page = customer.tickets.get(ticket=ticket.id)
    assert (page.ticket.subject, page.messages[0].body) == ("ñ € 𝄞", body)


def test_a_lone_surrogate_is_the_librarys_to_refuse(desk: plazo.Desk) -> None:
    with pytest.raises(plazo.Invalid) as error:
        desk.customer("1017").tickets.search(query="a\ud800b")
    assert error.value.code in ("request.not_utf8", "request.not_json", "request.invalid")


def test_plain_json_for_what_has_no_method(desk: plazo.Desk) -> None:
    reply = desk.customer("1017").call("ticket.list", {"limit": 1})
    assert reply == {"tickets": []}
    with pytest.raises(plazo.Invalid) as error:
        desk.call("ticket.opne")
    assert error.value.code == "operation.unknown"
    with pytest.raises(ValueError, match="zero byte"):
        desk.call("tick\0et.open")
    with pytest.raises(TypeError, match="cannot be part of a request"):
        desk.call("tick", {"budget": 1.5})


def test_a_closed_handle_says_so(folder: Path) -> None:
    desk = plazo.Desk.open(folder / "desk.db", create=True)
    guest = desk.guest()
    desk.close()
    desk.close()
    assert desk.closed and repr(desk) == "<plazo.Desk (closed)>"
    for call in (desk.status, desk.guest):
        with pytest.raises(plazo.Invalid) as error:
            call()
        assert error.value.code == "handle.closed"
    # The session keeps the desk alive.
    with guest, pytest.raises(plazo.Unavailable) as none:
        guest.policy.current()
    assert none.value.code == "policy.none"
    with pytest.raises(plazo.Invalid) as closed:
        guest.policy.current()
    assert closed.value.code == "handle.closed"


def test_handles_go_in_any_order(folder: Path) -> None:
    def descriptors() -> List[str]:
        links = (os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{fd}"))
        return sorted(link for link in links if str(folder) in link)

    with plazo.Desk.open(folder / "desk.db", create=True) as first:
        populate(first)
    gc.collect()
    # One descriptor of the file and one of its log's index stay for the life of the process: closing
    # them would drop the locks of the host's own connections.
    kept = descriptors()
    assert len(kept) <= 2
    for order in ("desk first", "session first", "cycle"):
        desk = plazo.Desk.open(folder / "desk.db")
        tickets = desk.customer("1017").tickets
        if order == "cycle":
            desk.itself = tickets.itself = [desk, tickets]  # type: ignore[attr-defined]
            del desk, tickets
        elif order == "desk first":
            del desk
            assert tickets.list().tickets == ()
            del tickets
        else:
            del tickets
            assert desk.status().engine == "sqlite"
            del desk
        gc.collect()
        assert descriptors() == kept, order


def test_handles_that_outlive_the_interpreter(folder: Path) -> None:
    script = f"""
import plazo, sys
desk = plazo.Desk.open({str(folder / 'desk.db')!r}, create=True)
guest = desk.guest()
sys.modules["keeps"] = guest
class Late:
    def __del__(self, desk=desk):
        desk.status()
late = Late()
late.itself = late
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_one_version() -> None:
    import json

    version = plazo.version()
    major, minor, patch = (int(part) for part in version.split("."))
    assert plazo._core.VERSION_NUMBER == major * 10000 + minor * 100 + patch
    assert json.loads(plazo._core.catalogue())["version"] == version
    cmake = re.search(r"project\(plazo VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text("utf-8"))
    assert cmake and cmake.group(1) == version
