"""Between Python values and the wire: JSON with instants and durations as text and numbers."""

from __future__ import annotations

import dataclasses
import json
import os
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any, Callable, Dict, Mapping, Optional, Tuple, Type, TypeVar, Union

Wire = Mapping[str, Any]
Value = TypeVar("Value")
Self = TypeVar("Self", bound="OpenEnum")

_MILLISECOND = timedelta(milliseconds=1)

Duration = Union[timedelta, str]
"""How requests take durations: `timedelta`, or ISO 8601 text such as `PT40M`."""


class OpenEnum(str, Enum):
    """Text values that a later Plazo may add to: one that is not known is carried, not refused."""

    @classmethod
    def _missing_(cls: Type[Self], value: object) -> Optional[Self]:
        if not isinstance(value, str):
            return None
        carried = str.__new__(cls, value)
        carried._name_ = value
        carried._value_ = value
        return carried

    @property
    def is_known(self) -> bool:
        """Whether this release of the client has a name for it."""
        return self.value in type(self)._value2member_map_

    # Equal to its text, so it must hash like it.
    def __hash__(self) -> int:
        return str.__hash__(self)

    def __str__(self) -> str:
        return str(self.value)

    def __reduce_ex__(self, protocol: Any) -> Tuple[Any, ...]:
        return (type(self), (self.value,))


def instant_to_wire(value: datetime) -> str:
    if value.tzinfo is None or value.utcoffset() is None:
        raise TypeError("a datetime without a time zone is ambiguous: give it one, such as timezone.utc")
    return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    # Not strptime: that takes a lock of its module, and a child forked meanwhile would wait for it for ever.
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if at.tzinfo is timezone.utc:
        return at
    if at.tzinfo is None:
        raise ValueError(f"an instant came without its zone: {text}")
    return at.astimezone(timezone.utc)


def duration_to_wire(value: timedelta) -> int:
    milliseconds, rest = divmod(value, _MILLISECOND)
    if rest:
        raise ValueError("durations are whole milliseconds")
    return milliseconds


def duration(value: Union[int, str]) -> timedelta:
    if isinstance(value, str):
        raise ValueError("a duration came as text")
    return timedelta(milliseconds=value)


def to_wire(value: Any) -> Any:
    """A request's value as JSON's types. None means absent and is left out of objects."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, datetime):
        return instant_to_wire(value)
    if isinstance(value, timedelta):
        return duration_to_wire(value)
    if dataclasses.is_dataclass(value):
        return object_to_wire({field.name.rstrip("_"): getattr(value, field.name) for field in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return object_to_wire(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_wire(one) for one in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"a {type(value).__name__} cannot be part of a request")


def object_to_wire(fields: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: to_wire(value) for name, value in fields.items() if value is not None}


# `json.dumps` would make one for each call, and `json.loads` look for the encoding of its bytes.
_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_decoder = json.JSONDecoder()


def encode(fields: Mapping[str, Any]) -> bytes:
    wire = object_to_wire(fields)
    if not wire:  # the encoder would take three times as long as the rest
        return b"{}"
    # A lone surrogate is let through for the library to refuse, with its place.
    return _json.encode(wire).encode("utf-8", "surrogatepass")


def decode(reply: bytes) -> Any:
    # The library writes one value and nothing around it, so nothing is looked for there.
    return _decoder.raw_decode(reply.decode("utf-8"))[0]


def made(of: Type[Value], **fields: Any) -> Value:
    """A value of a frozen class, all of whose fields are given: its own `__init__` sets each by itself, which
    takes twice as long as reading them."""
    value = object.__new__(of)
    value.__dict__.update(fields)
    return value


def optional(wire: Wire, name: str, read: Callable[[Any], Value]) -> Optional[Value]:
    value = wire.get(name)
    return None if value is None else read(value)


def items(read: Callable[[Any], Value]) -> Callable[[Any], Tuple[Value, ...]]:
    return lambda wire: tuple(map(read, wire))


def entries(read: Callable[[Any], Value]) -> Callable[[Any], Dict[str, Value]]:
    return lambda wire: {key: read(one) for key, one in wire.items()}


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected text, got {type(value).__name__}")
    return value


def integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expected an integer, got {type(value).__name__}")
    return value


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, got {type(value).__name__}")
    return value
