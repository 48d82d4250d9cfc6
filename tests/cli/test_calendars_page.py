"""docs/calendars.md: every example on the page is run, and says what the program says."""

import os
import re
import shlex

import pytest
from conftest import SOURCE

PAGE = os.path.join(SOURCE, "docs/calendars.md")


def blocks():
    with open(PAGE, encoding="utf-8") as page:
        return re.findall(r"^```(\w+)\n(.*?)^```", page.read(), re.DOTALL | re.MULTILINE)


def examples():
    """Each command of the page with what it is said to answer, in order."""
    return [(shlex.split(command)[1:], said)
            for kind, text in blocks() if kind == "console"
            for command, said in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)]


def steady(text):
    """The machine's own time-zone data may be another."""
    return re.sub(r"time-zone data \w+", "time-zone data ?", text)


def answer(plazo, words):
    for kind, text in blocks():
        if kind not in ("jsonc", "ics"):
            continue
        name, _, rest = text.partition("\n")
        with open(plazo.folder / re.sub(r"^(//|#) ", "", name), "w", encoding="utf-8") as file:
            file.write(text if kind == "jsonc" else rest)
    done = plazo.run(*words, env={"LANG": "es_ES.UTF-8"})
    # On a terminal both streams are read as one.
    return "\n".join(part.rstrip() for part in (done.stderr + done.stdout).decode().splitlines()) + "\n"


def test_there_are_examples():
    assert len(examples()) >= 20


@pytest.mark.parametrize("example", examples(), ids=lambda example: " ".join(example[0]))
def test_example(plazo, example):
    words, said = example
    assert steady(answer(plazo, words)) == steady(said)
