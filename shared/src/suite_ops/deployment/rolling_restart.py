"""`rolling-restart [ID…]`: new processes for services that go on answering; stops at the first that does not follow.

Variables of the caller reach the new processes beside those of start-all.
"""

import argparse
import signal
from collections.abc import Mapping, Sequence
from contextlib import nullcontext

from suite.environment import EnvironmentFileError, find_root, load_environment
from suite_ops.database.prepare import StepFailed, check_environment
from suite_ops.deployment.load_probe import LoadProbe
from suite_ops.environment.caller import added_to_caller
from suite_ops.environment.started import changed_variables, remember_environment
from suite_ops.installation import RUN_FOLDER, Installation, InstallationError, load_installation
from suite_ops.manifest import ManifestService, not_found
from suite_ops.processes.handover import READY, HandoverOutcome, read_outcome
from suite_ops.processes.launch import WORKER_SUFFIX, outcome_file
from suite_ops.processes.lock import LockTaken, exclusive
from suite_ops.processes.patience import wait_until
from suite_ops.processes.records import running_process
from suite_ops.processes.service import ServiceFailed, start_worker
from suite_ops.processes.supervisor import RUNNING, Supervisor, SupervisorError
from suite_ops.terminal import fail, inform, succeed, warn

# A new master has this long to become ready; the parent itself gives up a little earlier.
PATIENCE = 70
SHUTDOWN_LIMIT = "SHUTDOWN_TIMEOUT_MS"
LOOPBACK = "127.0.0.1"


class NotFollowed(Exception):
    """A service was not replaced; its old processes go on serving."""


EXPECTED = (
    EnvironmentFileError,
    InstallationError,
    LockTaken,
    NotFollowed,
    OSError,
    ServiceFailed,
    StepFailed,
    SupervisorError,
)


def main(argv: list[str]) -> int:
    """Exit status 0 when all chosen services run anew and, with --verify, no request was lost."""
    parser = argparse.ArgumentParser(prog="rolling-restart.sh", description=__doc__)
    parser.add_argument("services", nargs="*", metavar="ID", help="services; without any, all that run")
    parser.add_argument("--verify", action="store_true", help="ask every service all the while; fail on a lost request")
    arguments = parser.parse_args(argv)
    try:
        run_dir = find_root() / RUN_FOLDER
        with exclusive(run_dir / "start.lock"), added_to_caller(run_dir) as before:
            probe = restart_all(load_installation(), arguments.services, before, verify=arguments.verify)
    except EXPECTED as error:
        fail(str(error))
        return 1
    except KeyError as error:
        fail(not_found(error))
        return 1
    return _judge(probe) if probe else 0


def restart_all(
    here: Installation, names: Sequence[str], before: Mapping[str, str], *, verify: bool
) -> LoadProbe | None:
    """Replace the chosen services one after the other; `before` are the variables their parents were started with."""
    chosen = choose(here, names)
    require_followable(here, chosen, before)
    probe = LoadProbe(here, chosen) if verify else None
    with probe or nullcontext():
        for service in chosen:
            restart(here, service)
    return probe


def require_followable(here: Installation, chosen: Sequence[ManifestService], before: Mapping[str, str]) -> None:
    """Raise NotFollowed or StepFailed naming variables that the new processes would not get, or not accept."""
    _require_reachable(here, chosen, before)
    if any(changed_variables(here, service) for service in chosen):
        check_environment(here)


def _require_reachable(here: Installation, chosen: Sequence[ManifestService], before: Mapping[str, str]) -> None:
    """Raise NotFollowed naming variables that only a new parent would read: where it listens, how long it waits."""
    then, now = load_environment(here.root, before), here.environment
    names = [SHUTDOWN_LIMIT] if then.get(SHUTDOWN_LIMIT) != now.get(SHUTDOWN_LIMIT) else []
    for service in chosen:
        host = f"{service.env_prefix}_HOST"
        if service.port_in(then) != service.port_in(now):
            names.append(f"{service.env_prefix}_PORT")
        if then.get(host, LOOPBACK) != now.get(host, LOOPBACK):
            names.append(host)
    if names:
        raise NotFollowed(f"{', '.join(names)} reach no process that goes on: scripts/stop-all.sh, then start-all.sh")


def choose(here: Installation, names: Sequence[str]) -> list[ManifestService]:
    """The named services, or all that were started, each after what it depends on; raises KeyError, NotFollowed."""
    wanted = {here.manifest.find(name).id for name in names}
    chosen = [service for service in running_services(here) if not wanted or service.id in wanted]
    missing = wanted - {service.id for service in chosen}
    if missing or not chosen:
        raise NotFollowed(f"not running: {', '.join(sorted(missing)) or 'anything'}; scripts/start-all.sh starts it")
    return chosen


def running_services(here: Installation) -> list[ManifestService]:
    """Services that were started, each after what it depends on."""
    return [service for service in here.manifest.built() if running_process(here.log_dir, service.id)]


def restart(here: Installation, service: ManifestService) -> HandoverOutcome:
    """Hand the socket of one service on and restart its worker; raises NotFollowed."""
    parent = running_process(here.log_dir, service.id)
    if parent is None:
        raise NotFollowed(f"{service.id} does not run")
    path = outcome_file(here, service.id)
    before = read_outcome(path)
    changed = changed_variables(here, service)
    parent.send_signal(signal.SIGHUP)
    wait_until(lambda: read_outcome(path) != before or not parent.is_running(), PATIENCE, pause=0.05)
    outcome = read_outcome(path)
    if outcome is None or outcome == before:
        raise NotFollowed(f"{service.id}: no answer from process {parent.pid}")
    if outcome.state != READY:
        raise NotFollowed(f"{service.id} keeps its old processes: the new ones are not ready ({outcome.reason})")
    if service.worker:
        _restart_worker(here, service.id + WORKER_SUFFIX)
    remember_environment(load_installation(here.root), service)
    succeed(f"{service.id} runs anew (pid {outcome.pid})" + (f", {', '.join(changed)} changed" if changed else ""))
    return outcome


def _restart_worker(here: Installation, name: str) -> None:
    supervisor = Supervisor(here)
    if supervisor.state(name) not in RUNNING:
        return
    if not supervisor.stop(name, here.shutdown_seconds + 10):
        raise NotFollowed(f"{name} does not stop")
    start_worker(here, supervisor, name)


def _judge(probe: LoadProbe) -> int:
    for line in probe.lines():
        inform(line)
    if probe.lost:
        warn(probe.first_loss)
        fail(f"{probe.lost} of {probe.sent} requests were lost")
        return 1
    succeed(f"{probe.sent} requests, none lost")
    return 0
