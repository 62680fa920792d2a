"""Google's own in-memory Pub/Sub, built from its Go module."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from suite.environment import find_root
from suite_testing.tools import require_tool

SOURCE = "shared/tests/events/pstest_server"


@dataclass(frozen=True)
class PubsubServer:
    """host:port of a Pub/Sub server, and the URL of its clock."""

    address: str
    clock: str

    def let_pass(self, seconds: float) -> None:
        """Move its time on."""
        requests.post(self.clock, params={"seconds": str(seconds)}, timeout=10).raise_for_status()


@contextmanager
def pubsub_server(folder: Path) -> Iterator[PubsubServer]:
    """A running server, built in `folder`; skips the test without Go, or fails where SUITE_REQUIRE names it."""
    program = folder / "pstest-server"
    source = find_root(Path(__file__)) / SOURCE
    subprocess.run([require_tool("go"), "build", "-o", str(program), "."], cwd=source, check=True)
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        port, clock = server.stdout.readline().split()
        yield PubsubServer(f"127.0.0.1:{port}", f"http://127.0.0.1:{clock}/")
        server.stdin.close()
