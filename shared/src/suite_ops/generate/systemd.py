"""systemd: a socket and a service for each service, its worker, and timers for what recurs."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from suite_ops.generate.text import render
from suite_ops.manifest import Manifest, ManifestService, worker_port
from suite_ops.processes.launch import WORKER_SUFFIX

FOLDER = "deploy/systemd"
ROOT = "/opt/colmeia"
PYTHON = f"{ROOT}/.venv/bin/python"
_MODULE = "python -m "
# Of a service with all its children, of which one may take 640 MB.
MEMORY_MAX = "2G"


@dataclass(frozen=True)
class Task:
    """Something that recurs; `calendar` is systemd's OnCalendar."""

    name: str
    description: str
    commands: tuple[str, ...]
    calendar: str
    spread: str = "5min"
    # Whether it looks at processes of other units, which run in user namespaces of their own.
    sees_processes: bool = False


def files(manifest: Manifest) -> Mapping[str, str]:
    """Unit name → text, below deploy/systemd."""
    return {f"{FOLDER}/{name}": text for name, text in _units(manifest)}


def _units(manifest: Manifest) -> Iterator[tuple[str, str]]:
    services = [service for service in manifest.built() if service.module]
    names = [f"colmeia-{service.id}.service" for service in services]
    names += [f"colmeia-{service.id}{WORKER_SUFFIX}.service" for service in services if service.worker]
    yield "colmeia.target", render("target.j2", units=names)
    for service in services:
        yield f"colmeia-{service.id}.socket", render("socket.j2", service=service)
        yield f"colmeia-{service.id}.service", _service(service, worker=False)
        if service.worker:
            yield f"colmeia-{service.id}{WORKER_SUFFIX}.service", _service(service, worker=True)
    yield "colmeia-gateway.service", render("gateway.service.j2", root=ROOT)
    yield "colmeia-wal-archive.service", render("wal-archive.service.j2", python=PYTHON)
    for task in tasks(manifest):
        yield f"colmeia-{task.name}.service", render("task.service.j2", task=task, python=PYTHON)
        yield f"colmeia-{task.name}.timer", render("task.timer.j2", task=task)


def _service(service: ManifestService, *, worker: bool) -> str:
    named = {"service": service, "suffix": WORKER_SUFFIX, "worker_port": worker_port(service), "memory_max": MEMORY_MAX}
    return render("service.j2", worker=worker, python=PYTHON, **named)


def tasks(manifest: Manifest) -> list[Task]:
    """Backup, retention and checks."""
    upkeep = [_absolute(service.maintenance) for service in manifest.built() if service.maintenance]
    health = f"{PYTHON} -m suite_ops health-check-all --services-only --textfile"
    database = f"{PYTHON} -m suite_ops db top --rows 1000 --textfile"
    return [
        Task("backup", "backup of the database", (f"{PYTHON} -m suite_ops backup",), "*-*-* 02:30:00"),
        Task(
            "base-backup", "base backup", (f"{PYTHON} -m suite_ops backup --physical --keep 3",), "Sun *-*-* 03:00:00"
        ),
        Task("maintenance", "retention and upkeep", tuple(upkeep), "*-*-* 03:30:00"),
        Task("health", "health of all services as metrics", (health,), "minutely", spread="10s", sees_processes=True),
        Task("database", "what the database does as metrics", (database,), "minutely", spread="10s"),
    ]


def _absolute(command: str) -> str:
    words = shlex.split(command)
    return shlex.join([PYTHON, *words[1:]]) if command.startswith(_MODULE) else command
