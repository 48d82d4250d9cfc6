"""Builds plazo._core against an installed libplazo.

libplazo is found through pkg-config. For one in an unusual place set PKG_CONFIG_PATH, or

    PLAZO_INCLUDE_DIR   the folder that holds plazo/plazo.h
    PLAZO_LIBRARY_DIR   the folder that holds libplazo.so; also written into the module as its run path
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

from pybind11.setup_helpers import Pybind11Extension
from setuptools import setup


def from_pkg_config() -> Dict[str, List[str]]:
    try:
        command = [os.environ.get("PKG_CONFIG", "pkg-config"), "--cflags", "--libs", "plazo"]
        flags = shlex.split(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        sys.exit("plazo: libplazo is not installed where pkg-config finds it: install it, or set PKG_CONFIG_PATH, "
                 "or PLAZO_INCLUDE_DIR and PLAZO_LIBRARY_DIR")
    return {
        "include_dirs": [flag[2:] for flag in flags if flag.startswith("-I")],
        "library_dirs": [flag[2:] for flag in flags if flag.startswith("-L")],
    }


def places() -> Dict[str, List[str]]:
    include, library = os.environ.get("PLAZO_INCLUDE_DIR"), os.environ.get("PLAZO_LIBRARY_DIR")
    if include and library:
        return {"include_dirs": [include], "library_dirs": [library], "runtime_library_dirs": [library]}
    return from_pkg_config()


def version(include_dirs: List[str]) -> str:
    """The version of the header that the module is built with: the binding has none of its own."""
    for folder in [*include_dirs, "/usr/local/include", "/usr/include"]:
        header = Path(folder) / "plazo/plazo.h"
        if header.exists():
            found = re.search(r"#define PLAZO_VERSION_NUMBER (\d+)", header.read_text(encoding="utf-8"))
            if found:
                number = int(found.group(1))
                return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    sys.exit("plazo: plazo/plazo.h is missing")


where = places()
setup(
    version=version(where["include_dirs"]),
    ext_modules=[Pybind11Extension("plazo._core", ["src/core.cpp"], libraries=["plazo"], cxx_std=17, **where)],
)
