"""Pages, comparisons, fragments and the schema: all of it without a database."""

import json
import os

from conftest import SOURCE

EVERYTHING = os.path.join(SOURCE, "tests/core/policy/everything.jsonc")
AT = "2026-03-02T09:00:00Z"
SMALL = {"plazo": 1, "provider": "P", "zone": "Europe/Madrid", "languages": ["es", "en"],
         "departments": {"a": {"name": {"es": "A", "en": "A"}}}, "priorities": {"n": {"name": {"es": "N", "en": "N"}}}}


def write(folder, name, value):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(value if isinstance(value, str) else json.dumps(value))
    return path


def test_a_page_is_a_fragment_in_the_policy_s_language(plazo):
    page = plazo.ok("policy", "page", EVERYTHING, "--at", AT, env={"LANG": "en_GB.UTF-8"})
    assert page.startswith('<article class="policy" lang="es">') and "Abierto ahora, hasta las 20:00" in page
    reply = plazo.json("policy", "page", EVERYTHING, "--at", AT, "--locale", "en", "--format", "markdown")
    assert reply["locale"] == "en" and reply["page"].startswith("# ") and "Open now, until 20:00" in reply["page"]


def test_a_standalone_page_has_links_and_the_readers_zone(plazo):
    page = plazo.ok("policy", "page", EVERYTHING, "--standalone", "--at", AT, "--reader-zone", "Atlantic/Canary",
                    "--link", "ticket=/new?d={department}", "--link", "services.cancel=https://panel.example/x")
    assert page.startswith("<!doctype html>") and 'href="/new?d=incidents"' in page
    assert "https://panel.example/x" in page and "hoy a las 19:00 en tu zona" in page


def test_what_a_page_cannot_be_made_of(plazo):
    assert plazo.fails(2, "policy", "page", "missing.jsonc")["code"] == "cli.unreadable"
    assert plazo.fails(2, "policy", "page", EVERYTHING, "--link", "ticket")["code"] == "cli.link"
    error = plazo.fails(3, "policy", "page", EVERYTHING, "--link", "ticket=javascript:alert(1)")
    assert [p["path"] for p in error["problems"]] == ["/links/0/address"]
    assert plazo.fails(3, "policy", "page", EVERYTHING, "--reader-zone", "Mars")["code"] == "zone.unknown"
    assert plazo.fails(3, "policy", "page", "-", input=b"{}")["code"] == "policy.invalid"


def test_a_comparison_is_told_in_words(plazo, tmp_path):
    before = write(tmp_path, "before.jsonc", SMALL)
    after = write(tmp_path, "after.jsonc", {**SMALL, "first_response": "PT10M"})
    assert plazo.ok("policy", "diff", before, after, "--locale", "es") == \
        "Primera respuesta: sin indicar → 10 minutos\n"
    assert plazo.ok("policy", "diff", before, before) == "both say the same\n"
    found = plazo.json("policy", "diff", before, after)["differences"]
    assert [(d["kind"], d["path"]) for d in found] == [("changed", "/first_response")]
    error = plazo.fails(3, "policy", "diff", before, write(tmp_path, "bad.jsonc", "{"))
    assert "line 1" in error["message"]


def test_a_decision_tells_why(plazo):
    decide = ["policy", "decide", EVERYTHING, "open"]
    answer = plazo.json(*decide, '{"topic":"outage","channel":"chat","customer":"customer","identity":"signed_in"}',
                        "--at", AT, "--locale", "es")
    assert answer["decision"]["effect"] == "redirect" and answer["locale"] == "es"
    assert any(reason.get("rule") == "outage-elsewhere" for reason in answer["decision"]["reasons"])
    nested = plazo.json(*decide, '{"facts":{"topic":"outage","channel":"chat"},"subject":"Web"}', "--at", AT)
    assert nested["decision"]["effect"] == "redirect"
    assert "redirect" in plazo.ok(*decide, "-", "--at", AT, input=b'{"topic":"outage","channel":"chat"}')
    assert plazo.fails(2, *decide, "[]")["code"] == "cli.facts"
    assert plazo.fails(2, *decide, '{"topic":"outage","facts":{}}')["code"] == "cli.facts"
    assert plazo.fails(3, *decide, '{"topic":"outages"}')["code"] == "policy.unknown_key"


def test_fragments_are_read_beside_the_policy(plazo, tmp_path):
    write(tmp_path, "common/holidays.jsonc",
          '{ "include": ["common/more.jsonc"], // shared\n "guidance": [{"id": "g", "text": {"es": "x", "en": "x"}}] }')
    write(tmp_path, "common/more.jsonc", {"departments": {"b": {"name": {"es": "B", "en": "B"}}}})
    policy = write(tmp_path, "policy.jsonc", {**SMALL, "include": ["common/holidays.jsonc"]})
    report = plazo.json("policy", "check", policy)
    assert report["installable"] and list(report["document"]["departments"]) == ["a", "b"]
    assert 'id="policy-guidance-g"' in plazo.ok("policy", "page", policy)
    plazo.ok("init")
    plazo.ok("policy", "install", policy)
    assert "include" not in plazo.json("policy", "show")["document"]


def test_fragments_that_are_missing_or_go_round_are_findings(plazo, tmp_path):
    def codes(policy):
        done = plazo.run("policy", "check", policy, "--json")
        assert done.returncode == 1, done.stderr
        return [(f["path"], f["code"]) for f in json.loads(done.stdout)["findings"]]

    missing = write(tmp_path, "missing.jsonc", {**SMALL, "include": ["none.jsonc"]})
    assert codes(missing) == [("/include/0", "include_missing")]
    write(tmp_path, "round.jsonc", {"include": ["round.jsonc"]})
    assert codes(write(tmp_path, "a.jsonc", {**SMALL, "include": ["round.jsonc"]})) == \
        [("/include/0/include/0", "include_cycle")]
    write(tmp_path, "zone.jsonc", {"zone": "UTC"})
    assert codes(write(tmp_path, "b.jsonc", {**SMALL, "include": ["zone.jsonc"]})) == [("/zone", "include_clash")]


def test_fragments_outside_the_folder_need_leave(plazo, tmp_path):
    write(tmp_path, "shared.jsonc", {"acceptance": True})
    write(tmp_path, "desk/link.jsonc", "")
    os.unlink(os.path.join(tmp_path, "desk/link.jsonc"))
    os.symlink(os.path.join(tmp_path, "shared.jsonc"), os.path.join(tmp_path, "desk/link.jsonc"))
    for name in ("../shared.jsonc", os.path.join(tmp_path, "shared.jsonc"), "link.jsonc"):
        policy = write(tmp_path, "desk/policy.jsonc", {**SMALL, "include": [name]})
        assert plazo.fails(2, "policy", "check", policy)["code"] == "policy.fragment_outside", name
        assert plazo.json("policy", "check", policy, "--fragments", tmp_path)["document"]["acceptance"] is True


def test_the_schema_is_the_published_one(plazo):
    with open(os.path.join(SOURCE, "docs/policy.schema.json")) as file:
        published = json.load(file)
    assert json.loads(plazo.ok("policy", "schema")) == published
    assert plazo.json("policy", "schema") == published
