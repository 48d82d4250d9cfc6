"""Each check of the doctor, bad and good."""

import json
import os
import shutil

import pytest

from conftest import Plazo, open_ticket


def examine(desk, *words, env=None):
    done = desk.run("doctor", "--json", "--server-config", str(desk.folder / "etc"), *words, env=env)
    report = json.loads(done.stdout)
    checks = {check["name"]: check for check in report["checks"]}
    assert done.returncode == (1 if report["errors"] else 0)
    assert report["errors"] == sum(c["status"] == "error" for c in report["checks"])
    assert all("help" in check for check in report["checks"] if check["status"] != "ok"), checks
    return checks


def status(desk, name, *words, env=None):
    return examine(desk, *words, env=env)[name]["status"]


def test_a_healthy_desk(desk):
    checks = examine(desk)
    assert {name for name, check in checks.items() if check["status"] == "error"} == set()
    assert {"version", "zone_data", "folder_mode", "disk_space", "web_root", "owner", "file_mode", "database", "engine",
            "locks", "log_size", "policy", "tick", "outbox"} == set(checks)
    text = desk.ok("doctor", "--server-config", "/nonexistent")
    assert "0 errors" in text and "web_root" in text


def test_old_sqlite_is_named(desk):
    version = desk.call("desk.status")["engine_version"]
    old = tuple(map(int, version.split("."))) < (3, 51, 3)
    assert (status(desk, "engine") == "warning") == old


def test_modes(desk):
    folder = os.path.dirname(desk.database)
    os.chmod(folder, 0o750)
    assert status(desk, "folder_mode") == "warning"
    os.chmod(folder, 0o777)
    assert status(desk, "folder_mode") == "error"
    os.chmod(folder, 0o700)
    os.chmod(desk.database, 0o644)
    assert status(desk, "file_mode") == "error"


def test_wrong_owner(desk):
    if os.geteuid() != 0:
        pytest.skip("needs root to give a file to another user")
    os.chown(desk.database + "-wal", 65534, 65534)
    finding = examine(desk)["owner"]
    assert finding["status"] == "error" and "-wal belongs to nobody" in finding["message"]
    os.chown(desk.database + "-wal", 0, 0)
    os.chown(os.path.dirname(desk.database), 65534, 65534)
    assert "the folder belongs to nobody" in examine(desk)["owner"]["message"]


def test_missing_zone_data(desk):
    assert status(desk, "zone_data", env={"TZDIR": "/nonexistent"}) == "error"


@pytest.mark.parametrize("place", ["public_html/desk", "site/htdocs/support/desk", "httpdocs", "wwwroot/a/b/c"])
def test_web_roots_by_name(desk, place):
    move(desk, place)
    assert status(desk, "web_root") == "error"


def move(desk, place):
    folder = desk.folder / place
    os.makedirs(folder.parent, exist_ok=True)
    shutil.move(os.path.dirname(desk.database), folder)
    desk.database = desk.env["PLAZO_DATABASE"] = str(folder / "desk.db")


def test_web_root_of_the_environment(desk):
    assert status(desk, "web_root", env={"DOCUMENT_ROOT": str(desk.folder)}) == "error"
    assert status(desk, "web_root", env={"DOCUMENT_ROOT": str(desk.folder / "des")}) == "ok"
    assert status(desk, "web_root", env={"DOCUMENT_ROOT": ""}) == "ok"


@pytest.mark.parametrize("file,line", [
    ("nginx/sites-enabled/shop", "server {\n  listen 80; root %s;\n}"),
    ("nginx/conf.d/shop.conf", "location /x { alias \"%s/\"; }"),
    ("apache2/sites-enabled/000-default.conf", "<VirtualHost *:80>\n\tDocumentRoot %s\n</VirtualHost>"),
    ("apache2/conf-enabled/x.conf", "  documentroot '%s'"),
    ("httpd/conf.d/x.conf", "Alias /files \"%s\""),
])
def test_web_roots_of_servers(desk, file, line):
    path = desk.folder / "etc" / file
    os.makedirs(path.parent)
    path.write_text(line % (desk.folder / "elsewhere"))
    assert status(desk, "web_root") == "ok"
    path.write_text("# " + (line % desk.folder).replace("\n", "\n# "))
    assert status(desk, "web_root") == "ok"
    path.write_text(line % desk.folder)
    finding = examine(desk)["web_root"]
    assert finding["status"] == "error" and path.name in finding["message"]
    # Also through a link.
    os.symlink(os.path.dirname(desk.database), "/tmp/plazo-link-%d" % os.getpid())
    try:
        assert status(desk, "web_root", "--database", "/tmp/plazo-link-%d/desk.db" % os.getpid()) == "error"
    finally:
        os.unlink("/tmp/plazo-link-%d" % os.getpid())


def test_no_policy_and_nobody_ticking(plazo):
    plazo.ok("init")
    assert status(plazo, "policy") == "warning"


def test_nobody_ticks(desk):
    open_ticket(desk)
    assert status(desk, "tick") == "ok"
    assert status(desk, "tick", "--now", "2099-01-01T00:00:00Z") == "warning"


def test_databases_that_cannot_be_used(desk):
    missing = str(desk.folder / "desk" / "nowhere.db")
    finding = examine(desk, "--database", missing)["database"]
    assert finding["status"] == "error" and "init" in finding["help"]
    assert status(desk, "folder", "--database", "/nonexistent/desk.db") == "error"
    with open(desk.database, "r+b") as file:
        file.write(b"damaged!")
    finding = examine(desk)["database"]
    assert finding["status"] == "error" and "restore" in finding["help"]


def test_a_full_disk(desk):
    # A file system of a few MB needs rights that a test may not have; what it would report is computed from statvfs.
    if os.geteuid() != 0 or os.system("mkdir -p %s/small && mount -t tmpfs -o size=4m none %s/small 2>/dev/null" % ((desk.folder,) * 2)):
        pytest.skip("needs the right to mount a small file system")
    try:
        small = Plazo(desk.folder / "small")
        small.ok("init")
        assert examine(small)["disk_space"]["status"] == "error"
    finally:
        os.system("umount %s/small" % desk.folder)


def test_a_task_that_nobody_claims_is_told(desk):
    then = ["--now", "2026-03-02T09:00:00Z"]
    session = desk.json("call", "session.start", '{"customer":"1017","channel":"chat"}', *then)["session"]["id"]
    wanted = {"session": session, "subject": "x", "body": "y", "department": "technical", "callback": True}
    ticket = desk.json("call", "session.escalate", json.dumps(wanted), *then)["ticket"]["id"]
    assert status(desk, "outbox") == "ok"
    desk.json("call", "ticket.close", json.dumps({"ticket": ticket}), "--as", "customer:1017", *then)
    assert status(desk, "outbox") == "warning"
    task = desk.call("outbox.claim", {"kinds": ["session.callback"]})["tasks"][0]
    desk.call("outbox.fail", {"task": task["id"], "fence": 1, "reason": "gone", "most_attempts": 1})
    assert "1 were given up" in examine(desk)["outbox"]["message"]
    assert status(desk, "outbox") == "warning"
