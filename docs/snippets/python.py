import plazo

with plazo.Desk.open("desk.db") as desk:
    eva = desk.customer("1017", contact="eva")  # the panel has authenticated her
    ticket = eva.tickets.open(subject="Site down", body="Since 9:00", department="technical").ticket
    print(ticket.reference, ticket.clocks.first_response.text)
    try:
        desk.customer("2000").tickets.get(ticket=ticket.id)  # somebody else's
    except plazo.NotFound as error:
        print(error.code)
