"""Logs of containers: a docker engine keeps them, under compose and under swarm alike."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from suite_ops.health.containers import list_containers
from suite_ops.logs.output import lines_of


class ContainerLog:
    """What a container wrote to stdout and stderr; `name` is the service it runs."""

    def __init__(self, name: str, container: str) -> None:
        self.name = name
        self._container = container

    def backlog(self, since: float | None = None, most: int | None = None) -> Iterator[str]:
        """The last `most` lines written until now, and none before `since`."""
        tail = ["--tail", "all" if most is None else str(most)]
        yield from lines_of(["docker", "logs", *tail, *(["--since", _moment(since)] if since else []), self._container])

    def coming(self) -> Iterator[str]:
        """Lines from now on. Never ends by itself."""
        yield from lines_of(["docker", "logs", "--follow", "--tail", "0", self._container])

    def close(self) -> None:
        """Nothing is open between two questions."""


def container_logs(root: Path) -> list[ContainerLog]:
    """One for each container of the suite on this machine; replicas of a service have the names of their containers."""
    found = list_containers(root)
    services = [container.serviceName.removeprefix(f"{container.group}_") for container in found]
    return [
        ContainerLog(service if service and services.count(service) == 1 else container.name, container.name)
        for service, container in zip(services, found, strict=True)
    ]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
