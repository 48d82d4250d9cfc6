"""What people see: snapshots, colours, the width of the terminal, and texts that would steer it."""

import json
import re

from conftest import NOW, open_ticket

LATER = "2026-03-02T09:04:00Z"


def populate(desk):
    for as_, subject, more in (("customer:1017", "Servidor caído", {"priority": "high"}), ("customer:2000", "Invoice", {})):
        desk.json("call", "ticket.open", json.dumps({"department": "technical", "subject": subject, "body": "a\nb", **more}),
                  "--as", as_, "--now", NOW)


def without_ids(text):
    text = re.sub(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", "REFE-RENC", text)
    return re.sub(r"\d{19}", "ID", text)


def test_the_queue_as_a_table(desk):
    populate(desk)
    assert without_ids(desk.ok("call", "ticket.queue", "--as", "staff:ana", "--now", LATER)) == """\
REFERENCE  SUBJECT         CUSTOMER  PRIORITY  STATUS  FIRST ANSWER  ID
REFE-RENC  Servidor caído  1017      Alta      open    6 min left    ID
REFE-RENC  Invoice         2000      Normal    open    6 min left    ID
"""
    first_page = ["call", "ticket.queue", '{"limit":1}', "--as", "staff:ana", "--now", LATER]
    following = desk.json(*first_page)["next"]
    assert desk.ok(*first_page).endswith(f'there are more: repeat with "after": "{following}"\n')
    missed = desk.ok("call", "ticket.queue", "--as", "staff:ana", "--now", "2026-03-02T10:00:00Z")
    assert "missed, was due 2026-03-02 10:10 CET" in missed
    assert desk.ok("call", "ticket.list", "--as", "staff:ana@customer:1017").count("\n") == 2


def test_an_empty_queue(desk):
    assert desk.ok("call", "ticket.queue", "--as", "staff:ana") == "no tickets\n"


def test_a_ticket_with_its_messages(desk):
    populate(desk)
    ticket = desk.call("ticket.list", as_="customer:1017")["tickets"][0]["id"]
    desk.json("call", "ticket.note", json.dumps({"ticket": ticket, "body": "only us"}), "--as", "staff:ana", "--now", LATER)
    shown = desk.ok("call", "ticket.get", json.dumps({"ticket": ticket}), "--as", "staff:ana", "--now", LATER)
    assert without_ids(shown) == """\
ticket
  id:              ID
  reference:       REFE-RENC
  customer:        1017
  subject:         Servidor caído
  department:      technical
  department name: Cuestiones técnicas
  priority:        high
  priority name:   Alta
  status:          open
  opened at:       2026-03-02 10:00 CET
  updated at:      2026-03-02 10:00 CET
  waiting since:   2026-03-02 10:00 CET
  tags: none
  clocks
    first response
      state:      running
      promise:    limit
      rule:       first_response
      target:     10 min
      started at: 2026-03-02 10:00 CET
      due at:     2026-03-02 10:10 CET
      used:       4 min
      time left:  6 min
      zone:       Europe/Madrid
      text:       Te responderemos en 10 minutos como máximo: antes del 2 de marzo de 2026 a las 10:10 (Europe/Madrid).
messages
  Zapatería Ñandú (customer), 2026-03-02 10:00 CET
    a
    b

  Ana (staff, private note), 2026-03-02 10:04 CET
    only us
"""


def test_colours_only_on_a_terminal_and_never_with_no_color(desk):
    populate(desk)
    words = ["call", "ticket.queue", "--as", "staff:ana", "--now", LATER]
    assert "\033[" not in desk.ok(*words)
    assert "\033[1m" in desk.on_terminal(*words)
    assert "\033[" not in desk.on_terminal(*words, env={"NO_COLOR": "1"})
    assert "\033[" not in desk.on_terminal(*words, env={"TERM": "dumb"})
    assert json.loads(desk.on_terminal(*words, "--json", columns=400))["tickets"]


def test_a_narrow_terminal_cuts_the_subject(desk):
    open_ticket(desk, request={"subject": "Ñandú " * 30})
    shown = desk.on_terminal("call", "ticket.queue", "--as", "staff:ana", env={"NO_COLOR": "1"}, columns=110)
    lines = shown.splitlines()
    assert all(len(line) <= 110 for line in lines) and "…" in lines[1]
    assert re.search(r"\d{19}", lines[1])  # what one copies is never cut


def test_texts_cannot_steer_the_terminal(desk):
    hostile = "a\u202eb\u009b31mc\u2066d"
    open_ticket(desk, request={"body": hostile + "\nsecond"})
    ticket = desk.call("ticket.list", as_="customer:1017")["tickets"][0]["id"]
    shown = desk.on_terminal("call", "ticket.get", json.dumps({"ticket": ticket}), "--as", "staff:ana", env={"NO_COLOR": "1"})
    assert "a\\u202Eb\\x9B31mc\\u2066d\n" in shown.replace("\\u202e", "\\u202E")
    assert not any(c in shown for c in "\u202e\u009b\u2066\033")
    error = desk.run("call", "no\033]0;owned\007such").stderr
    assert b"\033" not in error and b"\007" not in error


def test_without_a_terminal_size_and_without_a_terminal_at_all(desk):
    populate(desk)
    assert desk.on_terminal("call", "ticket.queue", "--as", "staff:ana", columns=0)
    done = desk.run("call", "ticket.queue", "--as", "staff:ana", start_new_session=True)
    assert done.returncode == 0


def test_durations_instants_and_bytes_are_readable(desk):
    status = desk.ok("call", "desk.status")
    assert re.search(r"database bytes: +[\d.]+ (bytes|KiB)", status)
    zone = desk.ok("policy", "install", "-", input=desk.ok("policy", "show").encode(), env={"TZ": "America/Bogota"})
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? -05", zone)
