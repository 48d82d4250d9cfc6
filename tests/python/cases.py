"""Reads and plays the shared cases; tests/cases/README.md describes them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional

import plazo

FOLDER = Path(__file__).resolve().parent.parent / "cases"

PATTERNS = {
    "<id>": re.compile(r"[1-9][0-9]{0,18}"),
    "<instant>": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"),
    "<text>": re.compile(r".+", re.DOTALL),
    "<reference>": re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}"),
}


def difference(expected: Any, actual: Any, at: str = "") -> Optional[str]:
    """None when they match, else where and how they do not."""
    wrong = f"{at or 'the whole'}: expected {expected!r}, got {actual!r}"
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return wrong
        for name, one in expected.items():
            if one == "<absent>":
                found = f"{at}/{name}: expected to be absent, got {actual[name]!r}" if name in actual else None
            elif name not in actual:
                found = f"{at}/{name}: missing, expected {one!r}"
            else:
                found = difference(one, actual[name], f"{at}/{name}")
            if found:
                return found
        return None
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(expected) != len(actual):
            return wrong
        found_all = (difference(e, a, f"{at}/{i}") for i, (e, a) in enumerate(zip(expected, actual)))
        return next((found for found in found_all if found), None)
    if isinstance(expected, str) and re.fullmatch(r"<.*>", expected):
        if expected == "<any>":
            return None
        if expected == "<integer>":
            return None if type(actual) is int else wrong
        if expected not in PATTERNS:
            return f"{at}: the case has an unknown matcher {expected}"
        return None if isinstance(actual, str) and PATTERNS[expected].fullmatch(actual) else wrong
    return None if type(expected) is type(actual) and expected == actual else wrong


def pointed(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def filled(value: Any, saved: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda match: saved[match[1]], value)
    if isinstance(value, list):
        return [filled(one, saved) for one in value]
    if isinstance(value, dict):
        return {name: filled(one, saved) for name, one in value.items()}
    return value


def steps_of(context: List[Any]) -> List[Dict[str, Any]]:
    steps: List[Dict[str, Any]] = []
    for one in context:
        steps += json.loads((FOLDER / "contexts" / f"{one}.json").read_text("utf-8"))["steps"] if isinstance(one, str) else [one]
    return steps


@dataclass
class Play:
    """One case under way in a folder of its own."""

    case: Mapping[str, Any]
    folder: Path
    saved: Dict[str, str] = field(default_factory=dict)
    desk: Optional[plazo.Desk] = None
    clock: Optional[str] = None

    def at(self, clock: Optional[str]) -> plazo.Desk:
        if self.desk and clock == self.clock:
            return self.desk
        if self.desk:
            self.desk.close()
        options: Dict[str, Any] = {"now": clock} if clock else {}
        if self.case.get("storage", True):
            options.update(database=str(self.folder / "desk.db"), create=True)
        self.desk, self.clock = plazo.Desk.open(**options), clock
        return self.desk

    def prepare(self) -> None:
        (self.folder / "files").mkdir()
        self.saved["folder"] = str(self.folder / "files")
        for step in steps_of(self.case.get("context", [])):
            caller = caller_of(self.at(step.get("clock", self.case.get("clock"))), step.get("actor"))
            reply = caller.call(step["operation"], filled(step.get("request", {}), self.saved))
            for name, pointer in step.get("save", {}).items():
                self.saved[name] = pointed(reply, pointer)

    def check(self, perform: Callable[[Any, str, Dict[str, Any]], Any]) -> None:
        """Has `perform(caller, operation, request)` make the call, and compares what comes of it."""
        caller = caller_of(self.at(self.case.get("clock")), self.case.get("actor"))
        try:
            reply = perform(caller, self.case["operation"], filled(self.case.get("request", {}), self.saved))
        except plazo.Error as error:
            assert "error" in self.case, f"failed with {error}"
            expected = self.case["error"]
            assert (error.category, error.code) == (expected["category"], expected["code"])
            assert sorted(p.path for p in error.problems) == sorted(filled(expected.get("paths", []), self.saved))
        else:
            assert "reply" in self.case, f"succeeded with {reply}"
            assert difference(filled(self.case["reply"], self.saved), reply) is None, difference(
                filled(self.case["reply"], self.saved), reply
            )


def caller_of(desk: plazo.Desk, actor: Optional[Mapping[str, Any]]) -> Any:
    """The desk itself, or the typed session for an actor."""
    if actor is None:
        return desk
    given = {name: value for name, value in actor.items() if name != "type"}
    if actor["type"] == "customer":
        return desk.customer(given.pop("customer"), **given)
    if actor["type"] == "guest":
        return desk.guest(**given)
    behalf = given.pop("on_behalf_of", None)
    session = desk.staff_member(given.pop("staff"), **given)
    return session.on_behalf_of(behalf.pop("customer"), **behalf) if behalf else session


def all_cases() -> List[Path]:
    return sorted(path for path in FOLDER.glob("*/*.json") if path.parent.name != "contexts")
