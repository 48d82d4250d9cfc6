import sys
from pathlib import Path
from typing import Iterator

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from servers import Folder, Server  # noqa: E402


@pytest.fixture
def folder() -> Iterator[Folder]:
    one = Folder()
    yield one
    one.remove()


@pytest.fixture
def stopping() -> Iterator[list[Server]]:
    """Servers that the test starts go here, and end with it."""
    servers: list[Server] = []
    yield servers
    for server in servers:
        server.stop()
