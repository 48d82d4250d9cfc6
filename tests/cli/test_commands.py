"""Every command and every exit code; with --json one document, whatever happens."""

import json
import os
import stat
import subprocess

import pytest

from conftest import BIN, NOW, POLICY, open_ticket


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def test_init_makes_a_private_folder_and_database(plazo):
    made = plazo.json("init", preexec_fn=lambda: os.umask(0))
    assert made["created"] and mode(os.path.dirname(plazo.database)) == 0o700 and mode(plazo.database) == 0o600
    assert not plazo.json("init")["created"]


def test_init_warns_of_a_shared_folder_and_tells_why_it_cannot(plazo):
    os.mkdir(os.path.dirname(plazo.database))
    os.chmod(os.path.dirname(plazo.database), 0o755)
    done = plazo.run("init")
    assert done.returncode == 0 and b"chmod 700" in done.stderr
    assert plazo.fails(8, "init", "--database", "/nonexistent/folder/desk.db")["code"] == "cli.folder"


def test_database_by_option_goes_before_the_environment(plazo):
    other = str(plazo.folder / "other" / "desk.db")
    plazo.ok("init", "--database", other)
    assert os.path.exists(other) and not os.path.exists(plazo.database)
    plazo.ok("--database", other, "verify")


@pytest.mark.parametrize("words", [["init"], ["tick"], ["worker"], ["backup", "x"], ["restore", "x"], ["verify"], ["doctor"],
                                   ["policy", "install", POLICY], ["policy", "show"], ["call", "ticket.queue", "--as", "staff:ana"]])
def test_without_a_database(plazo, words):
    del plazo.env["PLAZO_DATABASE"]
    error = plazo.fails(2, *words)
    assert error["code"] == "cli.no_database" and "PLAZO_DATABASE" in error["message"]


def test_pure_operations_need_none(plazo):
    del plazo.env["PLAZO_DATABASE"]
    assert plazo.call("policy.check", {"text": "{}"})["installable"] is False
    assert plazo.call("desk.status")["engine"] == "none"
    plazo.ok("policy", "check", POLICY)


def test_call_takes_the_request_as_argument_from_standard_input_or_not_at_all(desk):
    request = {"reference": "3000", "name": "Ñ"}
    assert desk.call("customer.put", request)["name"] == "Ñ"
    assert desk.json("call", "customer.put", "-", input=json.dumps(request).encode())["reference"] == "3000"
    assert desk.call("desk.status")["schema_version"] >= 1
    # Not read unless asked for: with a silent standard input it must not wait.
    silent, _keep = os.pipe()
    subprocess.run([BIN, "call", "desk.status"], env=desk.env, stdin=silent, capture_output=True, timeout=20, check=True)


def test_a_wrong_request_lists_everything_with_its_path(desk):
    error = desk.fails(3, "call", "ticket.open", '{"subjet":"a","body":7,"body":8}', "--as", "customer:1017")
    assert {p["path"] for p in error["problems"]} == {"/subjet", "/subject", "/body"}
    people = desk.run("call", "ticket.open", '{"subjet":"a","body":7}', "--as", "customer:1017").stderr.decode()
    for path in ("/subjet", "/subject", "/body"):
        assert path in people
    error = desk.fails(3, "call", "ticket.open", "-", "--as", "customer:1017", input=b'{\n "a": 1,\n oops }')
    assert error["code"] == "request.not_json" and "line 3, column" in error["message"]
    assert desk.fails(3, "call", "desk.status", "-", input=b'{"\xff":1}')["code"] == "request.not_utf8"
    assert desk.fails(3, "call", "desk.status", "-", input=b"")["code"] == "request.empty"


def test_exit_codes_of_the_categories(desk):
    ticket = open_ticket(desk)
    this = json.dumps({"ticket": ticket["id"]})
    assert desk.fails(3, "call", "no.such")["code"] == "operation.unknown"
    assert desk.fails(4, "call", "ticket.get", '{"ticket":"1"}', "--as", "customer:1017")["category"] == "not_found"
    assert desk.fails(5, "call", "tick", "--as", "staff:ana")["category"] == "refused"
    desk.call("ticket.close", {"ticket": ticket["id"]}, as_="customer:1017")
    assert desk.fails(6, "call", "ticket.close", this, "--as", "customer:1017")["category"] == "conflict"
    assert desk.fails(7, "call", "desk.status", "-", input=b'{"a":"' + b"x" * (2 << 20) + b'"}')["category"] == "limit"
    assert desk.fails(8, "verify", "--database", str(desk.folder / "nowhere.db"))["code"] == "storage.missing"
    (desk.folder / "photo.jpg").write_bytes(b"x" * 5000)
    assert desk.fails(8, "verify", "--database", str(desk.folder / "photo.jpg"))["code"] == "storage.foreign"


@pytest.mark.parametrize("words", [[], ["nonsense"], ["call"], ["policy"], ["policy", "check"], ["init", "extra"], ["--nope"],
                                   ["worker", "--interval", "0"], ["worker", "--interval", "x"], ["completion", "tcsh"],
                                   ["--locale", "xx", "init"], ["backup"], ["restore"], ["catalogue", "no.such"],
                                   ["call", "a", "b", "c"], ["doctor", "x"]])
