"""Plays the calls of player.cpp through the Python client: player.py FILE ACCOUNT TICKET."""
import sys
import time

import plazo

file, account, ticket = sys.argv[1:]
session = plazo.Desk.open(file).customer(account)
for line in sys.stdin:
    what, *numbers = line.split()
    count = int(numbers[-1])
    before = time.process_time()
    if what == "open":
        for i in range(int(numbers[0]), int(numbers[0]) + count):
            session.tickets.open(
                subject="La web no carga (casaluz12.es)",
                body="Desde las 9:30 la web casaluz12.es no carga y sale el error 4711. He probado con otro navegador y pasa lo mismo.",
                department="technical",
                idempotency_key=f"key{i}",
            )
    elif what == "customer":
        for _ in range(count):
            session.customers.get()
    elif what == "page":
        for _ in range(count):
            session.tickets.get(ticket=ticket)
    else:
        for _ in range(count):
            session.tickets.list()
    print(f"{time.process_time() - before:.9f}", flush=True)
