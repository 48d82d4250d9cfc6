"""`policy simulate` and `history export`: a stream of any length, and nothing half-told."""

import json
import subprocess

from conftest import BIN, POLICY

UNTIL = "2026-04-01T00:00:00Z"
BASE = {"plazo": 1, "provider": "Host", "zone": "Europe/Madrid", "languages": ["es", "en"],
        "calendars": {"office": {"weekly": {"mon-fri": ["10:00-20:00"]}, "holidays": []}},
        "channels": {"ticket": {"kind": "ticket", "hours": "always"},
                     "chat": {"kind": "chat", "hours": "office", "outside_hours": {"effect": "refuse"}}},
        "departments": {"technical": {"hours": "always"}}, "priorities": {"normal": {}},
        "topics": {"question": {"ways": [{"channel": "ticket", "department": "technical"}, {"channel": "chat"}]}},
        "otherwise": {"effect": "refuse"},
        "targets": [{"id": "answer", "clock": "first_response", "limit": "PT4H", "measure": "wall_time"}]}


def ticket(account, day, hour, channel="ticket", answer=None, **more):
    at = f"2026-03-{day:02}T{hour:02}:00:00Z"
    past = {"account": account, "facts": {"topic": "question", "channel": channel, "customer": "customer",
                                          "identity": "signed_in"},
            "opened_at": at, "messages": [{"at": at, "by": "customer"}], **more}
    if answer is not None:
        past["messages"].append({"at": f"2026-03-{day:02}T{hour + answer:02}:00:00Z", "by": "staff"})
    return json.dumps(past) + "\n"


def policy_file(plazo, name="policy.json", **changes):
    path = plazo.folder / name
    path.write_text(json.dumps({**BASE, **changes}))
    return path


def history_file(plazo, text):
    path = plazo.folder / "history.jsonl"
    path.write_text(text)
    return path


def simulate(plazo, policy, history, *more, **options):
    return plazo.json("policy", "simulate", policy, "--history", history, "--until", UNTIL, *more, **options)


def test_a_file_and_standard_input_say_the_same(plazo):
    policy = policy_file(plazo)
    text = ticket("a", 2, 9, answer=1) + ticket("a", 3, 9, answer=5) + ticket("b", 7, 12, channel="chat")
    reply = simulate(plazo, policy, history_file(plazo, text))
    assert reply["read"] == 3
    total = reply["report"]["total"]
    assert (total["tickets"], total["refused"], total["breached_first_response"]) == (3, 1, 1)
    assert [(w["department"], w["week"]) for w in reply["report"]["weeks"]] == [("", "2026-W10"), ("technical", "2026-W10")]
    assert reply["report"]["turned_away"] == [{"rule": "chat", "tickets": 1}]
    assert simulate(plazo, policy, "-", input=text.encode()) == reply
    assert simulate(plazo, policy, "-", input=text.rstrip("\n").encode()) == reply, "the last line needs no end"
    people = plazo.ok("policy", "simulate", policy, "--history", plazo.folder / "history.jsonl", "--until", UNTIL)
    assert "breached_first_response" in people and "2026-W10" in people and "chat" in people