def test_wrong_command_lines(plazo, words):
    assert plazo.fails(2, *words)["category"] == "invalid"
    assert plazo.run(*words).stdout == b""


def test_json_answers_of_everything_are_one_document(desk):
    for words in (["init"], ["catalogue"], ["catalogue", "ticket.open"], ["tick"], ["verify"], ["policy", "show"],
                  ["policy", "check", POLICY], ["policy", "install", POLICY], ["backup", "copy.db"], ["restore", "copy.db"],
                  ["completion", "bash"], ["--help"], ["call", "--help"], ["--version"]):
        done = desk.run(*words, "--json")
        assert done.returncode == 0, (words, done.stderr)
        assert isinstance(json.loads(done.stdout), dict) and done.stdout.count(b"\n") == 1, words
        assert done.stderr == b"", words


def test_help_documents_the_exit_codes(plazo):
    text = plazo.ok("--help")
    for word in ("0 done", "2 wrong command line", "8 storage unavailable", "PLAZO_DATABASE", "--json"):
        assert word in text
    assert "customer:1017" in plazo.ok("call", "--help")


def test_catalogue(plazo):
    listed = plazo.ok("catalogue")
    whole = plazo.json("catalogue")
    for operation in whole["operations"]:
        assert operation["name"] in listed
        shown = plazo.ok("catalogue", operation["name"])
        assert operation["summary"] in shown
    assert plazo.json("catalogue", "ticket.open")["name"] == "ticket.open"


def test_tick_indexes_and_notes_missed_promises(desk):
    open_ticket(desk, request={})
    assert desk.json("tick")["indexed"] == 1
    assert desk.json("tick", "--now", "2099-01-01T00:00:00Z")["agenda"] == 1
    assert desk.json("tick")["agenda"] == 0


def test_the_clock_can_be_stopped_for_trying_things_out(desk):
    ticket = desk.json(
        "call", "ticket.open", '{"department":"technical","subject":"a","body":"b"}', "--as", "customer:1017", "--now", NOW)
    assert ticket["ticket"]["clocks"]["first_response"]["due_at"] == "2026-03-02T09:10:00.000Z"
    assert desk.fails(3, "tick", "--now", "yesterday")["problems"][0]["path"] == "/now"


def test_verify_finds_what_was_altered(desk):
    assert desk.json("verify") == {"sound": True, "chains": 4, "attachments": 0, "findings": []}
    subprocess.run(["sqlite3", desk.database, "UPDATE event SET body = '{}' WHERE kind LIKE 'staff%'"], check=True)
    done = desk.run("verify", "--json")
    assert done.returncode == 1 and json.loads(done.stdout)["findings"]
    subprocess.run(["sqlite3", desk.database, "CREATE VIEW extra AS SELECT 1; DROP INDEX IF EXISTS nope; DROP TABLE agenda"], check=True)
    problems = [f["problem"] for f in json.loads(desk.run("verify", "--json").stdout)["findings"]]
    assert "view `extra` is no part of the schema" in problems and "table `agenda` is missing" in problems
    assert b"damaged" in desk.run("verify").stdout


def test_broken_pipe_and_full_disk(desk):
    pipe = subprocess.Popen(f"{BIN} catalogue --json | true; exit ${{PIPESTATUS[0]}}", shell=True, executable="/bin/bash",
                            env=desk.env, stderr=subprocess.PIPE)
    error = pipe.stderr.read()
    assert pipe.wait(30) in (0, 141) and error == b""
    # A host that ignores SIGPIPE: a quiet failure of its own.
    ignoring = subprocess.run(["bash", "-c", f"trap '' PIPE; {{ sleep 0.3; {BIN} catalogue --json; echo $? >&2; }} | true"],
                              env=desk.env, stderr=subprocess.PIPE)
    assert ignoring.stderr.strip() == b"10"
    with open("/dev/full", "w") as full:
        done = subprocess.run([BIN, "catalogue"], env=desk.env, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 10 and b"cannot be written" in done.stderr


def test_closed_standard_streams(desk):
    done = subprocess.run(["bash", "-c", f"{BIN} call desk.status - <&- ; echo $?; {BIN} no.such 2>&-; echo $?"],
                          env=desk.env, capture_output=True)
    assert done.stdout.split() == [b"2", b"2"]
    # The database must not get the number of a closed stream and be written to by a message.
    subprocess.run(["bash", "-c", f"{BIN} verify >&- 2>&- <&-"], env=desk.env)
    assert desk.json("verify")["sound"]


@pytest.mark.parametrize("command", [["policy", "check"], ["policy", "install"]])
def test_unreadable_files(desk, command):
    for path in ("/nonexistent", str(desk.folder)):
        assert desk.fails(2, *command, path)["code"] == "cli.unreadable"
    with open(desk.folder / "latin1.json", "wb") as file:
        file.write('{"provider":"Ñ"}'.encode("latin-1"))
    assert desk.fails(3, *command, desk.folder / "latin1.json")["code"] == "policy.not_utf8"
    (desk.folder / "huge.json").write_bytes(b" " * (3 << 20))
    assert desk.fails(7, *command, desk.folder / "huge.json")["code"] == "policy.too_large"
    assert desk.fails(2, *command, "/dev/zero")["code"] == "cli.too_large"
