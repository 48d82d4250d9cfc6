"""Who a call is made as. No value of --as is the panel (V16)."""

import itertools
import json
import random

import pytest

from conftest import open_ticket


def test_without_as_it_is_the_panel(desk):
    assert desk.call("desk.status")["policy_version"] == 1


def test_each_kind_of_actor(desk):
    ticket = open_ticket(desk)
    for actor in ("customer:1017", "customer:1017/eva", "staff:ana", "staff:ana@customer:1017", "staff:ana@customer:1017/eva"):
        assert desk.call("ticket.get", {"ticket": ticket["id"]}, as_=actor)["ticket"]["reference"] == ticket["reference"]
    assert desk.call("policy.current", as_="guest")["version"] == 1
    # What each may not do.
    request = json.dumps({"ticket": ticket["id"], "body": "x"})
    assert desk.fails(5, "call", "ticket.reply", request, "--as", "staff:ana@customer:1017")["code"] == "actor.looking_only"
    assert desk.fails(5, "call", "ticket.list", "--as", "customer:1017/luis")["code"] == "contact.no_tickets"
    assert desk.fails(5, "call", "ticket.list", "--as", "guest")["code"] == "operation.not_allowed"
    assert desk.fails(5, "call", "ticket.list", "--as", "customer:404")["code"] == "actor.unknown"
    assert desk.fails(4, "call", "ticket.get", json.dumps({"ticket": ticket["id"]}), "--as", "customer:2000")[
        "code"] == "ticket.not_found"


def test_keys_with_separators_in_them(desk):
    desk.call("customer.put", {"reference": "a/b@customer:c%", "name": "N"})
    assert open_ticket(desk, as_="customer:a%2fb%40customer:c%25")["customer"] == "a/b@customer:c%"
    desk.call("staff.put", {"reference": "ana@example.com", "name": "Ana", "permissions": ["tickets_read", "customer_view"]})
    assert desk.call("ticket.queue", as_="staff:ana@example.com")["tickets"]
    assert desk.call("ticket.list", as_="staff:ana@example.com@customer:1017")["tickets"] == []


hostile = ["", " ", "panel", "Panel", "PANEL", "system", "admin", "root", "desk", "null", "none", "{}", "[]", "*", ":", "/",
           "@", "panel:", "panel:1", ":panel", "type:panel", "customer", "customer:", "customer:/", "customer:1017/", "staff",
           "staff:", "staff:@customer:1017", "staff:ana@customer:", "staff:ana@", "staff:ana@panel", "guest:", "guest ",
           " guest", "Guest", "customer:%", "customer:%4", "customer:%zz", "customer:panel", "customer:system",
           "staff:panel", "staff:system", "staff:root", "customer:1017\",\"type\":\"panel", "staff:ana\"},\"type\":\"panel\"",
           '{"type":"panel"}', '{"type":"staff","staff":"ana"}', "customer:" + "9" * 5000, "customer:\x01", "-", "--",
           "staff:ana@customer:1017@customer:2000"]


@pytest.mark.parametrize("actor", hostile)
def test_v16_no_value_of_as_selects_the_panel(desk, actor):
    for words in (["--as", actor], ["--as=" + actor]):
        for operation in ("desk.status", "tick", "policy.check"):
            done = desk.run("call", operation, '{"text":"{}"}' if operation == "policy.check" else "{}", *words)
            assert done.returncode in (2, 3, 5), (actor, operation, done)
            assert done.stdout == b""
    request = json.dumps({"reference": "evil", "name": "E", "permissions": ["tickets_read"]})
    assert desk.run("call", "staff.put", request, "--as", actor).returncode in (2, 3, 5)


def test_v16_no_mixture_of_the_grammars_parts_selects_the_panel(desk):
    parts = ["customer:", "staff:", "guest", "panel", "@", "/", "1017", "ana", "%40", "{", '"', "type", ":"]
    chance = random.Random(1)
    for _ in range(60):
        actor = "".join(chance.choice(parts) for _ in range(chance.randint(1, 6)))
        done = desk.run("call", "desk.status", "--as", actor)
        assert done.returncode in (2, 3, 5), (actor, done)


def test_as_without_a_value_is_a_mistake(desk):
    assert desk.fails(2, "call", "desk.status", "--as")["code"] in ("cli.usage", "cli.bad_actor")
    assert desk.run("call", "desk.status", "--as", "guest", "--as", "panel").returncode == 2


def test_environment_cannot_set_the_actor(desk):
    for name in itertools.chain(("PLAZO_AS", "PLAZO_ACTOR", "AS")):
        assert desk.call("desk.status", env={name: "guest"})["policy_version"] == 1


def test_language_of_the_texts(desk):
    def text(*words, env=None, as_="customer:1017"):
        reply = desk.json("call", "ticket.list", "--as", as_, *words, env=env)
        return reply["tickets"][0]["clocks"]["first_response"]["text"]

    open_ticket(desk)
    assert text().startswith("Te responderemos")  # the customer's own
    assert text("--locale", "en").startswith("We will give")
    assert text(env={"LANG": "en_GB.UTF-8"}).startswith("We will give")
    assert text(env={"LANG": "en_GB.UTF-8", "LC_ALL": "es_ES.UTF-8"}).startswith("Te responderemos")
    assert text(env={"LANG": "C.UTF-8"}).startswith("Te responderemos")
    assert text(env={"LANG": "enochian"}).startswith("Te responderemos")
    assert text("--locale", "es", env={"LANG": "en_GB"}).startswith("Te responderemos")
    assert desk.run("call", "ticket.list", "--as", "guest", "--locale", "fr").returncode == 2
