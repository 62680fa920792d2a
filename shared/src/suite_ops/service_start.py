"""Starting one service and waiting until it is ready."""

from suite_ops.console import inform, succeed, warn
from suite_ops.installation import Installation
from suite_ops.launch import WORKER_SUFFIX
from suite_ops.log_files import last_lines
from suite_ops.manifest import Service
from suite_ops.ports import find_holder
from suite_ops.process_end import end_process
from suite_ops.programs import shutdown_seconds
from suite_ops.readiness import ask_readiness
from suite_ops.records import read_record, running_process
from suite_ops.supervision import GAVE_UP, RUNNING, Supervisor
from suite_ops.waiting import wait_until

PATIENCE = 30


class ServiceFailed(Exception):
    """A service did not become ready; the last line says which and why, the ones before are its log."""


def start_service(
    here: Installation, supervisor: Supervisor, service: Service, *, end_own: bool = False
) -> None:
    """Start the service and its worker unless they run, and wait until it is ready; raises ServiceFailed.

    A port held by something we did not start is never freed: it is named, or with SKIP_START_ON_BUSY skipped.
    `end_own` ends a process of an earlier start that the supervisor no longer knows.
    """
    if service.start and not _already_runs(here, supervisor, service, end_own):
        holder = find_holder(service.port_in(here.environment) or 0)
        if holder and here.settings.skip_start_on_busy:
            warn(f"{service.id} skipped: {holder}")
            return
        if holder:
            raise ServiceFailed(f"{service.id}: {holder}")
        supervisor.start(service.id)
    _wait_until_ready(here, supervisor, service)
    if service.worker:
        _start_worker(here, supervisor, service.id + WORKER_SUFFIX)


def _already_runs(here: Installation, supervisor: Supervisor, service: Service, end_own: bool) -> bool:
    if supervisor.state(service.id) in RUNNING:
        return True
    leftover = running_process(here.log_dir, service.id)
    if not leftover:
        return False
    if end_own:
        inform(f"{service.id}: process {leftover.pid} of an earlier start is ended")
        end_process(leftover, shutdown_seconds(here))
        return False
    warn(f"{service.id} runs outside of the supervisor (pid {leftover.pid}); it is left alone")
    return True


def _wait_until_ready(here: Installation, supervisor: Supervisor, service: Service) -> None:
    port = service.port_in(here.environment)
    if port is None:
        return
    host = here.environment.get(f"{service.env_prefix}_HOST", "127.0.0.1")
    ready = wait_until(
        lambda: ask_readiness(port, host).ready or supervisor.state(service.id) == GAVE_UP,
        PATIENCE,
        pause=0.1,
    )
    answer = ask_readiness(port, host)
    if not ready or not answer.ready:
        lines = last_lines(here.log_dir / f"{service.id}.log")
        raise ServiceFailed("\n".join([*lines, f"{service.id} on port {port} is not ready: {answer}"]))
    record = read_record(here.log_dir, service.id)
    succeed(f"{service.id} ready on port {port}" + (f" (pid {record.pid})" if record else ""))


def _start_worker(here: Installation, supervisor: Supervisor, name: str) -> None:
    supervisor.start(name)
    wait_until(lambda: supervisor.state(name) in ("RUNNING", GAVE_UP), PATIENCE)
    if supervisor.state(name) != "RUNNING":
        raise ServiceFailed(
            "\n".join([*last_lines(here.log_dir / f"{name}.log"), f"{name} does not stay up"])
        )
    succeed(f"{name} runs")
