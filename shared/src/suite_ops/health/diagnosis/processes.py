"""Ports and the processes we started."""

from collections.abc import Iterator

import psutil

from suite_ops.database.account import PostgresError
from suite_ops.database.server import choose_mode, own_cluster
from suite_ops.health.diagnosis.finding import DiagnosisFinding, error, fine, warning
from suite_ops.installation import Installation
from suite_ops.processes.ports import find_holder
from suite_ops.processes.programs import POSTGRES
from suite_ops.processes.records import recorded_names, running_process


def inspect_ports(here: Installation) -> Iterator[DiagnosisFinding]:
    """Every port of a built service: free, or held by the service itself."""
    for service in here.manifest.built():
        port = service.port_in(here.environment)
        if port is None:
            continue
        holder = find_holder(port)
        if holder is None:
            yield fine(f"port {port}", f"free for {service.id}")
        elif holder.pid in _family(running_process(here.log_dir, service.id)):
            yield fine(f"port {port}", f"held by {service.id}, pid {holder.pid}")
        else:
            yield error(
                f"port {port}",
                f"{service.id} needs it; {holder}",
                f"end that program, or set {service.env_prefix}_PORT",
            )


def inspect_processes(here: Installation) -> Iterator[DiagnosisFinding]:
    """Recorded processes that are gone, and services that are not started."""
    recorded = recorded_names(here.log_dir)
    for name in recorded:
        process = running_database(here) if name == POSTGRES else running_process(here.log_dir, name)
        if process:
            yield fine(f"process {name}", f"runs, pid {process.pid}")
        else:
            yield error(
                f"process {name}",
                "was started and is gone",
                f"scripts/logs.sh {name}, then scripts/start-all.sh",
            )
    for service in here.manifest.built():
        if service.id not in recorded:
            yield warning(f"process {service.id}", "not started", f"scripts/start-all.sh --only {service.id}")


def running_database(here: Installation) -> psutil.Process | None:
    """The server that runs now: one that ended was started again by the supervisor, beside its record."""
    try:
        return own_cluster(here, choose_mode(here)).running()
    except PostgresError:
        return running_process(here.log_dir, POSTGRES)


def _family(process: psutil.Process | None) -> set[int]:
    """A process and its children: gunicorn's workers share the socket of their master."""
    if process is None:
        return set()
    try:
        return {process.pid, *(child.pid for child in process.children(recursive=True))}
    except psutil.Error:
        return {process.pid}
