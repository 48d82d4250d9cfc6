"""A small model of capi/catalogue.json, from which the clients and the reference pages are written.

The file speaks JSON Schema; a generator wants to ask simpler questions: which operations does a session
of this kind have, what type has this field, may it be absent. This module answers them and resolves all
references, so that no generator reads the file itself.

How operations become methods, the same in every language (in the spelling that is usual there):

    ticket.open             session.tickets.open(...)      a group per subject
    customer.put            desk.customers.put(...)        the panel's own calls, on the desk
    desk.status, tick       desk.status(), desk.tick()     the desk itself

    desk.customer("1017", contact="eva")                   a session of an actor
    desk.guest()
    desk.staff_member("ana")
    desk.staff_member("ana").on_behalf_of("1017")          looking through a customer's eyes: only reads

A method takes the fields of the request by name and returns the reply struct as it is. A reply that has a
single field today is not unwrapped: replies may gain fields.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, Optional

# The plural that names the group of a subject. A new subject needs a line here, by intent.
GROUPS = {
    "calendar": "calendars",
    "charge": "charges",
    "conduct": "conduct",
    "history": "history",
    "contact": "contact",
    "customer": "customers",
    "entitlement": "entitlements",
    "outbox": "outbox",
    "policy": "policy",
    "session": "sessions",
    "staff": "staff",
    "support": "support",
    "ticket": "tickets",
}


class Unknown(Exception):
    """The catalogue says something that this model does not know: extend the model."""


@dataclass(frozen=True)
class Type:
    """The type of a value. `kind` is one of

    text, integer, boolean   JSON's own; integers have 64 bits
    id                       decimal text
    instant                  RFC 3339 text in UTC
    duration                 integer milliseconds; requests may also use ISO 8601 text
    enum, struct             `name` says which: Catalogue.enums, Catalogue.structs
    list, map                of `element`; the keys of a map are text
    """

    kind: str
    name: Optional[str] = None
    element: Optional["Type"] = None
    minimum: Optional[int] = None  # of integers and durations (milliseconds)
    maximum: Optional[int] = None
    min_size: Optional[int] = None  # characters of a text, entries of a list or map
    max_size: Optional[int] = None
    unit: Optional[str] = None
    lines: bool = False  # a text that may have several lines


@dataclass(frozen=True)
class Field:
    name: str  # as on the wire: snake_case
    type: Type
    required: bool
    has_default: bool
    default: Any  # as in JSON; meaningful when has_default
    doc: str
    since: str
    audience: Optional[str]  # "staff": only staff and panel set or see it; "panel": only the panel

    @property
    def always_present(self) -> bool:
        """In replies: whether every caller gets it. One for staff only is missing in a customer's reply."""
        return self.required and self.audience is None

    def is_for(self, kind: str) -> bool:
        """Whether a session of this kind, or "panel", may set it."""
        if self.audience is None:
            return True
        if self.audience not in ("staff", "panel"):
            raise Unknown(f"the audience `{self.audience}` is new")
        return kind == "panel" or kind == self.audience


@dataclass(frozen=True)
class Struct:
    name: str
    fields: tuple[Field, ...]
    in_requests: bool
    in_replies: bool
    shorthand: Optional[str] = None  # in requests a text may stand for the whole: the value of this field


@dataclass(frozen=True)
class Enum:
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ErrorCode:
    code: str
    meaning: str


@dataclass(frozen=True)
class Operation:
    name: str  # "ticket.open"
    subject: str  # "ticket"; "desk" for desk.* and tick
    group: Optional[str]  # "tickets"; None: a method of the desk itself
    method: str  # "open"
    summary: str  # without a full stop
    details: str
    lifecycle: str
    since: str
    access: str  # none, read, write or desk
    kinds: tuple[str, ...]  # of customer, guest, staff, panel
    permission: Optional[str]  # that staff need
    contact_right: Optional[str]  # that contacts need
    request: Struct
    reply: Struct
    errors: tuple[ErrorCode, ...]  # besides Catalogue.errors


