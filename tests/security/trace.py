#!/usr/bin/python3
"""Runs the story under strace and looks at what it does to the outside.

    trace.py STORY CATALOGUE

V84: the core opens no socket and runs no program. V71: no byte that a user chose is part of a path.
Controls: the same eyes see a program that does these things. Exit code 77 (skipped) only where the
machine forbids ptrace, with the reason.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

MARK = "userbyte"
NETWORK = {"socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg"}
PROGRAM = {"execve", "execveat", "vfork"}


def traced(command):
    """The traced system calls as (name, rest of the line), and the exit code."""
    with tempfile.NamedTemporaryFile("r", suffix=".trace") as out:
        run = subprocess.run(["strace", "-f", "-qq", "-s", "4096", "-e", "trace=%network,%process,%file", "-o", out.name, *command],
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        calls = []
        for line in out:
            found = re.match(r"(?:\d+\s+)?(\w+)\((.*)", line)
            if found:
                calls.append(found.groups())
    return calls, run


def violations(calls):
    found = []
    programs = 0
    for name, rest in calls:
        if name in NETWORK:
            found.append(f"V84: network: {name}({rest.strip()}")
        elif name in PROGRAM:
            programs += 1
            if programs > 1:  # the first one starts the story itself
                found.append(f"V84: program: {name}({rest.strip()}")
        elif MARK in rest:
            found.append(f"V71: user bytes in a path: {name}({rest.strip()}")
    return found


def main():
    story, catalogue = sys.argv[1:]
    try:
        probe = subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit("trace: strace is missing, run scripts/setup")
    if probe.returncode != 0 and re.search(r"ptrace|not permitted|PTRACE", probe.stderr):
        print("SKIPPED: this machine forbids ptrace:", probe.stderr.strip().splitlines()[0])
        sys.exit(77)

    failures = []
    calls, run = traced([story])
    if run.returncode != 0:
        failures.append("the story itself failed: " + run.stderr)
    if not any(name == "openat" and "desk.db" in rest for name, rest in calls):
        failures.append("the story's database was not seen being opened: the trace shows nothing")
    if not any(name == "openat" and "desk.db.files/" in rest for name, rest in calls):
        failures.append("the story's attachment was not seen being written")
    failures += violations(calls)

    # Every operation is played, so that a new one is watched too.
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "story.cpp"), encoding="utf-8") as f:
        played = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)?)"', f.read()))
    with open(catalogue, encoding="utf-8") as f:
        names = {operation["name"] for operation in json.load(f)["operations"]}
    for name in sorted(names - played):
        failures.append(f"the story does not play {name}: add it to tests/security/story.cpp")

    controls = {
        "V84: network": ["/usr/bin/python3", "-c", "import socket; socket.socket()"],
        "V84: program": ["/bin/sh", "-c", "/bin/true; /bin/true"],
        "V71": ["/usr/bin/python3", "-c", f"import os; os.path.exists('/tmp/{MARK}')"],
    }
    for wanted, command in controls.items():
        seen, _ = traced(command)
        if not any(v.startswith(wanted) for v in violations(seen)):
            failures.append(f"control: {wanted} was not noticed")

    for failure in failures:
        print("FAILED:", failure)
    if failures:
        sys.exit(1)
    print(f"V71, V84: {len(calls)} system calls seen, no socket, no program, no user byte in a path; 3 controls noticed")


if __name__ == "__main__":
    main()
