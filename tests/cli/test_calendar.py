"""Calendars on the command line: files in, answers out, and what is wrong with a file. The page's examples are in
test_calendars_page.py."""

import json

OFFICE = b"""// ours
{ "zone": "Europe/Madrid", /* peninsular */
  "weekly": { "mon-fri": ["10:00-20:00"], "sat": ["10:00-14:00"] }, "holidays": ["12-25"] }"""
FRIDAY = "2026-03-27T19:30:00+01:00"


def test_json_is_the_library_s_answer(plazo):
    sum_ = plazo.json("calendar", "add", "-", "--from", FRIDAY, "--open", "PT2H", input=OFFICE)
    assert sum_["at"] == "2026-03-28T10:30:00.000Z" and sum_["local"] == "2026-03-28T11:30:00.000+01:00"
    assert [i["open"] for i in sum_["explanation"]["intervals"]] == [1_800_000, 5_400_000]
    back = plazo.json("calendar", "subtract", "-", "--until", sum_["at"], "--open", "PT2H", input=OFFICE)
    assert back["at"] == "2026-03-27T18:30:00.000Z"
    between = plazo.json("calendar", "between", "-", "--from", FRIDAY, "--to", sum_["at"], input=OFFICE)
    assert between["open"] == 7_200_000
    week = plazo.json("calendar", "week", "-", "--date", "2026-03-29", input=OFFICE)
    assert [day["open"] // 3_600_000 for day in week["days"]] == [10, 10, 10, 10, 10, 4, 0]
    assert week["days"][6]["length"] == 23 * 3_600_000


def test_now_is_the_clock_of_the_command(plazo):
    status = plazo.json("calendar", "status", "-", "--now", "2026-03-02T09:00:00Z", input=OFFICE)
    assert status["open"] and status["changes"] == "2026-03-02T19:00:00.000Z"
    week = plazo.json("calendar", "week", "-", "--now", "2026-03-02T09:00:00Z", input=OFFICE)
    assert week["days"][0]["date"] == "2026-03-02"


def test_a_bad_calendar_gives_all_findings_with_help(plazo):
    bad = b'{"zone": "CEST", "weekly": {"mon": ["10:00-25:00"]}, "holidays": ["2026-02-31", {"on": "2026-08-15/2026-08-01"}]}'
    error = plazo.fails(3, "calendar", "add", "-", "--from", FRIDAY, "--open", "PT2H", input=bad)
    assert error["code"] == "calendar.invalid"
    assert {p["path"] for p in error["problems"]} == {"/zone", "/weekly/mon/0", "/holidays/0", "/holidays/1"}
    assert any("Europe/Madrid" in p["message"] for p in error["problems"])
    done = plazo.run("calendar", "check", "-", "--json", input=bad)
    report = json.loads(done.stdout)
    assert done.returncode == 1 and not report["usable"] and all(f["help"] for f in report["findings"])
    shape = plazo.fails(3, "calendar", "week", "-", input=b'{"zone": "UTC", "wekly": {}}')
    assert shape["problems"][0]["path"] == "/wekly" and "weekly" in shape["problems"][0]["message"]
    for text in (b"", b"{", b"[]", b"null", b"// only a comment"):
        assert plazo.fails(3, "calendar", "status", "-", input=text)["code"] == "calendar.invalid"


def test_warnings_do_not_hinder_and_go_to_standard_error(plazo):
    done = plazo.run("calendar", "status", "-", "--at", FRIDAY, "--json",
                     input=b'{"zone": "UTC", "weekly": {"daily": ["00:00-23:59"]}}')
    assert done.returncode == 0 and json.loads(done.stdout)["open"]
    assert b"interval.missing_minute" in done.stderr


def test_what_is_asked_must_make_sense(plazo):
    for words in (["--open", "PT2H", "--days", "1"], [], ["--open", "PT2H", "--cut-off", "16:00"]):
        assert plazo.fails(2, "calendar", "add", "-", "--from", FRIDAY, *words, input=OFFICE)["code"] == "cli.usage"
    error = plazo.fails(3, "calendar", "add", "-", "--from", "tomorrow", "--open", "2 hours", input=OFFICE)
    assert {p["path"] for p in error["problems"]} == {"/from", "/open"}
    error = plazo.fails(3, "calendar", "add", "-", "--from", FRIDAY, "--days", "1", "--cut-off", "25:00", input=OFFICE)
    assert error["problems"][0]["path"] == "/cut_off"


def test_a_policy_needs_the_name_of_a_calendar(plazo):
    from conftest import POLICY
    error = plazo.fails(2, "calendar", "week", POLICY)
    assert error["code"] == "calendar.policy" and "--calendar" in error["message"]
    assert plazo.fails(3, "calendar", "week", POLICY, "--calendar", "no-such")["code"] == "calendar.unknown"
    document = plazo.json("policy", "check", POLICY)["document"]
    # One without a zone of its own keeps the policy's.
    document["calendars"] = {"office": {"weekly": {"mon-fri": ["10:00-20:00"]}},
                             "canaries": {"zone": "Atlantic/Canary", "weekly": {"daily": ["22:00-06:00"]}}}
    given = json.dumps(document).encode()
    for name, zone in (("office", document["zone"]), ("canaries", "Atlantic/Canary")):
        status = plazo.json("calendar", "status", "-", "--calendar", name, "--at", FRIDAY, input=given)
        assert status["zone"] == zone and status["open"] == (name == "office")
    error = plazo.fails(3, "calendar", "week", "-", "--calendar", "offcie", input=given)
    assert "`office`" in error["message"] and "`canaries`" in error["message"]
    document["calendars"]["office"]["holidays"] = ["2026-02-31"]
    bad = plazo.run("calendar", "check", "-", "--calendar", "office", "--json", input=json.dumps(document).encode())
    assert bad.returncode == 1 and json.loads(bad.stdout)["findings"][0]["path"] == "/holidays/0"


def test_never(plazo):
    ended = b'{"zone": "UTC", "weekly": {"daily": ["00:00-24:00"]}, "valid_to": "2026-03-31"}'
    assert "at" not in plazo.json("calendar", "add", "-", "--from", "2026-04-01T00:00:00Z", "--open", "PT1S", input=ended)
    text = plazo.ok("calendar", "add", "-", "--from", "2026-04-01T00:00:00Z", "--open", "PT1S", input=ended)
    assert "never" in text
    assert "never opens again" in plazo.ok("calendar", "status", "-", "--at", "2026-04-01T00:00:00Z", input=ended)


def test_a_feed_goes_into_a_calendar(plazo):
    feed = ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:\x1b[31mSan Isidro\r\nDTSTART;VALUE=DATE:20260515\r\n"
            "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Cambio de hora\r\nDTSTART;VALUE=DATE:20260329\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n").replace("\x1b", "").encode()
    done = plazo.run("calendar", "import", "-", input=feed)
    assert done.returncode == 0 and b"Cambio de hora" in done.stderr and b"Cambio de hora" not in done.stdout
    holidays = json.loads("{" + done.stdout.decode() + "}")["holidays"]
    calendar = {**json.loads(OFFICE.split(b"\n", 1)[1].replace(b"/* peninsular */", b"")), "holidays": holidays}
    assert plazo.json("calendar", "status", "-", "--at", "2026-05-15T10:00:00Z",
                      input=json.dumps(calendar).encode())["open"] is False
    taken = plazo.json("calendar", "import", "-", "--take", "b", "--leave", "a", input=feed)
    assert [event["name"] for event in taken["taken"]] == ["b"] and [e["code"] for e in taken["left"]] == ["unticked"]
    assert plazo.fails(3, "calendar", "import", "-", input=b"hola")["code"] == "feed.malformed"


def test_a_name_steers_no_terminal(plazo):
    calendar = json.dumps({"zone": "UTC", "weekly": {"daily": ["00:00-24:00"]},
                           "holidays": [{"on": "05-15", "names": {"en": "\u202eevil"}}]}).encode()
    text = plazo.ok("calendar", "status", "-", "--at", "2026-05-15T10:00:00Z", input=calendar)
    assert "\u202e" not in text and "\\u202E" in text


def test_affected_lists_open_deadlines_that_a_changed_calendar_would_move(desk):
    policy = {
        "plazo": 1, "provider": "P", "zone": "Europe/Madrid", "languages": ["es"],
        "calendars": {"office": {"weekly": {"mon-fri": ["09:00-18:00"]}, "holidays": []}},
        "departments": {"technical": {}}, "priorities": {"regular": {}},
        "targets": [{"id": "t", "limit": "PT4H", "hours": "office"}],
    }
    desk.call("policy.install", {"document": policy})
    request = json.dumps({"department": "technical", "subject": "s", "body": "b"})
    desk.json("call", "ticket.open", request, "--as", "customer:1017", "--now", "2026-03-02T16:00:00Z")
    assert desk.json("calendar", "affected") == {"deadlines": []}
    policy["calendars"]["office"]["holidays"] = [{"on": "2026-03-03"}]
    tried = desk.json("calendar", "affected", "-", input=json.dumps(policy).encode())["deadlines"]
    assert desk.json("calendar", "affected") == {"deadlines": []}, "a policy that is tried is not installed"
    desk.call("policy.install", {"document": policy})
    moved = desk.json("calendar", "affected")["deadlines"]
    assert [(m["cause"], m["due_at"], m["would_be"]) for m in moved] == [
        ("calendar", "2026-03-03T11:00:00.000Z", "2026-03-04T11:00:00.000Z")]
    assert tried == moved
    assert "another calendar" in desk.ok("calendar", "affected")


def test_a_policy_with_fragments_from_another_folder(plazo):
    (plazo.folder / "shared").mkdir()
    (plazo.folder / "policies").mkdir()
    (plazo.folder / "shared" / "hours.jsonc").write_text(json.dumps(
        {"calendars": {"office": {"weekly": {"mon-fri": ["10:00-20:00"]}, "holidays": []}}}))
    policy = plazo.folder / "policies" / "policy.jsonc"
    policy.write_text(json.dumps({
        "include": ["../shared/hours.jsonc"], "plazo": 1, "provider": "Host", "zone": "Europe/Madrid", "languages": ["es"],
        "departments": {"technical": {}}, "priorities": {"normal": {}}}))
    words = ["calendar", "status", policy, "--calendar", "office", "--at", "2026-03-02T10:00:00Z"]
    assert plazo.fails(2, *words)["code"] == "policy.fragment_outside"
    assert plazo.json(*words, "--fragments", plazo.folder)["open"] is True
