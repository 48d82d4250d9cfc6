"""The package builds and installs without PyPI, against an installed libplazo."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

BUILD = Path(os.environ["PLAZO_BUILD"])


def run(*command: Any, **environment: str) -> str:
    # Without the build's own package, and without flags of a sanitizer's preload.
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "LD_PRELOAD")}
    done = subprocess.run(
        [str(word) for word in command], env={**clean, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def installed(folder: Path) -> Path:
    """libplazo as `cmake --install` leaves it."""
    run(os.environ.get("CMAKE_COMMAND", "cmake"), "--install", BUILD, "--prefix", folder / "prefix")
    found = list((folder / "prefix").rglob("plazo.pc"))
    assert len(found) == 1
    # The file names the prefix that was configured; pkg-config may be told another.
    text = found[0].read_text("utf-8").split("\n")
    found[0].write_text("\n".join(f"prefix={folder / 'prefix'}" if line.startswith("prefix=") else line for line in text), "utf-8")
    return found[0].parent


def test_wheel_and_virtual_environment(folder: Path, installed: Path) -> None:
    if subprocess.run([sys.executable, "-c", "import pip, venv"]).returncode != 0:
        pytest.skip("this Python cannot make virtual environments: install python3-pip and python3-venv")
    if "asan" in os.environ.get("LD_PRELOAD", ""):
        pytest.skip("a wheel with an address-sanitized library needs the preload; the plain build tries it")
    library = {"LD_LIBRARY_PATH": str(installed.parent)}
    build = {"PKG_CONFIG_PATH": str(installed), "CFLAGS": "-O0"}
    package = folder / "package"
    shutil.copytree(ROOT / "bindings/python", package, ignore=shutil.ignore_patterns("build", "*.egg-info"))

    # In one with Debian's build tools: as a user without PyPI installs it.
    pip = [sys.executable, "-m", "pip", "--python"]
    run(sys.executable, "-m", "venv", "--system-site-packages", "--without-pip", folder / "builds")
    run(*pip, folder / "builds/bin/python", "install", "--no-build-isolation", "--no-index", package, **build)
    assert "The desk is sound: True" in run(folder / "builds/bin/python", ROOT / "examples/python/story.py", **library)

    # As a wheel, into one that has nothing else.
    run(sys.executable, "-m", "pip", "wheel", "--no-build-isolation", "--no-index", "--no-deps", "-w", folder, package, **build)
    (wheel,) = folder.glob("plazo-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "bare")
    run(*pip, folder / "bare/bin/python", "install", "--no-index", wheel)
    assert "The desk is sound: True" in run(folder / "bare/bin/python", ROOT / "examples/python/story.py", **library)
    script = "import importlib.metadata, pathlib, plazo; print(importlib.metadata.version('plazo'), plazo.version()); "
    script += "assert pathlib.Path(plazo.__file__).with_name('py.typed').exists()"
    packaged, linked = run(folder / "bare/bin/python", "-c", script, **library).split()
    assert packaged == linked


def test_a_missing_library_is_named(folder: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PLAZO_") and k != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, ROOT / "bindings/python/setup.py", "--version"],
        cwd=folder,
        env={**clean, "PKG_CONFIG_PATH": "", "PKG_CONFIG_LIBDIR": str(folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0 and "libplazo is not installed where pkg-config finds it" in done.stderr
