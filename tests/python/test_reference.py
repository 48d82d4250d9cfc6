"""The examples of the reference pages run, their types hold, and their links lead somewhere."""

import json
import re
from pathlib import Path
from textwrap import indent
from typing import Any, List, Tuple

import pytest
from conftest import POLICY, ROOT
from test_types import mypy

import plazo

PAGES = sorted((ROOT / "docs/reference").glob("*.md"))
SAMPLE_TICKET = "3717080285184664213"
SAMPLE_SESSION = "3717080285184664299"
SAMPLE_OTHER = "3717080285184664301"
SAMPLE_TASK = "3717080285184664405"
SAMPLE_FLAG = "3717080285184664377"
SAMPLE_SUGGESTION = "3717080285184664402"
SAMPLE_CHARGE = "3717080285184664277"
# The examples suspend an account, speak of what is paid for and declare a circumstance, which a policy must provide for.
OWN_POLICY = {
    **POLICY,
    "fair_use": {
        "suspension": {"length": "P7D", "for_good": True},
        "limits": [
            {
                "id": "no-offence",
                "counts": "offensive_language",
                "noticed": "suggested",
                "words": ["rude word"],
                "window": "P30D",
                "then": [{"occurrences": 9, "measure": "notice"}],
            }
        ],
    },
    "currency": "EUR",
    "priorities": {**POLICY["priorities"], "premium": {"entitlement": "premium"}},
    "entitlements": {"premium": {"price": 900}},
    "circumstances": {"locked_out": {}},
}
PERMISSIONS = [
    "tickets_read",
    "tickets_note",
    "tickets_reply",
    "tickets_change",
    "customers_read",
    "sessions",
    "support_suspend",
    "conduct",
]


def examples() -> List[Tuple[str, str, str]]:
    """For each operation: its name, the request of the C example, the Python example."""
    found = []
    for page in PAGES:
        for section in re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            blocks = dict(re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL))
            if not blocks:
                continue
            assert set(blocks) == {"c", "python", "php"}
            request = re.search(r'request\[\] = ("(?:[^"\\]|\\.)*");', blocks["c"])
            assert request
            found.append((section.split("\n")[0], json.loads(request[1]), blocks["python"]))
    return found


@pytest.fixture
def provider(folder: Path) -> Any:
    with plazo.Desk.open(folder / "desk.db", create=True) as desk:
        desk.policy.install(document=OWN_POLICY)
        desk.customers.put(reference="1017", name="Zapatería Ñandú")
        desk.staff.put(reference="ana", name="Ana", permissions=PERMISSIONS)
        yield desk


def test_every_operation_has_an_example() -> None:
    operations = [op["name"] for op in json.loads(plazo._core.catalogue())["operations"]]
    assert sorted(name for name, _, _ in examples()) == sorted(operations)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example[0])
def test_example_runs(example: Tuple[str, str, str], provider: plazo.Desk, folder: Path) -> None:
    name, request, code = example
    customer = provider.customer("1017")
    ticket = customer.tickets.open(subject="x", body="no answer", department="technical").ticket
    other = customer.tickets.open(subject="y", body="no answer", department="technical").ticket

    def claimed_task() -> str:
        session = provider.sessions.start(customer="1017").session.id
        opened = provider.sessions.escalate(session=session, subject="x", body="y", department="technical", callback=True).ticket
        provider.tickets.close(ticket=opened.id)
        return provider.outbox.claim(kinds=["session.callback"]).tasks[0].id

    def fitted(text: str, copy: str) -> str:
        backup = folder / copy
        if name == "desk.restore":
            provider.backup(target=str(backup))
        text = text.replace("/var/lib/plazo/desk.db", str(folder / f"restored-{copy}"))
        if SAMPLE_SESSION in text:
            # One of its own for each call: a session becomes a ticket only once.
            text = text.replace(SAMPLE_SESSION, customer.sessions.start().session.id)
        if SAMPLE_TASK in text:
            text = text.replace(SAMPLE_TASK, claimed_task())
        text = text.replace(SAMPLE_OTHER, other.id)
        if SAMPLE_FLAG in text:
            # Likewise: a flag is withdrawn only once.
            flag = provider.conduct.flag(customer="1017", conduct="false_reports", ticket=ticket.id).flag
            text = text.replace(SAMPLE_FLAG, flag.id)
        if SAMPLE_SUGGESTION in text:
            rude = customer.tickets.open(subject="x", body="A rude word", department="technical").ticket
            text = text.replace(SAMPLE_SUGGESTION, provider.tickets.get(ticket=rude.id).ticket.suggestions[0].id)
        if SAMPLE_CHARGE in text:
            paid = customer.tickets.open(
                subject="x", body="no answer", department="technical", priority="premium", entitlements=["premium"]
            ).ticket
            assert paid.charges
            text = text.replace(SAMPLE_CHARGE, paid.charges[0].id)
        return text.replace(SAMPLE_TICKET, ticket.id).replace("/var/backups/desk.db", str(backup))

    operation = next(op for op in json.loads(plazo._core.catalogue())["operations"] if op["name"] == name)
    caller = {"customer": customer, "staff": provider.staff_member("ana"), "panel": provider}
    kind = next(kind for kind in ("customer", "staff", "panel") if kind in operation["callers"]["kinds"])
    exec(fitted(code, "python.db"), {"desk": provider})
    if name == "ticket.close":
        customer.tickets.reply(ticket=ticket.id, body="again")
    caller[kind].call(name, json.loads(fitted(request, "c.db")))  


def test_types_of_the_examples(folder: Path) -> None:
    head = 'import plazo\n\n\ndef each(desk: plazo.Desk) -> None:\n'
    body = "".join(indent(code, "    ").replace("reply =", f"reply{n} =") for n, (_, _, code) in enumerate(examples()))
    (folder / "examples.py").write_text(head + body, "utf-8")
    done = mypy(folder, folder / "examples.py")
    assert done.returncode == 0, done.stdout


def test_links_lead_somewhere() -> None:
    def anchors(page: Path) -> List[str]:
        heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
        return [re.sub(r"[^a-z0-9_ -]", "", re.sub(r"\[(.*?)\]\(.*?\)", r"\1", head).lower()).replace(" ", "-") for head in heads]

    for page in PAGES:
        for target in re.findall(r"\]\(([^)]*)\)", page.read_text("utf-8")):
            name, _, anchor = target.partition("#")
            other = page.parent / name if name else page
            assert other.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in anchors(other), f"{page.name}: {target}"
