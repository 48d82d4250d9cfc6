"""What calls raise: one class for each thing that a caller can do about it.

    try:
        session.tickets.open(subject=subject, body=body, department=department)
    except plazo.Invalid as error:
        for problem in error.problems:
            form.mark(problem.path, problem.message)
    except plazo.Error as error:
        if not error.retryable: raise

`code` is stable and what programs look at; `message` is English, for developers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Mapping, Tuple, Type

__all__ = ["Conflict", "Error", "Internal", "Invalid", "Limit", "NotFound", "Problem", "Refused", "Unavailable"]


@dataclass(frozen=True)
class Problem:
    """One of the things wrong with a request."""

    path: str
    """JSON pointer into the request, such as `/contacts/0/name`; empty for the whole of it."""
    code: str
    """Stable, snake_case: `unknown_field`, `too_long`, ..."""
    message: str
    """One line, says what to do."""


class Error(Exception):
    """Base of all errors of Plazo."""

    category: str
    """`invalid`, `not_found`, `refused`, `conflict`, `limit`, `unavailable` or `internal`."""
    code: str
    """Stable, `subject.reason`: `ticket.not_found`."""
    message: str
    """One line for developers."""
    retryable: bool
    """The same call may succeed later, unchanged."""
    problems: Tuple[Problem, ...]
    """Everything wrong with the request, when that is the reason."""
    details: Mapping[str, Any]
    """Further facts by name."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        category: str = "internal",
        retryable: bool = False,
        problems: Tuple[Problem, ...] = (),
        details: Mapping[str, Any] = {},
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.category = category
        self.code = code
        self.message = message
        self.retryable = retryable
        self.problems = problems
        self.details = details

    def __reduce__(self) -> Tuple[Any, ...]:
        # Keyword arguments are lost by the pickling of exceptions, and errors cross processes.
        return (type(self)._again, (self.code, self.message), self.__dict__)

    @classmethod
    def _again(cls, code: str, message: str) -> "Error":
        return cls(code, message)


class Invalid(Error):
    """The request is wrong; mend it."""


class NotFound(Error):
    """No such thing, or not the actor's to see."""


class Refused(Error):
    """Understood, but this actor may not, or the policy says no."""


class Conflict(Error):
    """The state moved on; read again."""


class Limit(Error):
    """Too much or too often."""


class Unavailable(Error):
    """The storage cannot serve now."""


class Internal(Error):
    """A fault of Plazo itself; nothing was written."""


_CLASSES: Mapping[str, Type[Error]] = {
    "invalid": Invalid,
    "not_found": NotFound,
    "refused": Refused,
    "conflict": Conflict,
    "limit": Limit,
    "unavailable": Unavailable,
    "internal": Internal,
}


def from_wire(text: bytes) -> Error:
    """The exception for an error's JSON. A category that is not known becomes a plain `Error`."""
    wire = json.loads(text)
    category = wire["category"]
    return _CLASSES.get(category, Error)(
        wire["code"],
        wire["message"],
        category=category,
        retryable=wire.get("retryable", False),
        problems=tuple(Problem(p["path"], p["code"], p["message"]) for p in wire.get("problems", ())),
        details=wire.get("details", {}),
    )
