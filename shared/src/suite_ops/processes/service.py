"""Starting one service and waiting until it is ready."""

from suite_ops.environment.started import changed_variables, remember_environment
from suite_ops.health.readiness import ServiceReadiness, ask_readiness
from suite_ops.installation import Installation
from suite_ops.logs.files import last_lines
from suite_ops.manifest import ManifestService
from suite_ops.processes.launch import WORKER_SUFFIX, is_handed_over
from suite_ops.processes.patience import wait_until
from suite_ops.processes.ports import find_holder
from suite_ops.processes.records import read_record, running_process
from suite_ops.processes.supervisor import FAILED_ONCE, GAVE_UP, RUNNING, Supervisor
from suite_ops.processes.termination import end_process, kill_all
from suite_ops.terminal import inform, succeed, warn

PATIENCE = 30
READY, SKIPPED, FAILED = "ready", "skipped", "failed"


class ServiceFailed(Exception):
    """A service did not become ready; the last line says which and why, the ones before are its log."""


def begin_service(
    here: Installation, supervisor: Supervisor, service: ManifestService, *, end_own: bool = False
) -> bool:
    """Start the service and its companion unless they run, without waiting; False when they are skipped.

    A port held by something we did not start is never freed: it is named in ServiceFailed, or skipped with
    SKIP_START_ON_BUSY. `end_own` ends our own process first when it runs and is not ready.
    """
    if end_own and supervisor.state(service.id) in RUNNING and not _ask(here, service).ready:
        supervisor.stop(service.id, here.shutdown_seconds + 10)
    _stop_when_changed(here, supervisor, service)
    if service.start and supervisor.state(service.id) not in RUNNING:
        holder = None
        if not _orphan_is_left_to_its_successor(here, service):
            _end_orphan(here, service.id)
            holder = find_holder(service.port_in(here.environment) or 0)
        if holder and here.settings.skip_start_on_busy:
            warn(f"{service.id} skipped: {holder}")
            return False
        if holder:
            raise ServiceFailed(f"{service.id}: {holder}")
        remember_environment(here, service)
        supervisor.start(service.id)
    if service.worker:
        begin_worker(here, supervisor, service.id + WORKER_SUFFIX)
    return True


def _stop_when_changed(here: Installation, supervisor: Supervisor, service: ManifestService) -> None:
    """End a service that runs with other values than it would be started with now, and its worker."""
    if supervisor.state(service.id) not in RUNNING:
        return
    changed = changed_variables(here, service)
    if changed:
        inform(f"{service.id} is started again: {', '.join(changed)} changed")
        for name in (service.id + WORKER_SUFFIX, service.id):
            supervisor.stop(name, here.shutdown_seconds + 10)


def finish_service(here: Installation, supervisor: Supervisor, service: ManifestService) -> None:
    """Wait until a begun service is ready and its companion stays up; raises ServiceFailed."""
    try:
        _wait_until_ready(here, supervisor, service)
    except ServiceFailed:
        supervisor.begin_stop(service.id + WORKER_SUFFIX)
        raise
    if service.worker:
        start_worker(here, supervisor, service.id + WORKER_SUFFIX)


def _orphan_is_left_to_its_successor(here: Installation, service: ManifestService) -> bool:
    """End only the parent of a server whose supervisor died; False where there is none.

    The next parent takes the socket out of the master, which serves until there is another: nobody is refused.
    """
    parent = running_process(here.log_dir, service.id)
    if parent is None or not is_handed_over(service):
        return False
    warn(f"{service.id} runs without its supervisor (pid {parent.pid}); it is handed over")
    kill_all([parent])
    return True


def _end_orphan(here: Installation, name: str) -> None:
    """End a process whose supervisor died: nobody would restart it, and its log has no reader any more."""
    orphan = running_process(here.log_dir, name)
    if orphan:
        warn(f"{name} runs without its supervisor (pid {orphan.pid}); it is started again")
        end_process(orphan, here.shutdown_seconds)


def _ask(here: Installation, service: ManifestService) -> ServiceReadiness:
    host = here.environment.get(f"{service.env_prefix}_HOST", "127.0.0.1")
    return ask_readiness(service.port_in(here.environment) or 0, host)


def _wait_until_ready(here: Installation, supervisor: Supervisor, service: ManifestService) -> None:
    port = service.port_in(here.environment)
    if port is None:
        return
    log, shown = here.log_dir / f"{service.id}.log", list[str]()

    def is_over() -> bool:
        state = supervisor.state(service.id)
        if state == FAILED_ONCE and not shown:
            # At once, and not after the last attempt: what is wrong now will be wrong then.
            shown.extend(last_lines(log))
            warn("\n".join([*shown, f"{service.id} does not start; it is tried again"]))
        return _ask(here, service).ready or state == GAVE_UP

    wait_until(is_over, PATIENCE, pause=0.1)
    answer = _ask(here, service)
    if not answer.ready:
        lines = [] if shown else last_lines(log)
        raise ServiceFailed("\n".join([*lines, f"{service.id} on port {port} is not ready: {answer}"]))
    record = read_record(here.log_dir, service.id)
    succeed(f"{service.id} ready on port {port}" + (f" (pid {record.pid})" if record else ""))


def begin_worker(here: Installation, supervisor: Supervisor, name: str) -> None:
    """Start a companion process unless it runs, without waiting."""
    if supervisor.state(name) not in RUNNING:
        _end_orphan(here, name)
    supervisor.start(name)


def start_worker(here: Installation, supervisor: Supervisor, name: str) -> None:
    """Start a companion process and wait until it stays up; raises ServiceFailed."""
    begin_worker(here, supervisor, name)
    wait_until(lambda: supervisor.state(name) in ("RUNNING", GAVE_UP), PATIENCE)
    if supervisor.state(name) != "RUNNING":
        lines = last_lines(here.log_dir / f"{name}.log")
        raise ServiceFailed("\n".join([*lines, f"{name} does not stay up"]))
    succeed(f"{name} runs")
