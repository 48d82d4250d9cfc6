#!/usr/bin/env python3
"""Plays the story of a promise: a provider publishes "an answer within ten minutes", a customer opens a
ticket and is told until when, an agent finds it in the queue and answers in time.

    python3 story.py [DATABASE]      a new file; without it a temporary one
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import plazo
from plazo.types import ContactFields, Department, Document, Locale, Permission, Priority, Words

POLICY = Document(
    plazo=1,
    provider="Tu Tienda Hosting",
    zone="Europe/Madrid",
    languages=[Locale.ES, Locale.EN],
    departments={
        "technical": Department(name=Words(es="Soporte técnico", en="Technical support")),
        "billing": Department(name=Words(es="Facturación", en="Billing")),
    },
    priorities={
        "regular": Priority(name=Words(es="Normal", en="Regular")),
        "high": Priority(name=Words(es="Alta", en="High")),
    },
    first_response=timedelta(minutes=10),
)


def provide(desk: plazo.Desk) -> None:
    """What the panel does as accounts and staff come and go."""
    desk.policy.install(document=POLICY)
    desk.customers.put(
        reference="1017",
        name="Zapatería Ñandú",
        locale=Locale.ES,
        contacts=[
            ContactFields(reference="eva", name="Eva Ruiz", email="eva@example.com", tickets=True),
            ContactFields(reference="luis", name="Luis Gil", billing=True),
        ],
    )
    desk.staff.put(
        reference="ana",
        name="Ana",
        permissions=[Permission.TICKETS_READ, Permission.TICKETS_REPLY, Permission.TICKETS_NOTE],
    )


def play(desk: plazo.Desk) -> None:
    eva = desk.customer("1017", contact="eva")
    opened = eva.tickets.open(
        subject="La tienda no carga",
        body="Desde las nueve solo sale un error 502.",
        department="technical",
        priority="high",
        idempotency_key="form-7c1f",
    ).ticket
    promise = opened.clocks.first_response
    assert promise is not None
    print(f"Eva opened {opened.reference}: {promise.text}")

    try:
        desk.customer("1017", contact="luis").tickets.get(ticket=opened.id)
    except plazo.Refused as error:
        print(f"Luis, who sees bills only, is refused: {error.code}")

    ana = desk.staff_member("ana")
    for waiting in ana.tickets.queue().tickets:
        print(f"Ana finds {waiting.reference} in the queue: {waiting.subject}")
        ana.tickets.note(ticket=waiting.id, body="PHP-FPM se quedó sin procesos; ampliado a 40.")
        ana.tickets.reply(ticket=waiting.id, body="Hola, Eva: ya carga. Faltaban procesos de PHP y los hemos ampliado.")

    page = eva.tickets.get(ticket=opened.id)
    kept = page.ticket.clocks.first_response
    assert kept is not None and kept.met_at is not None
    print(f"Eva reads {len(page.messages)} messages; the promise is {kept.state}: {kept.text}")
    print(f"Searching for `procesos` finds {len(eva.tickets.search(query='procesos').hits)} message of hers")
    print(f"The desk is sound: {desk.verify().sound}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="plazo-story-") as folder:
        database = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "desk.db"
        with plazo.Desk.open(database, create=True) as desk:
            provide(desk)
            play(desk)


if __name__ == "__main__":
    main()
