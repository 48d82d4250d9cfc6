"""The first story, as examples/cli/story.sh plays it; and what `cmake --install` puts where."""

import os
import subprocess

from conftest import BIN, SOURCE

STORY = os.path.join(SOURCE, "examples/cli/story.sh")


def play(plazo, **env):
    plazo.env.pop("PLAZO_DATABASE")
    return subprocess.run([STORY], env={**plazo.env, "PLAZO_BIN": BIN, **env}, cwd="/", capture_output=True, text=True, timeout=120)


def test_the_story_goes_as_told(plazo):
    done = play(plazo, TMPDIR=str(plazo.folder))
    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout
    assert "Te responderemos en 10 minutos como máximo: antes del" in told
    assert told.index("Servidor caído") < told.index("no tickets") < told.index("Respondido dentro del plazo")
    assert told.endswith("The story went as told.\n")
    assert os.listdir(plazo.folder) == []


def test_a_promise_that_is_not_made_fails_the_story(plazo):
    # The control: a program whose replies promise something else must not pass.
    liar = plazo.folder / "liar"
    liar.write_text(f"#!/bin/bash\n{BIN} \"$@\" | sed 's/\"target\":600000/\"target\":600001/'\n")
    liar.chmod(0o755)
    done = play(plazo, PLAZO_BIN=str(liar))
    assert done.returncode == 1 and "600001" in done.stderr


def test_installed_program_and_completion(plazo):
    prefix = plazo.folder / "prefix"
    build = os.path.dirname(os.path.dirname(BIN))
    done = subprocess.run(["cmake", "--install", build, "--prefix", prefix], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    completion = (prefix / "share/bash-completion/completions/plazo").read_text()
    assert completion == plazo.ok("completion", "bash")
    library = next(str(p.parent) for p in prefix.rglob("libplazo.so"))
    installed = subprocess.run([prefix / "bin/plazo", "--version"], env={**plazo.env, "LD_LIBRARY_PATH": library},
                               capture_output=True, text=True)
    assert installed.stdout == plazo.ok("--version")
    assert (prefix / "lib/systemd/system/plazo-worker.service").exists()


def test_the_command_line_knows_the_library_through_its_header_only():
    folder = os.path.join(SOURCE, "capi/cli")
    includes = [line for name in os.listdir(folder) if name.endswith((".cpp", ".hpp"))
                for line in open(os.path.join(folder, name)) if line.startswith("#include")]
    assert [line for line in includes if "plazo/" in line] == ["#include <plazo/plazo.h>\n"]
    assert not [line for line in includes if "core/" in line or "handles" in line or ".." in line]
