"""A small OpenID provider on loopback (`oidc-provider`, by Node), as the tests of signing in need one."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from suite.environment import find_root
from suite_ops.database.throwaway import free_port
from suite_ops.page.build_page import install_packages, page_alone
from suite_ops.page.node import find_node
from suite_ops.processes.patience import wait_until

FOLDER = Path(__file__).parent / "provider"
PATIENCE_SECONDS = 60.0


class OidcProvider:
    """Where it answers, and what it has granted and refused so far."""

    def __init__(self, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = log

    def events(self) -> list[str]:
        """One line a grant, refusal or end of a session."""
        return [line.strip() for line in self._log.read_text(encoding="utf-8").splitlines()]

    def answers(self) -> bool:
        """Whether its description can be read."""
        try:
            with requests.Session() as session:
                session.trust_env = False
                return session.get(f"{self.url}/.well-known/openid-configuration", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def start(self, page: str, token_seconds: int) -> subprocess.Popen[bytes]:
        """The process that serves one client, the console at `page`."""
        root = find_root(Path(__file__))
        with page_alone(root):
            node = find_node(root)
            install_packages(FOLDER, node)
        variables = {"PORT": str(self.port), "PAGE": page, "TOKEN_SECONDS": str(token_seconds)}
        with self._log.open("wb") as output:
            return subprocess.Popen(
                [*node.node, FOLDER / "provider.mjs"],
                env={**os.environ, **variables},
                stdout=output,
                stderr=subprocess.STDOUT,
            )


@contextmanager
def running_provider(provider: OidcProvider, page: str, token_seconds: int) -> Iterator[None]:
    """The provider answers within the block; tokens it gives live for `token_seconds`."""
    process = provider.start(page, token_seconds)
    try:
        assert wait_until(provider.answers, PATIENCE_SECONDS), provider.events()
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