@dataclass(frozen=True)
class Session:
    """A way to act: `method` of the desk (or, when `through_staff`, of a staff session) opens it."""

    kind: str  # customer, guest, staff, or looking: staff through a customer's eyes
    method: str
    fields: tuple[Field, ...]  # the required one comes first and is given by position
    through_staff: bool = False


@dataclass(frozen=True)
class Catalogue:
    version: str
    operations: tuple[Operation, ...]  # sorted by name
    structs: dict[str, Struct]  # in order of name
    enums: dict[str, Enum]
    errors: tuple[ErrorCode, ...]  # that every operation may give
    desk_options: Struct
    sessions: tuple[Session, ...]

    def operations_for(self, kind: str) -> tuple[Operation, ...]:
        """The operations of a kind of session, or of "panel": the desk."""
        if kind == "looking":
            return tuple(op for op in self.operations if "customer" in op.kinds and op.access in ("none", "read"))
        return tuple(op for op in self.operations if kind in op.kinds)

    def groups_for(self, kind: str) -> dict[str, tuple[Operation, ...]]:
        """The same by group, in order of name; operations of the desk itself are left out."""
        groups: dict[str, list[Operation]] = {}
        for op in self.operations_for(kind):
            if op.group is not None:
                groups.setdefault(op.group, []).append(op)
        return {name: tuple(groups[name]) for name in sorted(groups)}

    def desk_operations(self) -> tuple[Operation, ...]:
        """Those that are methods of the desk itself."""
        return tuple(op for op in self.operations if op.group is None)

    def reachable(self, struct: Struct) -> Iterator[Struct]:
        """The struct and every struct below it, each once, those it needs first."""
        seen: set[str] = set()

        def visit(one: Struct) -> Iterator[Struct]:
            if one.name in seen:
                return
            seen.add(one.name)
            for field in one.fields:
                inner: Optional[Type] = field.type
                while inner is not None:
                    if inner.kind == "struct":
                        yield from visit(self.structs[str(inner.name)])
                    inner = inner.element
            yield one

        yield from visit(struct)


def load(path: Path) -> Catalogue:
    return read(json.loads(path.read_text(encoding="utf-8")))


def read(document: dict[str, Any]) -> Catalogue:
    definitions: dict[str, Any] = document["definitions"]
    enums = {name: Enum(name, tuple(schema["enum"])) for name, schema in sorted(definitions.items()) if "enum" in schema}
    fields = {
        name: _fields(schema, definitions)
        for name, schema in sorted(definitions.items())
        if schema.get("type") == "object" or "x-shorthand" in schema
    }
    for name in definitions:
        if name not in enums and name not in fields:
            raise Unknown(f"the definition `{name}` is neither an enumeration nor an object")

    options = _reference(document["desk"])
    requested = _closure([options] + [_reference(op["request"]) for op in document["operations"]], fields)
    requested |= _closure(_struct_names(_session_fields(document, definitions)), fields)
    replied = _closure([_reference(op["reply"]) for op in document["operations"]], fields)
    structs = {
        name: Struct(name, own, name in requested, name in replied, definitions[name].get("x-shorthand"))
        for name, own in fields.items()
    }

    return Catalogue(
        version=document["version"],
        operations=tuple(_operation(op, structs) for op in sorted(document["operations"], key=lambda op: str(op["name"]))),
        structs=structs,
        enums=enums,
        errors=_errors(document["errors"]),
        desk_options=structs[options],
        sessions=_sessions(document, definitions, structs),
    )


def _operation(op: dict[str, Any], structs: dict[str, Struct]) -> Operation:
    subject, _, method = op["name"].rpartition(".")
    if subject == "":
        subject = "desk"
    if subject != "desk" and subject not in GROUPS:
        raise Unknown(f"`{op['name']}` has a new subject: name its group in GROUPS")
    return Operation(
        name=op["name"],
        subject=subject,
        group=GROUPS.get(subject),
        method=method,
        summary=op["summary"],
        details=op["details"],
        lifecycle=op["lifecycle"],
        since=op["since"],
        access=op["access"],
        kinds=tuple(op["callers"]["kinds"]),
        permission=op["callers"].get("permission"),
        contact_right=op["callers"].get("contact_right"),
        request=structs[_reference(op["request"])],
        reply=structs[_reference(op["reply"])],
        errors=_errors(op["errors"]),
    )


