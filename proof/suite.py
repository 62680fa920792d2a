"""The suite that is attacked: a copy of the repository, on ports of its own and, where asked, on a disk of its own."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from proof.calls import send
from suite_ops.database.throwaway import free_port, reachable_folder
from suite_ops.processes.records import running_process
from suite_testing.repository_copy import copy_repository, script_environment

SERVICES = {
    "movies-api": ("MOVIES", "/main-sentiments"),
    "blog-api": ("BLOG", "/api/blog/posts?limit=5"),
    "workspace-api": ("WORKSPACE", "/api/items?limit=5"),
    "documentation-api": ("DOCUMENTATION", "/api/v1/systems"),
    "scrape-proxy": ("SCRAPE_PROXY", "/healthz"),
    "db-sync-worker": ("DB_SYNC", "/api/v1/streams"),
    "notifications-api": ("NOTIFICATIONS", "/notifications?limit=5"),
}
# Every service with a document: its prefix.
DOCUMENTED = {**{service: prefix for service, (prefix, _) in SERVICES.items()}, "console": "CONSOLE"}
GATEWAY_PATH = "/api/workspace/items?limit=5"


@dataclass(frozen=True)
class Suite:
    """Where the copy is, the environment of its scripts, and the Redis beside it (0: none)."""

    root: Path
    environment: Mapping[str, str]
    redis_port: int = 0

    @property
    def disk(self) -> Path:
        """Everything the suite writes."""
        return self.root / "var"

    def run(self, script: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a script of the copy; one that fails is shown, and raises CalledProcessError unless `check` is false."""
        command = [str(self.root / "scripts" / script), *words]
        done = subprocess.run(
            command, env=dict(self.environment), capture_output=True, text=True, check=False, timeout=300
        )
        if check and done.returncode != 0:
            print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
            done.check_returncode()
        return done

    def port(self, prefix: str) -> int:
        """The port of a service, or of the gateway."""
        return int(self.environment[f"{prefix}_PORT"])

    def call(
        self, prefix: str, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, Any]:
        """Status and document of one call; status 0 when no answer came."""
        return send(self.port(prefix), method, path, body, headers)

    def process(self, name: str) -> psutil.Process | None:
        """A program the suite has on record."""
        return running_process(self.disk / "log", name)

    def database(self) -> psutil.Process | None:
        """The first process of PostgreSQL."""
        try:
            return psutil.Process(int((self.disk / "postgres" / "postmaster.pid").read_bytes().split(b"\n")[0]))
        except (OSError, ValueError, psutil.Error):
            return None

    def masters(self) -> list[psutil.Process]:
        """The gunicorn master of each service."""
        parents = [self.process(name) for name in SERVICES]
        return [child for parent in parents if parent for child in parent.children()]

    def workers(self) -> list[psutil.Process]:
        """The web workers of all services: children of a master that serve."""
        return [worker for master in self.masters() for worker in master.children() if "gunicorn" in _command(worker)]

    def sql(self, statement: str) -> list[list[str]]:
        """Rows of a query, as the owner."""
        output = self.run("psql.sh", "--", "-AtX", "-F", "\t", "-c", statement).stdout
        return [line.split("\t") for line in output.splitlines()]


@contextmanager
def running_suite(variables: Mapping[str, str], *, disk_mb: int = 0) -> Iterator[Suite]:
    """Database, seeds, services, gateway and Redis where they are installed; gone after the block."""
    with reachable_folder("suite-proof-") as folder:
        root = folder / "copy"
        copy_repository(root)
        redis_port = free_port() if shutil.which("redis-server") else 0
        redis = {"REDIS_URL": f"redis://127.0.0.1:{redis_port}/0"} if redis_port else {}
        suite = Suite(root, {**script_environment(root), **redis, **variables}, redis_port)
        with _disk(suite.disk, disk_mb), _redis(suite):
            try:
                suite.run("start-all.sh")
                yield suite
            finally:
                suite.run("stop-all.sh", "--force", check=False)


@contextmanager
def _disk(folder: Path, megabytes: int) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    if megabytes:
        options = f"size={megabytes}m,mode=755"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        if megabytes:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def _redis(suite: Suite) -> Iterator[None]:
    if suite.redis_port:
        start_redis(suite)
    try:
        yield
    finally:
        stop_redis(suite)


def start_redis(suite: Suite) -> None:
    """Start the Redis beside the suite, without a file."""
    command = [
        "redis-server",
        "--port",
        str(suite.redis_port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--daemonize",
        "yes",
    ]
    subprocess.run(
        [*command, "--pidfile", str(redis_file(suite))], check=True, stdout=subprocess.DEVNULL, cwd=suite.root
    )


def stop_redis(suite: Suite) -> None:
    """Kill it, if it runs."""
    try:
        psutil.Process(int(redis_file(suite).read_text())).kill()
    except (OSError, ValueError, psutil.Error):
        return


def redis_file(suite: Suite) -> Path:
    """Where the Redis beside the suite tells its process."""
    return suite.root.parent / "redis.pid"


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
