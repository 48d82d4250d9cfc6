"""PHP-FPM behind nginx, and PHP's own server, with private configuration in a folder of their own."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator, Optional
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
EXTENSION = Path(os.environ["PLAZO_PHP_EXTENSION"]).resolve()
FULL = os.environ.get("PLAZO_FULL") == "1"
# Beside the code under test, what a customer's server has: the same worker reads the file with these.
PHP = ["-n", "-d", f"extension={EXTENSION}", "-d", "extension=pdo", "-d", "extension=pdo_sqlite", "-d", "log_errors=1"]


def program(*names: str) -> str:
    for name in names:
        found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
        if found:
            return found
    raise RuntimeError(f"none of {names} is installed: run scripts/setup")


def fpm_program() -> str:
    version = subprocess.run(["php-config", "--version"], capture_output=True, text=True, check=True).stdout
    return program("php-fpm" + ".".join(version.split(".")[:2]), "php-fpm")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Folder:
    """A desk with two customers, and where the pages write what they have acknowledged.

    In memory where there is such a place: killing a process loses nothing that it has handed to the
    system, so the disk would only add its waits to those that are measured.
    """

    def __init__(self) -> None:
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.path = Path(tempfile.mkdtemp(prefix="plazo-servers-", dir=base))
        self.database = self.path / "desk.db"
        try:
            self.php("prepare")
        except BaseException:
            self.remove()
            raise

    def php(self, action: str, **given: str) -> Any:
        """Performs an action of app.php on the command line."""
        environment = {**os.environ, "PLAZO_FOLDER": str(self.path)}
        done = subprocess.run(
            ["php", *PHP, "-d", "display_errors=stderr", str(HERE / "app.php"), urlencode({"do": action, **given})],
            env=environment, capture_output=True, text=True, timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def acknowledged(self) -> set[str]:
        path = self.path / "acknowledged"
        # A page that was killed in the middle of this write has not acknowledged.
        lines = path.read_text().split("\n") if path.exists() else []
        return set(lines[:-1])

    def subjects(self) -> set[str]:
        return set(self.php("subjects"))

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


class Server:
    """What answers over HTTP. `get` is one request on a connection of its own."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.port = 0
        self._programs: list[subprocess.Popen[bytes]] = []

    def _start(self, command: list[str], log: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder.path / log).open("ab") as out:
            started = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env={**os.environ, "PLAZO_FOLDER": str(self.folder.path), **environment},
            )
        self._programs.append(started)
        return started

    def get(self, action: str, timeout: float = 60, **given: Any) -> tuple[int, str]:
        """Status and body; status 0 when the connection broke. `timeout` in seconds: `TimeoutError` after it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", "/?" + urlencode({"do": action, **given}))
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace")
        except (http.client.HTTPException, ConnectionError):
            return 0, ""
        finally:
            connection.close()

    def json(self, action: str, **given: Any) -> Any:
        status, body = self.get(action, **given)
        assert status == 200, f"{action}: {status} {body}\n{self.log()}"
        return json.loads(body)

    def wait_until_ready(self) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if self.get("pid")[0] == 200:
                return
            time.sleep(0.02)
        raise AssertionError("the server does not answer\n" + self.log())

    def log(self) -> str:
        return "".join(f"== {path.name}\n{path.read_text(errors='replace')[-3000:]}" for path in self.folder.path.glob("*.log"))

    def stop(self) -> None:
        for one in reversed(self._programs):
            if one.poll() is None:
                one.terminate()
        for one in self._programs:
            try:
                one.wait(15)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()


class Fpm(Server):
    def __init__(self, folder: Folder, workers: int = 8, max_requests: int = 0, **settings: str) -> None:
        super().__init__(folder)
        path, root = folder.path, os.geteuid() == 0
        admin = "".join(f"php_admin_value[{name}] = {value}\n" for name, value in settings.items())
        (path / "fpm.conf").write_text(
            f"[global]\nerror_log = {path}/fpm.log\nlog_level = error\ndaemonize = no\n[www]\n"
            + ("user = root\ngroup = root\n" if root else "")
            + f"listen = {path}/fpm.sock\nlisten.backlog = 511\npm = static\npm.max_children = {workers}\n"
            f"pm.max_requests = {max_requests}\ncatch_workers_output = yes\nclear_env = no\n{admin}"
        )
        command = [fpm_program(), "--nodaemonize", *(["--allow-to-run-as-root"] if root else []), "-y", f"{path}/fpm.conf"]
        # With the cache that every server has: pages that are compiled once spend their time in calls.
        cached = ["-d", "zend_extension=opcache", "-d", "display_errors=0"]
        self.master = self._start([*command, *PHP, *cached], "fpm-out.log")
        for _ in range(5):  # a port may be taken between choosing and listening
            self.port = free_port()
            self._nginx(path, root)
            time.sleep(0.1)
            if self._programs[-1].poll() is None:
                break
            self._programs.pop()
        self.wait_until_ready()

    def _nginx(self, path: Path, root: bool) -> None:
        (path / "temporary").mkdir(exist_ok=True)
        places = "".join(f"{kind}_temp_path {path}/temporary;" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (path / "nginx.conf").write_text(f"""
            {"user root;" if root else ""} worker_processes 1; daemon off; pid {path}/nginx.pid;
            error_log {path}/nginx.log crit;
            events {{ worker_connections 256; }}
            http {{
                access_log off; {places}
                server {{
                    listen 127.0.0.1:{self.port};
                    location / {{
                        fastcgi_pass unix:{path}/fpm.sock;
                        fastcgi_read_timeout 60s;
                        fastcgi_param SCRIPT_FILENAME {HERE}/app.php;
                        fastcgi_param QUERY_STRING $query_string;
                        fastcgi_param REQUEST_METHOD $request_method;
                        fastcgi_param PLAZO_FOLDER {path};
                    }}
                }}
            }}""")
        self._start([program("nginx"), "-e", f"{path}/nginx.log", "-c", f"{path}/nginx.conf"], "nginx-out.log")

    def workers(self) -> list[int]:
        text = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text()
        return [int(one) for one in text.split()]


class BuiltIn(Server):
    """`php -S` with several workers."""

    def __init__(self, folder: Folder, workers: int = 4) -> None:
        super().__init__(folder)
        for _ in range(5):
            self.port = free_port()
            command = ["php", *PHP, "-d", "display_errors=0", "-S", f"127.0.0.1:{self.port}", str(HERE / "app.php")]
            # In a session of its own: its workers do not end with it.
            one = self._start(command, "php-S.log", PHP_CLI_SERVER_WORKERS=str(workers))
            time.sleep(0.3)
            if one.poll() is None:
                break
            self._programs.pop()
        self.wait_until_ready()

    def stop(self) -> None:
        master = self._programs[-1].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        super().stop()
        for child in children:
            try:
                os.kill(int(child), signal.SIGTERM)
            except ProcessLookupError:
                pass


def names(prefix: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{prefix}-{number}"


class Load:
    """Clients that ask without a pause until they are told to stop."""

    def __init__(self, server: Server, clients: int, action: str, requests: Optional[int] = None, **given: Any) -> None:
        self.answers: dict[int, int] = {}
        self.failures: list[str] = []
        self.longest_gap = 0.0
        self._last: Optional[float] = None
        self._lock = threading.Lock()
        self._left = requests
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._ask, args=(server, action, names(f"c{i}-{random.getrandbits(32):x}"), given))
            for i in range(clients)
        ]
        for thread in self._threads:
            thread.start()

    def _ask(self, server: Server, action: str, subjects: Iterator[str], given: dict[str, Any]) -> None:
        while not self._stop.is_set():
            with self._lock:
                if self._left is not None:
                    if self._left == 0:
                        return
                    self._left -= 1
            status, body = server.get(action, subject=next(subjects), **given)
            now = time.monotonic()
            with self._lock:
                self.answers[status] = self.answers.get(status, 0) + 1
                if status == 200:
                    if self._last is not None:
                        self.longest_gap = max(self.longest_gap, now - self._last)
                    self._last = now
                elif status == 500:
                    self.failures.append(body)

    def wait(self) -> "Load":
        for thread in self._threads:
            thread.join()
        return self

    def stop(self) -> "Load":
        self._stop.set()
        return self.wait()


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    """Waits for what another process does; gives what the condition gave."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found or time.monotonic() > end:
            return found
        time.sleep(0.002)
