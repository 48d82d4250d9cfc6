"""What desks and sessions have in common: calling, closing, errors."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Callable, Dict, Mapping, Optional, Type, TypeVar, Union

from . import _core, _wire
from .errors import Internal, from_wire

Reply = TypeVar("Reply")
Self = TypeVar("Self", bound="Handle")


def open_desk(options: Mapping[str, Any]) -> _core.Desk:
    try:
        return _core.Desk(_wire.encode(options))
    except _core.Failure as failure:
        raise from_wire(failure.args[0]) from None


def open_session(desk: "Handle", actor: Mapping[str, Any]) -> _core.Session:
    try:
        core = desk._core
        assert isinstance(core, _core.Desk)
        return core.session(_wire.encode(actor))
    except _core.Failure as failure:
        raise from_wire(failure.args[0]) from None


class Handle:
    """An open desk or session. Closing is optional: the garbage collector does it, in any order."""

    def __init__(self, core: Union[_core.Desk, _core.Session]) -> None:
        self._core = core

    def call(self, operation: str, request: Mapping[str, Any] = {}) -> Dict[str, Any]:
        """Performs any operation by its name, JSON values in and out: also one that this client has no
        method for. `request` may hold datetimes and timedeltas."""
        reply: Dict[str, Any] = _wire.decode(self._perform(operation, _wire.encode(request)))
        return reply

    def close(self) -> None:
        """Gives the handle up; later calls raise `Invalid` with the code `handle.closed`. Calls that are
        under way in other threads finish."""
        self._core.close()

    @property
    def closed(self) -> bool:
        return self._core.closed

    def _perform(self, operation: str, request: bytes) -> bytes:
        try:
            return self._core.call(operation, request)
        except _core.Failure as failure:
            raise from_wire(failure.args[0]) from None

    def _typed(self, operation: str, read: Callable[[Any], Reply], fields: Mapping[str, Any]) -> Reply:
        reply = self._perform(operation, _wire.encode(fields))
        try:
            return read(_wire.decode(reply))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Replies only ever grow, so this is a client that is newer than its library.
            raise Internal(
                "client.reply",
                f"the reply of `{operation}` was performed but cannot be read ({error!r}); "
                f"is libplazo {_core.version()} older than this client?",
            ) from error

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__module__.split('.')[0]}.{type(self).__name__}{' (closed)' if self.closed else ''}>"


class Group:
    """Operations on one subject."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
