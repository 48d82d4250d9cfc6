"""Policies: JSON with comments; everything wrong is listed at once, and a bad one installs nothing."""

import json
from pathlib import Path

from conftest import POLICY

TWENTY_FAULTS = Path(__file__).parents[1] / "policies" / "faulty" / "twenty-faults.jsonc"

BAD = """{ // first line
  "plazo": 1, "provider": "P", "zone": "Europe/Madird", "languages": ["es", "es"], /* twice */
  "departments": {"Bad Key": {}}, "priorities": {"a": {}}, "first_response": "PT10M" }"""
PATHS = {"/zone", "/languages/1", "/departments/Bad Key"}


def test_the_example_is_right(desk):
    assert desk.json("policy", "check", POLICY)["findings"] == []
    shown = desk.json("policy", "show")
    assert shown["version"] == 1 and shown["document"]["first_response"] == 600_000
    assert set(shown["document"]["departments"]) == {"technical", "financial"}


def test_comments_from_a_file_and_from_standard_input(plazo):
    with open(POLICY, "rb") as file:
        text = file.read()
    assert b"//" in text and b"/*" in text
    assert plazo.json("policy", "check", "-", input=text)["installable"]
    assert plazo.json("policy", "check", "-", input=text.replace(b"\n", b"\r\n"))["installable"]


def test_check_lists_everything(plazo):
    done = plazo.run("policy", "check", "-", "--json", input=BAD.encode())
    report = json.loads(done.stdout)
    assert done.returncode == 1 and not report["installable"]
    assert {f["path"] for f in report["findings"] if f["severity"] == "error"} == PATHS
    people = plazo.run("policy", "check", "-", input=BAD.encode()).stdout.decode()
    assert all(path in people for path in PATHS) and "cannot be installed" in people and "warning" in people


def test_install_of_a_bad_policy_installs_nothing(desk):
    error = desk.fails(3, "policy", "install", "-", input=BAD.encode())
    assert error["code"] == "policy.invalid" and {p["path"] for p in error["problems"]} == PATHS
    people = desk.run("policy", "install", "-", input=BAD.encode()).stderr.decode()
    assert all(path in people for path in PATHS)
    assert desk.json("policy", "show")["version"] == 1
    for text in (b"", b"{", b"[]", b"null", b"{}", b"// only a comment", b"{\"plazo\":1}"):
        assert desk.run("policy", "install", "-", input=text).returncode == 3
    assert desk.json("policy", "show")["version"] == 1


def test_twenty_faults_are_told_at_once_and_leave_the_policy_in_force(desk):
    before = desk.ok("policy", "show", "--json"), desk.ok("policy", "show")
    checked = json.loads(desk.run("policy", "check", TWENTY_FAULTS, "--json").stdout)
    faults = [(f["path"], f["code"]) for f in checked["findings"] if f["severity"] == "error"]
    assert len(faults) >= 20 and not checked["installable"]
    error = desk.fails(3, "policy", "install", TWENTY_FAULTS)
    assert error["code"] == "policy.invalid"
    assert [(p["path"], p["code"]) for p in error["problems"]] == faults
    assert (desk.ok("policy", "show", "--json"), desk.ok("policy", "show")) == before


def test_place_of_a_mistake_in_the_file(plazo):
    error = plazo.run("policy", "check", "-", input=b'{ // a\n  "plazo" 1 }').stdout.decode()
    assert "line 2, column" in error


def test_warnings_do_not_stop_an_installation(desk):
    text = BAD.replace("Madird", "Madrid").replace('["es", "es"]', '["es"]').replace("Bad Key", "good")
    done = desk.run("policy", "install", "-", "--json", input=text.encode())
    assert done.returncode == 0 and json.loads(done.stdout)["version"] == 2
    assert b"warning" in done.stderr


def test_show_prints_what_check_takes(desk):
    assert desk.json("policy", "check", "-", input=desk.ok("policy", "show").encode())["findings"] == []


def test_show_without_a_policy(plazo):
    plazo.ok("init")
    assert plazo.fails(8, "policy", "show")["code"] == "policy.none"
