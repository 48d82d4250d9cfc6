"""What the other libraries are asked, and the right answers, found by stepping through the minutes and looking at the
wall clock, with Python's own zone data. Nothing of the engine takes part in them."""

import json
import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
MINUTE = 60_000
OFFICE = [[["10:00", "20:00"]]] * 5 + [[["10:00", "14:00"]], []]
ALWAYS = [[["00:00", "24:00"]]] * 7
NIGHTS = [[["00:00", "10:00"]]] * 7
LUNCH = [[["09:00", "13:00"], ["14:00", "18:00"]]] * 5 + [[], []]


def only(day, hours):
    return [[hours] if each == day else [] for each in range(7)]


def holidays(count):
    """As tests/bench/calendar lays them out."""
    return [f"{2024 + i % 5:04}-{i * 7 % 12 + 1:02}-{i * 11 % 28 + 1:02}" for i in range(count)]


def at(text):
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def minutes_of(clock):
    return int(clock[:2]) * 60 + int(clock[3:])


def answer(week, closed, start, amount):
    spans = [[(minutes_of(begin), minutes_of(end)) for begin, end in day] for day in week]
    closed = {date.fromisoformat(text) for text in closed}
    while True:
        wall = datetime.fromtimestamp(start / 1000, MADRID)
        of_day = wall.hour * 60 + wall.minute
        if wall.date() not in closed and any(begin <= of_day < end for begin, end in spans[wall.weekday()]):
            if amount <= MINUTE:
                return start + amount
            amount -= MINUTE
        start += MINUTE


def question(name, week, closed, start, amount):
    return {"name": name, "week": week, "holidays": closed, "from": start, "amount": amount,
            "answer": answer(week, closed, start, amount)}


def questions():
    hour = 3_600_000
    yield question("C01", OFFICE, [], at("2026-03-27T19:30:00+01:00"), 2 * hour)
    yield question("C02", OFFICE, [], at("2026-03-28T13:30:00+01:00"), hour)
    yield question("C06", ALWAYS, ["2026-10-25"], at("2026-10-24T23:30:00+02:00"), hour)
    yield question("C07", ALWAYS, ["2026-03-29"], at("2026-03-28T23:30:00+01:00"), hour)
    yield question("C08", NIGHTS, [], at("2022-10-30T00:00:00+00:00"), hour)
    yield question("C09", NIGHTS, [], at("2026-03-29T01:30:00+01:00"), hour)
    yield question("C10", NIGHTS, [], at("2026-03-28T09:30:00+01:00"), 5 * hour)
    yield question("C14", OFFICE, [], at("2026-03-06T20:00:00+01:00"), MINUTE)
    yield question("C16", only(1, ["08:00", "17:00"]), [], at("2026-03-04T10:00:00+01:00"), 4 * hour)
    yield question("C17", LUNCH, [], at("2026-03-02T12:30:00+01:00"), hour)
    yield question("C18", only(5, ["10:00", "14:00"]), [], at("2026-03-27T19:30:00+01:00"), 40 * hour)
    yield question("C20", [[["09:00", "17:00"]]] * 5 + [[], []], [], at("2026-03-02T09:00:00+01:00"), 99 * hour)
    yield question("C24", OFFICE, ["2026-05-15"], at("2026-05-15T11:00:00+02:00"), MINUTE)
    draw = random.Random(5)
    for i in range(87):
        yield question("drawn", OFFICE, holidays(12 if i % 2 else 200), minute_of_2026(draw),
                       draw.randrange(1, 4800) * MINUTE)


def minute_of_2026(draw):
    return int((datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=draw.randrange(365 * 1440))).timestamp() * 1000)


def everything():
    draw = random.Random(6)
    return {"questions": list(questions()), "starts": [minute_of_2026(draw) for _ in range(256)], "week": OFFICE,
            "holidays": {"12": holidays(12), "200": holidays(200)}}


def as_calendar(asked):
    """The question's hours as a calendar document."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return {"zone": "Europe/Madrid", "holidays": asked["holidays"],
            "weekly": {day: [f"{begin}-{end}" for begin, end in hours] for day, hours in zip(days, asked["week"]) if hours}}


if __name__ == "__main__":
    print(json.dumps(everything()))
