#!/usr/bin/python3
"""V75: no SQL text is made of data. The first argument of every query, run and prepare in the core is
a literal, or the name of something that is itself made of literals alone."""
import re
import unittest

import sources

CALL = re.compile(r"(?:\.|->)(query|run|prepare)\s*\(|\b(matches|run_plain|run_own)\s*\(")
LITERAL = r'(?:R?"(?:\\.|[^"\\])*"\s*)+'

# Functions that put a literal condition behind a SELECT of described columns.
MAKERS = "contacts_where|listing|texts|carried"

# What runs statements for others, by file and argument: the text comes to them from call sites that
# are looked at themselves, or from files that are part of the library.
PASSED_ON = {
    ("core/storage/port.hpp", "sql"): "the port itself",
    ("core/storage/tables.cpp", "insert_"): "made of described names at start-up",
    ("core/storage/migrations.cpp", "step.sql"): "migrations are files of this repository",
    ("core/storage/sqlite_database.cpp", "sql"): "temporary tables, constants of the core",
    ("core/operations/desk.cpp", "call"): "`op.run`, which runs a handler, not a statement",
    ("core/calendar/feed.cpp", "ics"): "`Reader::run`, no statement",
    ("core/calendar/reading.cpp", "document"): "`Reader::run`, no statement",
    ("core/policy/include.cpp", "text"): "`Merge::run`, no statement",
    ("core/operations/desk_operations.cpp", "page.sql"): "a constexpr table of literals",
    ("core/tickets/search.cpp", "sql"): "`matches`, whose callers are looked at",
}


def arguments(text, start):
    """The arguments of a call whose bracket opens before `start`."""
    depth, parts, at, quoted = 0, [""], start, False
    while at < len(text):
        c = text[at]
        if quoted:
            quoted = c != '"' or text[at - 1] == "\\"
        elif c == '"':
            quoted = True
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            if depth == 0:
                return [p.strip() for p in parts]
            depth -= 1
        elif c == "," and depth == 0:
            parts.append("")
            at += 1
            continue
        parts[-1] += c
        at += 1
    return []


def made_of_literals(name, code):
    """Whether every definition of `name` in this file is a constant made of literals."""
    definitions = re.findall(r"(?:static\s+)?const(?:expr)?\s+(?:std::string|std::string_view|auto|char\s*\*?\s*(?:const)?)\s*&?\s*"
                             + re.escape(name) + r"\s*(?:=|\()([^;]*);", code)
    if not definitions:
        return False
    allowed = re.compile(r"^\s*(?:" + LITERAL + r"|\w+\(\)\.select\(\s*" + LITERAL + r"\)|(?:" + MAKERS + r")\(\s*" + LITERAL + r"\))\s*$")
    return all(allowed.match(d) for d in definitions)


def violations(path, text):
    code = sources.without_comments(text)
    found = []
    for call in CALL.finditer(code):
        given = arguments(code, call.end())
        which = call.group(1) or call.group(2)
        position = 1 if which in ("matches", "run_plain") else 0
        if len(given) <= position or not given[position]:
            continue
        sql = given[position]
        if re.fullmatch(r"(?:const\s+)?[\w:<>]+\s*[&*]?\s+[&*]?\s*\w*", given[0]) and " " in given[0]:
            continue  # the declaration of such a function
        if re.fullmatch(LITERAL, sql) or (re.fullmatch(r"\w+", sql) and made_of_literals(sql, code)):
            continue
        if re.fullmatch(r".*\?\s*" + LITERAL + r":\s*" + LITERAL, sql, re.S):
            continue  # one literal or another
        if (path, sql) in PASSED_ON:
            continue
        if path.startswith("core/storage/sqlite_") or path == "core/storage/migrations.cpp":
            # The driver's own statements: no request reaches them. Numbers that it made are all they hold.
            continue
        line = code.count("\n", 0, call.start()) + 1
        found.append(f"{path}:{line}: SQL that is not a literal: {sql}")
    return found


class SqlText(unittest.TestCase):
    def test_v75_no_sql_is_made_of_data(self):
        calls, found = 0, []
        for path in sources.files("core", ".cpp", ".hpp"):
            text = sources.read(path)
            calls += len(CALL.findall(sources.without_comments(text)))
            found += violations(sources.name(path), text)
        self.assertGreater(calls, 40)
        self.assertEqual(found, [])

    def test_v75_the_one_who_appends_to_a_where_gets_literals(self):
        for path in sources.files("core", ".cpp", ".hpp"):
            code = sources.without_comments(sources.read(path))
            for call in re.finditer(r"(?:\(\)\.|\.)select\s*\(|\b(?:" + MAKERS + r")\s*\((?!std)", code):
                given = arguments(code, call.end())
                self.assertTrue(re.fullmatch(LITERAL, given[0]), f"{sources.name(path)}: {given}")

    def test_controls(self):
        for code in ['tx.query("SELECT 1 WHERE a = \'" + name + "\'");', "tx.run(sql);", "tx.run(fmt::format(\"x {}\", a));",
                     'tx.query(std::string("SELECT ") + column);', 'const std::string sql = "SELECT " + order; tx.query(sql, id);',
                     'static const std::string sql = tickets().select("ORDER BY " + order); tx.query(sql);', "connection.prepare(text.c_str());",
                     'matches(tx, "SELECT " + a, wanted);']:
            self.assertTrue(violations("core/tickets/x.cpp", code), code)
        for code in ['tx.query("SELECT 1 WHERE a = ?", name);', 'static const std::string sql = tickets().select("WHERE id = ?"); tx.query(sql, id);',
                     'tx.run(met ? "UPDATE a" : "UPDATE b", id);', 'tx.run("DELETE FROM a "\n  "WHERE b = ?", b);']:
            self.assertEqual(violations("core/tickets/x.cpp", code), [], code)


if __name__ == "__main__":
    unittest.main()
