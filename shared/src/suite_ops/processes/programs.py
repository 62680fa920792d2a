"""The programs the supervisor runs: the database, each built service and its companion worker."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from suite_ops.database.cluster import Cluster
from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService
from suite_ops.processes.launch import WORKER_SUFFIX

POSTGRES = "postgres"
SPACE_GUARD = "space-guard"


@dataclass(frozen=True)
class Program:
    """How one program is run and ended."""

    name: str
    command: tuple[str, ...]
    folder: Path
    user: str | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 12
    stop_as_group: bool = True
    retries: int = 3

    def command_line(self) -> str:
        """The command with every word quoted."""
        return shlex.join(self.command)


def postgres_program(cluster: Cluster) -> Program:
    """The server in the foreground, as the account that owns the data."""
    return Program(
        name=POSTGRES,
        command=tuple(cluster.command()),
        folder=Path("/"),
        user=cluster.account.name if cluster.account else None,
        stop_signal="INT",  # fast shutdown: TERM would wait for every client to leave
        stop_seconds=60,
        stop_as_group=False,
        # After a kill the old backends may hold the shared memory a little longer.
        retries=10,
    )


def guard_program(here: Installation) -> Program:
    """What keeps the server from filling its disk up."""
    return Program(SPACE_GUARD, (sys.executable, "-m", "suite_ops", "guard-space"), here.root)


def service_programs(here: Installation, service: ManifestService) -> list[Program]:
    """The service itself, and its worker when it has one."""
    launch = (sys.executable, "-m", "suite_ops", "launch", service.id)
    seconds = here.shutdown_seconds
    programs = [Program(service.id, launch, here.root, stop_seconds=seconds)] if service.start else []
    if service.worker:
        name = service.id + WORKER_SUFFIX
        programs.append(Program(name, (*launch, "--worker"), here.root, stop_seconds=seconds))
    return programs
