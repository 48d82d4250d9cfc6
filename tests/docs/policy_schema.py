#!/usr/bin/python3
"""The published schema takes the policies that are there, and refuses what is wrong with them."""
import json
import re
import unittest
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/policy.schema.json").read_text())
POLICIES = sorted((ROOT / "examples/policies").glob("*.jsonc")) + [ROOT / "tests/core/policy/everything.jsonc"]


def without_comments(text):
    """JSON with comments as JSON: what stands in a string stays."""
    return re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', lambda m: m.group(1) or " ", text, flags=re.S)


def read(path):
    return json.loads(without_comments(path.read_text()))


class PolicySchema(unittest.TestCase):
    def setUp(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        self.validator = jsonschema.Draft202012Validator(SCHEMA)

    def refused(self, change):
        policy = read(POLICIES[-1])
        change(policy)
        return [error.json_path for error in self.validator.iter_errors(policy)]

    def test_every_policy_is_taken(self):
        for path in POLICIES:
            errors = [f"{e.json_path}: {e.message}" for e in self.validator.iter_errors(read(path))]
            self.assertEqual(errors, [], path.name)

    def test_what_is_wrong_is_refused(self):
        self.assertTrue(self.refused(lambda p: p.update(langages=["es"])))
        self.assertTrue(self.refused(lambda p: p.pop("provider")))
        self.assertTrue(self.refused(lambda p: p["channels"]["chat"].update(kind="telegraph")))
        self.assertTrue(self.refused(lambda p: p.update(first_response=True)))
        self.assertTrue(self.refused(lambda p: p.update(first_response="10 min")))
        self.assertTrue(self.refused(lambda p: p["exceptions"][0]["when"].update(channel=[1])))

    def test_a_list_of_one_may_be_its_item(self):
        self.assertEqual(self.refused(lambda p: p["exceptions"][0]["when"].update(channel="chat")), [])
        self.assertEqual(self.refused(lambda p: p["exceptions"][0]["when"].update(channel=["chat"])), [])

    def test_a_document_may_include_fragments(self):
        self.assertEqual(self.refused(lambda p: p.update(include=["holidays.jsonc"])), [])
        self.assertTrue(self.refused(lambda p: p.update(include="holidays.jsonc")))


if __name__ == "__main__":
    unittest.main()
