"""Where the programs of the suite write: a file each under the supervisor, the journal, or a container's engine."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from suite_ops.installation import Installation
from suite_ops.logs.containers import container_logs
from suite_ops.logs.files import FileLog
from suite_ops.logs.journal import JournalLog, unit_of, units_of
from suite_ops.processes.launch import WORKER_SUFFIX
from suite_ops.processes.programs import POSTGRES


class LogSource(Protocol):
    """The log of one program."""

    name: str

    def backlog(self, since: float | None = None, most: int | None = None) -> Iterator[str]:
        """Lines written until now; those before `since`, and those before the last `most`, may be left out."""
        ...

    def coming(self) -> Iterator[str]:
        """Lines after these, as they come."""
        ...

    def close(self) -> None:
        """Let go of what was opened."""
        ...


class NoLog(Exception):
    """No program of this name has a log here; the text says where it was looked for."""


def choose_sources(here: Installation, names: Sequence[str]) -> list[LogSource]:
    """The logs of these programs, or of all that have one; raises KeyError for an unknown id and NoLog."""
    if names:
        chosen = dict.fromkeys(program_name(here, name) for name in names)
        return [source for name in chosen for source in _sources_of(here, name)]
    files: list[LogSource] = [FileLog(path.stem, path) for path in sorted(here.log_dir.glob("*.log"))]
    seen = {source.name for source in files}
    in_journal = ((name, units_of(name)) for name in _programs(here) if name not in seen)
    journals: list[LogSource] = [JournalLog(name, units) for name, units in in_journal if units]
    found = [*files, *journals, *container_logs(here.root)]
    if not found:
        raise NoLog(f"no program of the suite has a log in {here.log_dir}, a unit or a container")
    return found


def program_name(here: Installation, name: str) -> str:
    """The name its log has; raises KeyError."""
    if name in (POSTGRES, "supervisord"):
        return name
    if name.endswith(WORKER_SUFFIX) and name not in {service.id for service in here.manifest.services}:
        return here.manifest.find(name.removesuffix(WORKER_SUFFIX)).id + WORKER_SUFFIX
    return here.manifest.find(name).id


def _sources_of(here: Installation, name: str) -> list[LogSource]:
    path = here.log_dir / f"{name}.log"
    if path.is_file():
        return [FileLog(name, path)]
    units = units_of(name)
    if units:
        return [JournalLog(name, units)]
    contained: list[LogSource] = [
        source for source in container_logs(here.root) if name in (source.name, source.name.rpartition("-")[0])
    ]
    if not contained:
        raise NoLog(f"{name} has no log in {here.log_dir}, systemd no unit {unit_of(name)}, and no container runs it")
    return contained


def _programs(here: Installation) -> list[str]:
    return [
        name
        for service in here.manifest.services
        for name in (service.id, *([service.id + WORKER_SUFFIX] if service.worker else []))
    ]