def test_the_parts_add_up_to_the_whole(plazo):
    """More than one request holds, with one account over all parts, whose tickets are counted on."""
    limit = {"id": "many", "counts": "tickets", "window": "P1D", "then": [{"occurrences": 3, "measure": "refusal"}]}
    policy = policy_file(plazo, fair_use={"limits": [limit]})
    days = 3000
    lines = [ticket("a", 1 + n * 28 // days, n % 3 * 6, answer=1, checked=["x" * 60] * 20) for n in range(days)]
    text = "".join(sorted(lines, key=lambda line: json.loads(line)["opened_at"]))
    assert len(text) > 4 << 20
    reply = simulate(plazo, policy, history_file(plazo, text))
    total = reply["report"]["total"]
    assert reply["read"] == days and total["tickets"] == days
    assert total["refused"] > days - 100, "about a hundred a day, and two are taken"
    # In one part by the operation itself, without what makes the lines long.
    short = "".join(json.dumps({k: v for k, v in json.loads(line).items() if k not in ("checked", "messages")}) + "\n"
                    for line in text.splitlines())
    short = short[: short.rfind("\n", 0, 700_000) + 1]
    request = {"text": policy.read_text(), "history": short, "until": UNTIL}
    whole = plazo.json("call", "policy.simulate", "-", input=json.dumps(request).encode(), env={"PLAZO_DATABASE": ""})
    again = simulate(plazo, policy, "-", input=short.encode())
    assert again["report"] == whole["report"]


def test_a_bad_line_is_told_by_its_number_and_nothing_else(plazo):
    policy = policy_file(plazo)
    good = ticket("a", 2, 9)
    filler = "".join(ticket(f"c{n}", 2, 9, checked=["x" * 60] * 20) for n in range(800))  # a part of its own
    bad = filler + good + '{"account":"x","facts":{"topik":"y"},"opened_at":"yesterday"}\n' + good
    error = plazo.fails(3, "policy", "simulate", policy, "--history", history_file(plazo, bad), "--until", UNTIL)
    assert error["code"] == "history.invalid" and "line 802" in error["message"]
    assert {p["path"] for p in error["problems"]} == {"/history/802/facts/topik", "/history/802/opened_at"}
    done = plazo.run("policy", "simulate", policy, "--history", plazo.folder / "history.jsonl", "--until", UNTIL)
    assert done.returncode == 3 and done.stdout == b"" and b"/history/802/opened_at" in done.stderr
    for line, code in [("not json", "history.invalid"), ('{"a":"\x01"}', "history.invalid"), ("x" * 3_000_000, "history.invalid")]:
        error = plazo.fails(3, "policy", "simulate", policy, "--history", "-", "--until", UNTIL, input=(good + line + "\n").encode())
        assert error["code"] == code and error["problems"][0]["path"] == "/history/2", line[:20]
    error = plazo.fails(3, "policy", "simulate", policy, "--history", "-", "--until", UNTIL, input=good.encode() + b'{"account":"\xff"}\n')
    assert error["code"] == "history.not_utf8" and "line 2" in error["message"]
    unordered = ticket("a", 3, 9) + ticket("a", 2, 9)
    error = plazo.fails(3, "policy", "simulate", policy, "--history", "-", "--until", UNTIL, input=unordered.encode())
    assert error["problems"][0]["path"] == "/history/2/opened_at"


def test_what_stands_in_the_way(plazo):
    policy = policy_file(plazo)
    assert plazo.fails(2, "policy", "simulate", policy, "--history", "none.jsonl")["code"] == "cli.unreadable"
    assert plazo.fails(2, "policy", "simulate", policy)["code"] == "cli.usage"
    assert plazo.fails(2, "policy", "simulate", "-", "--history", "-", input=b"")["code"] == "cli.usage"
    bad = policy_file(plazo, "bad.json", zone="Mars/Olympus")
    assert plazo.fails(3, "policy", "simulate", bad, "--history", "-", input=b"")["code"] == "policy.invalid"
    assert simulate(plazo, policy, "-", input=b"")["read"] == 0


def test_against_another_policy(plazo):
    policy = policy_file(plazo)
    slower = policy_file(plazo, "slower.json", targets=[{**BASE["targets"][0], "limit": "PT6H"}])
    text = ticket("a", 2, 9, answer=1) + ticket("a", 3, 9, answer=5)
    reply = simulate(plazo, policy, history_file(plazo, text), "--against", slower)
    assert reply["report"]["total"]["breached_first_response"] == 1
    assert reply["against"]["total"]["breached_first_response"] == 0
    people = plazo.ok("policy", "simulate", policy, "--history", plazo.folder / "history.jsonl", "--until", UNTIL,
                      "--against", slower)
    line = next(line for line in people.splitlines() if line.startswith("breached_first_response"))
    assert line.split()[1:4] == ["1", "0", "-1"]


def test_progress_is_told_only_where_it_is_wished(plazo):
    policy = policy_file(plazo)
    done = plazo.run("policy", "simulate", policy, "--history", "-", "--until", UNTIL, input=ticket("a", 2, 9).encode())
    assert done.returncode == 0 and done.stderr == b""
    # A pipe that stays open for more than a second, so that there is something to tell.
    words = ["policy", "simulate", str(policy), "--history", "-", "--until", UNTIL, "--progress"]
    process = subprocess.Popen([BIN, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=plazo.env)
    part = "".join(ticket(f"c{n}", 2, 9, checked=["x" * 60] * 20) for n in range(700)).encode()
    for _ in range(200):
        process.stdin.write(part)
        process.stdin.flush()
        if process.poll() is not None:
            break
    out, told = process.communicate()
    assert process.returncode == 0 and b"in all" in out
    assert all(line.endswith(b" tickets") for line in told.splitlines())


def test_export_is_what_simulate_reads(desk):
    desk.call("customer.put", {"reference": "1017", "name": "Zapatería Ñandú"})
    for n in range(3):
        desk.call("ticket.open", {"department": "technical", "subject": f"Secreto {n}", "body": "NADIE"}, as_="customer:1017")
    lines = desk.ok("history", "export")
    assert len(lines.splitlines()) == 3 and "Secreto" not in lines and "NADIE" not in lines
    assert {json.loads(line)["account"] for line in lines.splitlines()} == {"1017"}
    reply = desk.json("policy", "simulate", POLICY, "--history", "-", input=lines.encode())
    assert reply["read"] == 3 and reply["report"]["total"]["tickets"] == 3
    assert desk.fails(2, "history", "export", env={"PLAZO_DATABASE": ""})["code"] == "cli.no_database"


def test_export_carries_calls_and_guests_there_and_back(desk):
    policy = policy_file(desk)
    desk.ok("policy", "install", policy)
    desk.call("customer.put", {"reference": "1017", "name": "Zapatería Ñandú"})
    chat = desk.call("session.start", {"customer": "1017", "channel": "chat", "topic": "question"})["session"]["id"]
    desk.call("session.end", {"session": chat})
    desk.call("session.start_guest", {"channel": "chat", "topic": "question", "name": "NADIE", "address": "+34 600 111 222"})
    lines = desk.ok("history", "export")
    assert "NADIE" not in lines and "600 111" not in lines
    calls = [json.loads(line) for line in lines.splitlines()]
    assert [call["kind"] for call in calls] == ["session", "session"]
    assert {call["account"] for call in calls if not call["account"].startswith("guest ")} == {"1017"}
    total = desk.json("policy", "simulate", policy, "--history", "-", input=lines.encode())["report"]["total"]
    assert total["tickets"] == 2 and total["allowed"] == 2, "staff noted them, so they are advised"
    assert total["work"] == 0 and total["work_unknown"] == 1


def test_versions_are_compared_by_their_numbers(desk):
    changed = json.loads(json.dumps(BASE))
    changed["targets"][0]["limit"] = "PT6H"
    first = policy_file(desk, "first.json")
    second = desk.folder / "second.json"
    second.write_text(json.dumps(changed))
    desk.ok("policy", "install", first)
    desk.ok("policy", "install", second)
    files = desk.ok("policy", "diff", first, second, "--locale", "en")
    assert "6" in files
    assert desk.ok("policy", "diff", "--from", 2, "--to", 3, "--locale", "en") == files
    assert desk.ok("policy", "diff", "--from", 2, "--locale", "en") == files, "against the one in force"
    assert desk.ok("policy", "diff", second, "--from", 2, "--locale", "en") == files, "a file against a version"
    assert desk.ok("policy", "diff", first, "--to", 3, "--locale", "en") == files
    assert desk.ok("policy", "diff", second, "--locale", "en") == "both say the same\n", "against the one in force"
    error = desk.fails(3, "policy", "diff", "--from", 9)
    assert error["problems"][0]["path"] == "/from"
    assert desk.fails(2, "policy", "diff", first, second, "--from", 2)["code"] == "cli.usage"
    assert desk.fails(2, "policy", "diff", "--from", 1, env={"PLAZO_DATABASE": ""})["code"] == "cli.no_database"
