"""Plays the shared cases through the typed client, and through plain JSON."""

import json
import keyword
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, Dict

import pytest
from cases import FOLDER, Play, all_cases, difference

import plazo
from plazo import _wire

MATCHER = json.loads((FOLDER / "matcher.json").read_text("utf-8"))
GROUPS = {
    "calendar": "calendars",
    "charge": "charges",
    "conduct": "conduct",
    "contact": "contact",
    "customer": "customers",
    "entitlement": "entitlements",
    "history": "history",
    "outbox": "outbox",
    "policy": "policy",
    "session": "sessions",
    "staff": "staff",
    "support": "support",
    "ticket": "tickets",
}


@pytest.mark.parametrize("pair", MATCHER, ids=lambda pair: json.dumps([pair["expected"], pair["actual"]]))
def test_the_matcher_is_not_blind(pair: Dict[str, Any]) -> None:
    assert (difference(pair["expected"], pair["actual"]) is None) == pair["matches"]


def test_a_case_that_expects_something_else_fails(folder: Path) -> None:
    case = json.loads((FOLDER / "ticket.open/promise.json").read_text("utf-8"))
    case["reply"]["ticket"]["clocks"]["first_response"]["due_at"] = "2026-03-02T09:10:00.001Z"
    with pytest.raises(AssertionError, match="due_at"):
        played(case, folder, as_json)


def test_every_operation_has_cases_of_success_and_refusal() -> None:
    seen: Dict[str, Dict[str, int]] = {}
    for path in all_cases():
        case = json.loads(path.read_text("utf-8"))
        assert case["operation"] == path.parent.name
        kinds = seen.setdefault(case["operation"], {"reply": 0, "error": 0})
        kinds["reply" if "reply" in case else "error"] += 1
    operations = json.loads(plazo._core.catalogue())["operations"]
    for operation in operations:
        kinds = seen.pop(operation["name"])
        assert kinds["reply"] >= 1 and kinds["error"] >= 1 and sum(kinds.values()) >= 3, operation["name"]
    assert seen == {}, "cases of operations that do not exist"


def as_json(caller: Any, operation: str, request: Dict[str, Any]) -> Any:
    return caller.call(operation, request)


def as_typed(caller: Any, operation: str, request: Dict[str, Any]) -> Any:
    """Through the method of the typed client; its reply is turned into JSON again for comparison."""
    subject, _, method = operation.rpartition(".")
    group = getattr(caller, GROUPS[subject], None) if subject in GROUPS else caller
    function = getattr(group, named(method), None)
    if function is None:
        # What the actor may never call is not offered; the library would refuse it too.
        with pytest.raises(plazo.Refused) as refused:
            caller.call(operation, request)
        assert refused.value.code in ("operation.not_allowed", "actor.looking_only")
        raise refused.value
    try:
        reply = function(**{named(name): value for name, value in request.items()})
    except TypeError as error:
        # A field that is unknown, missing or not this actor's fails in Python itself; the library refuses it too.
        with pytest.raises(plazo.Invalid) as invalid:
            caller.call(operation, request)
        assert any(f"'{named(problem.path[1:])}'" in str(error) for problem in invalid.value.problems), str(error)
        raise invalid.value
    if reply is None:
        return {}
    assert is_dataclass(reply)
    return _wire.to_wire(without_empty_defaults(reply))


def named(field: str) -> str:
    """Python's name of a field or method: `from_` for `from`."""
    return field + "_" if keyword.iskeyword(field) else field


def without_empty_defaults(value: Any) -> Any:
    """As the library writes it: lists and maps that are empty unless told otherwise are left out then."""
    if isinstance(value, tuple):
        return tuple(without_empty_defaults(one) for one in value)
    if isinstance(value, dict):
        return {name: without_empty_defaults(one) for name, one in value.items()}
    if not is_dataclass(value):
        return value
    found = {}
    for field in fields(value):
        one = getattr(value, field.name)
        has_default = field.default is not MISSING or field.default_factory is not MISSING
        if not (has_default and isinstance(one, (tuple, dict)) and not one):
            found[field.name.rstrip("_")] = without_empty_defaults(one)
    return found


def played(case: Dict[str, Any], folder: Path, how: Any) -> None:
    play = Play(case, folder)
    play.prepare()
    play.check(how)


@pytest.mark.parametrize("path", all_cases(), ids=lambda path: f"{path.parent.name}/{path.stem}")
@pytest.mark.parametrize("how", [as_json, as_typed])
def test_case(path: Path, how: Any, folder: Path) -> None:
    played(json.loads(path.read_text("utf-8")), folder, how)
