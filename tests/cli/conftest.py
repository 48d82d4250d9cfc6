"""`plazo` as a program: run in a private folder with a clean environment. PLAZO_BIN names it."""

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import termios

import pytest

BIN = os.environ["PLAZO_BIN"]
SOURCE = os.environ["PLAZO_SOURCE"]
POLICY = os.path.join(SOURCE, "examples/policies/introserv.jsonc")
NOW = "2026-03-02T09:00:00Z"


class Plazo:
    def __init__(self, folder):
        self.folder = folder
        self.database = os.path.join(folder, "desk", "desk.db")
        self.env = {"PATH": os.environ["PATH"], "PLAZO_DATABASE": self.database, "TZ": "Europe/Madrid",
                    "HOME": str(folder), "TERM": "xterm"}
        for name in ("ASAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]

    def run(self, *words, input=None, env=None, **more):
        """Bytes in and out, so that nothing is decoded on the way."""
        return subprocess.run([BIN, *map(str, words)], input=input, capture_output=True, timeout=120,
                              stdin=None if input is not None else subprocess.DEVNULL,
                              env={**self.env, **(env or {})}, cwd=self.folder, **more)

    def start(self, *words, env=None, **more):
        return subprocess.Popen([BIN, *map(str, words)], env={**self.env, **(env or {})}, cwd=self.folder,
                                stdin=subprocess.DEVNULL, **more)

    def ok(self, *words, **more):
        done = self.run(*words, **more)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def json(self, *words, **more):
        return json.loads(self.ok(*words, "--json", **more))

    def call(self, operation, request=None, **more):
        words = ["call", operation] + ([json.dumps(request)] if request is not None else [])
        actor = more.pop("as_", None)
        return self.json(*words, *(["--as", actor] if actor else []), **more)

    def fails(self, exit_code, *words, **more):
        """The failure as JSON; standard error says the same for people."""
        done = self.run(*words, "--json", **more)
        assert done.returncode == exit_code, (done.returncode, done.stdout, done.stderr)
        error = json.loads(done.stdout)["error"]
        assert error["message"] in done.stderr.decode()
        return error

    def on_terminal(self, *words, env=None, columns=100):
        """Output of a run whose standard output is a terminal of so many columns."""
        outer, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen([BIN, *map(str, words)], env={**self.env, **(env or {})}, cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=inner, stderr=subprocess.PIPE)
        os.close(inner)
        out = b""
        while True:
            select.select([outer], [], [], 60)
            try:
                part = os.read(outer, 65536)
            except OSError:
                break
            if not part:
                break
            out += part
        os.close(outer)
        error = process.stderr.read()
        assert process.wait(60) == 0, error
        return out.replace(b"\r\n", b"\n").decode()


@pytest.fixture
def plazo(tmp_path):
    return Plazo(tmp_path)


@pytest.fixture
def desk(plazo):
    """A desk with the example's policy, a customer with a contact, and an agent."""
    plazo.ok("init")
    plazo.ok("policy", "install", POLICY)
    plazo.call("customer.put", {"reference": "1017", "name": "Zapatería Ñandú",
                                "contacts": [{"reference": "eva", "name": "Eva", "tickets": True},
                                             {"reference": "luis", "name": "Luis", "billing": True}]})
    plazo.call("customer.put", {"reference": "2000", "name": "Other Ltd", "locale": "en"})
    plazo.call("staff.put", {"reference": "ana", "name": "Ana",
                             "permissions": ["tickets_read", "tickets_open", "tickets_reply", "tickets_note",
                                             "tickets_close", "customers_read", "customer_view"]})
    return plazo


def open_ticket(desk, as_="customer:1017", **more):
    request = {"department": "technical", "subject": "Servidor caído", "body": "No responde a ping", **more.pop("request", {})}
    return desk.call("ticket.open", request, as_=as_, **more)["ticket"]
