"""The completion, sourced by a real bash."""

import json
import subprocess

from conftest import BIN


def complete(plazo, *words, cwd=None):
    """What bash would offer after these words; the last one is being typed."""
    script = plazo.ok("completion", "bash")
    quoted = " ".join("'%s'" % word for word in ("plazo", *words))
    program = script + f"""
COMP_WORDS=({quoted}) COMP_CWORD={len(words)}
_plazo
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "--norc", "-c", program], capture_output=True, text=True, env=plazo.env, cwd=cwd or plazo.folder)
    assert done.stderr == "", done.stderr
    return set(done.stdout.split())


def test_commands_and_options_come_from_the_tree(plazo):
    offered = complete(plazo, "")
    assert {"init", "call", "catalogue", "tick", "worker", "policy", "backup", "restore", "verify", "doctor", "completion"} <= offered
    assert "--database" in complete(plazo, "--")
    assert complete(plazo, "pol") == {"policy"}
    assert {"check", "install", "show"} <= complete(plazo, "policy", "")
    assert {"add", "subtract", "between", "status", "week", "check", "import", "affected"} <= complete(plazo, "calendar", "")
    assert complete(plazo, "calendar", "add", "office.jsonc", "--o") == {"--open"}
    assert complete(plazo, "worker", "--int") == {"--interval"}
    assert "--as" in complete(plazo, "call", "ticket.get", "--")


def test_operations_come_from_the_catalogue(plazo):
    names = {operation["name"] for operation in plazo.json("catalogue")["operations"]}
    assert names <= complete(plazo, "call", "")
    assert complete(plazo, "call", "ticket.q") == {"ticket.queue"}
    assert complete(plazo, "--database", "init", "call", "policy.c") == {"policy.check", "policy.current"}
    assert complete(plazo, "catalogue", "ticket.no") == {"ticket.note"}


def test_values(plazo):
    (plazo.folder / "backup.db").touch()
    assert "backup.db" in complete(plazo, "restore", "ba")
    assert "backup.db" in complete(plazo, "--database", "ba")
    assert complete(plazo, "call", "x", "--as", "st") == {"staff:"}
    assert complete(plazo, "--locale", "e") == {"es", "en"}
    assert "backup.db" in complete(plazo, "calendar", "week", "ba")
    assert "backup.db" in complete(plazo, "policy", "diff", "old.jsonc", "ba")
    assert complete(plazo, "policy", "diff", "old.jsonc", "new.jsonc", "ba") == set()
    assert complete(plazo, "policy", "check", "old.jsonc", "ba") == set()
    assert "backup.db" in complete(plazo, "policy", "simulate", "p.jsonc", "--history", "ba")


def test_sourcing_it_changes_nothing_but_the_completion(plazo):
    script = plazo.ok("completion", "bash")
    done = subprocess.run(["bash", "--norc", "-euc", script + "complete -p plazo"], capture_output=True, text=True)
    assert done.stdout == "complete -F _plazo plazo\n" and done.stderr == ""
    assert json.loads(plazo.ok("completion", "bash", "--json"))["script"] == script
    assert BIN not in script
