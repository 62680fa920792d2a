"""Logs of containers: a docker engine keeps them, under compose and under swarm alike."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from suite_ops.health.containers import list_containers
from suite_ops.logs.output import lines_of

# As the engine writes them: of one length, so that their order is that of the texts.
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")


class ContainerLog:
    """What a container wrote to stdout and stderr; `name` is the service it runs."""

    def __init__(self, name: str, container: str) -> None:
        self.name = name
        self._container = container
        # The time of the last line of the backlog: what is written until somebody follows is told as well.
        self._end: str | None = None

    def backlog(self, since: float | None = None, most: int | None = None) -> Iterator[str]:
        """The last `most` lines written until now, and none before `since`."""
        begun = datetime.now(UTC)
        tail = ["--tail", "all" if most is None else str(most)]
        for stamp, text in self._lines([*tail, *(["--since", _moment(since)] if since else [])]):
            self._end = max(self._end or stamp, stamp)
            yield text
        self._end = self._end or begun.isoformat()

    def coming(self) -> Iterator[str]:
        """Lines after the backlog, as they come. Never ends by itself."""
        end = self._end
        place = ["--tail", "0"] if end is None else ["--since", end]
        yield from (
            text for stamp, text in self._lines(["--follow", *place]) if not stamp or end is None or stamp > end
        )

    def _lines(self, options: list[str]) -> Iterator[tuple[str, str]]:
        """(time, text) of lines; what the engine itself says has no time."""
        for line in lines_of(["docker", "logs", "--timestamps", *options, self._container]):
            stamp, _, text = line.partition(" ")
            yield (stamp, text) if _STAMP.fullmatch(stamp) else ("", line)

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
