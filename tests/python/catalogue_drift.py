"""catalogue_drift.py PLAZO_GENERATE SOURCE: fails when a committed file differs from what the library describes."""

import json
import subprocess
import sys
from pathlib import Path

generate, source = sys.argv[1], Path(sys.argv[2])


def made(what: str) -> str:
    return subprocess.run([generate, what], check=True, capture_output=True, text=True).stdout


if json.loads((source / "capi/catalogue.json").read_text("utf-8")) != json.loads(made("catalogue")):
    sys.exit("capi/catalogue.json is not what the operations say: run scripts/generate")
if (source / "capi/include/plazo/operations.h").read_text("utf-8") != made("constants"):
    sys.exit("capi/include/plazo/operations.h is not what the operations say: run scripts/generate")
