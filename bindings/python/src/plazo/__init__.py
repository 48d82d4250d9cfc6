"""Plazo: tickets, promises and support policy for hosting providers.

    import plazo

    with plazo.Desk.open("/var/lib/plazo/desk.db") as desk:
        tickets = desk.customer("1017", contact="eva").tickets
        opened = tickets.open(subject="Site down", body="Since 9:00", department="technical")
        print(opened.ticket.clocks.first_response.text)
"""

from . import types as types
from ._core import version as version
from .client import *
from .client import __all__ as _client
from .errors import *
from .errors import __all__ as _errors

__all__ = ["types", "version", *_client, *_errors]