def _errors(given: list[dict[str, str]]) -> tuple[ErrorCode, ...]:
    return tuple(ErrorCode(e["code"], e["meaning"]) for e in given)


def _reference(schema: dict[str, Any]) -> str:
    prefix = "#/definitions/"
    reference = str(schema["$ref"])
    if not reference.startswith(prefix):
        raise Unknown(f"the reference `{reference}` leads out of the definitions")
    return reference[len(prefix) :]


def _fields(schema: dict[str, Any], definitions: dict[str, Any]) -> tuple[Field, ...]:
    required = schema.get("required", [])
    return tuple(
        Field(
            name=name,
            type=_type(one, definitions),
            required=name in required,
            has_default="default" in one,
            default=one.get("default"),
            doc=one["description"],
            since=one["x-since"],
            audience=one.get("x-audience"),
        )
        for name, one in schema["properties"].items()
        if "const" not in one
    )


def _type(schema: dict[str, Any], definitions: dict[str, Any]) -> Type:
    if "$ref" in schema:
        name = _reference(schema)
        return Type("enum" if "enum" in definitions[name] else "struct", name=name)
    kind = schema.get("x-kind")
    of = schema["type"]
    bounds: dict[str, Any] = {
        "minimum": schema.get("minimum"),
        "maximum": schema.get("maximum"),
        "unit": schema.get("x-unit"),
    }
    if kind in ("id", "instant"):
        return Type(kind)
    if kind == "duration":
        return Type("duration", **bounds)
    if kind is not None:
        raise Unknown(f"the kind `{kind}` is new")
    if of == "string":
        return Type(
            "text",
            min_size=schema.get("minLength"),
            max_size=schema.get("maxLength"),
            lines=schema.get("x-lines", False),
        )
    if of == "integer":
        return Type("integer", **bounds)
    if of == "boolean":
        return Type("boolean")
    if of == "array":
        return Type(
            "list",
            element=_type(schema["items"], definitions),
            min_size=schema.get("minItems"),
            max_size=schema.get("maxItems"),
        )
    if of == "object" and isinstance(schema.get("additionalProperties"), dict):
        return Type(
            "map",
            element=_type(schema["additionalProperties"], definitions),
            min_size=schema.get("minProperties"),
            max_size=schema.get("maxProperties"),
        )
    raise Unknown(f"no type for {schema}")


def _struct_names(fields: list[Field]) -> list[str]:
    names = []
    for field in fields:
        inner: Optional[Type] = field.type
        while inner is not None:
            if inner.kind == "struct":
                names.append(str(inner.name))
            inner = inner.element
    return names


def _closure(names: list[str], fields: dict[str, tuple[Field, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _struct_names(list(fields[name]))
    return found


def _session_fields(document: dict[str, Any], definitions: dict[str, Any]) -> list[Field]:
    return [field for one in document["session"]["oneOf"] for field in _fields(one, definitions)]


def _sessions(document: dict[str, Any], definitions: dict[str, Any], structs: dict[str, Struct]) -> tuple[Session, ...]:
    methods = {"customer": "customer", "guest": "guest", "staff": "staff_member"}
    sessions = []
    for one in document["session"]["oneOf"]:
        kind = one["properties"]["type"]["const"]
        if kind not in methods:
            raise Unknown(f"`{kind}` is a new kind of actor")
        fields = [f for f in _fields(one, definitions) if f.name != "on_behalf_of"]
        fields.sort(key=lambda f: not f.required)
        sessions.append(Session(kind, methods[kind], tuple(fields)))
    sessions.append(Session("looking", "on_behalf_of", structs["OnBehalfOf"].fields, through_staff=True))
    return tuple(sessions)
