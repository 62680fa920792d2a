"""The stack of compose/stack.yaml, deployed from a clone by the commands that docs/operations.md prints."""

import re
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import yaml

from proof.calls import send
from proof.ledger import USER
from proof.swarm.engine import BUILD_SECONDS, POSTGRES, PYTHON, Engine
from suite.auth.issue import issue_token
from suite.environment import find_root, load_environment
from suite_ops.processes.patience import wait_until
from suite_testing.printed_commands import blocks

NAME = "colmeia"
PORT = 8080
READY_SECONDS = 600
PATIENCE_SECONDS = 60
ROLE = "editor"
IMAGES = {"POSTGRES_IMAGE": POSTGRES, "REDIS_IMAGE": PYTHON, "NGINX_IMAGE": PYTHON, "PGBOUNCER_IMAGE": PYTHON}
# Of the printed environment: who is told of a change, and no limit that the writers would reach.
ADDED = f"NOTIFY_ROUTES=item-status-changed={USER}\nRATE_LIMIT_MAX=1000000\n"
SERVER, SWARM = "From an empty server to TLS", "Containers"
_PATHS = {"WORKSPACE": ("/api/", "/api/workspace/")}


@dataclass(frozen=True)
class Stack:
    """Its engine and the environment of the clone."""

    engine: Engine
    variables: Mapping[str, str]
    token: str = field(repr=False)

    def call(
        self, prefix: str, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, Any]:
        """One call through the gateway, as an editor."""
        own, outside = _PATHS[prefix]
        given = {"Authorization": f"Bearer {self.token}", **headers}
        return send(PORT, method, path.replace(own, outside, 1), body, given)

    def remaining(self, prefix: str, path: str) -> int:
        """What is left of the caller's limit after one more call."""
        own, outside = _PATHS[prefix]
        address = f"http://127.0.0.1:{PORT}{path.replace(own, outside, 1)}"
        reply = requests.get(address, headers={"Authorization": f"Bearer {self.token}"}, timeout=30)
        return int(reply.headers["RateLimit-Remaining"])

    def sql(self, statement: str) -> list[list[str]]:
        """Rows of a query, as the owner."""
        [container] = self.containers("postgres")
        command = ["psql", "-h", "/tmp", "-U", "frontend_admin", "-d", "frontend_apps", "-AtX", "-F", "\t"]
        output = self.engine.docker("exec", "-u", "postgres", container, *command, "-c", statement)
        return [line.split("\t") for line in output.splitlines()]

    def containers(self, service: str) -> list[str]:
        """Those of a service that run."""
        wanted = f"label=com.docker.swarm.service.name={NAME}_{service}"
        return self.engine.docker("ps", "--quiet", "--filter", wanted).split()

    def kill(self, service: str) -> None:
        """The first of its containers, without warning."""
        self.engine.docker("kill", self.containers(service)[0])

    def lacking(self) -> list[str]:
        """Services that have not all their replicas, `name 1/2`; a job counts when it is done."""
        rows = self.engine.docker("service", "ls", "--format", "{{.Name}} {{.Replicas}}").splitlines()
        return [row for row in rows if not _is_whole(row)]

    def wait(self) -> list[str]:
        """Until every replica is healthy and the gateway answers; what still lacks when patience ends."""
        wait_until(lambda: not self.lacking(), READY_SECONDS, pause=2)
        self.look_up_addresses()
        # One that found no service yet has ended, and is started again until it does.
        answers = wait_until(lambda: send(PORT, "GET", "/gateway/healthz", None)[0] == 200, PATIENCE_SECONDS, pause=1)
        return self.lacking() or ([] if answers else ["gateway"])

    def look_up_addresses(self) -> None:
        """Without virtual addresses nginx has those of the containers that were there when it started."""
        if not self.engine.balances:
            for container in self.containers("gateway"):
                # It may be between two starts.
                with suppress(subprocess.CalledProcessError):
                    self.engine.docker("exec", container, "nginx", "-c", "/etc/nginx/colmeia.conf", "-s", "reload")


def _is_whole(row: str) -> bool:
    done = re.search(r"\((\d+)/(\d+) completed\)", row) or re.search(r" (\d+)/(\d+)", row)
    return done is not None and done[1] == done[2]


@contextmanager
def deployed(engine: Engine, folder: Path) -> Iterator[Stack]:
    """As printed, on this machine's images; gone after the block, with its volumes."""
    root = folder / "colmeia"
    subprocess.run(["git", "clone", "-q", str(find_root()), str(root)], check=True)
    printed = {section: [block.text for block in _printed(section)] for section in (SERVER, SWARM)}
    [environment] = [text for text in printed[SERVER] if "cat > .env.local" in text]
    [build] = [text for text in printed[SWARM] if text.startswith("docker build ")]
    [files] = [text for text in printed[SWARM] if "var/secrets" in text]
    [deploy] = [text for text in printed[SWARM] if "docker stack deploy" in text]
    given = {**engine.environment, "DOMAIN": "films.colmeia.local", "ADMIN_PASSWORD": secrets.token_hex(24)}

    def type_in(text: str, timeout: float = 120) -> None:
        subprocess.run(["bash", "-euc", text], cwd=root, env=given, check=True, capture_output=True, timeout=timeout)

    type_in(environment)
    with (root / ".env.local").open("a") as file:
        file.write(ADDED)
    here = f"--network host --build-arg PYTHON_IMAGE={PYTHON}"
    type_in(build.splitlines()[0].replace("docker build", f"docker build {here}"), BUILD_SECONDS)
    _name_images(root / "config" / "container-images.env")
    if not engine.balances:
        _leave_out_virtual_addresses(root / "compose" / "stack.yaml")
    type_in(files)
    variables = load_environment(root, {})
    token = issue_token(variables, subject=USER, role=ROLE, ttl_s=86_400)
    # A run that was killed has left its database behind.
    _forget_data(engine)
    try:
        type_in(deploy)
        yield Stack(engine, variables, token)
    finally:
        engine.docker("stack", "rm", NAME)
        wait_until(lambda: not engine.docker("ps", "--quiet"), 120, pause=1)
        _forget_data(engine)


def _forget_data(engine: Engine) -> None:
    engine.docker("container", "prune", "--force")
    engine.docker("volume", "rm", "--force", f"{NAME}_postgres", f"{NAME}_backups")


def _printed(section: str) -> list[Any]:
    return [block for block in blocks(find_root() / "docs" / "operations.md") if block.section == section]


def _name_images(path: Path) -> None:
    lines = path.read_text().splitlines()
    named = [f"{name}={IMAGES[name]}" if (name := line.partition("=")[0]) in IMAGES else line for line in lines]
    path.write_text("\n".join([*named, ""]))


def _leave_out_virtual_addresses(path: Path) -> None:
    stack = yaml.safe_load(path.read_text())
    for service in stack["services"].values():
        if service["deploy"].get("mode", "replicated") == "replicated":
            service["deploy"]["endpoint_mode"] = "dnsrr"
    path.write_text(yaml.safe_dump(stack))
