"""`rolling-restart [ID…]`: new processes for services that go on answering; stops at the first that does not follow."""

import argparse
import signal
from collections.abc import Sequence
from contextlib import nullcontext

from suite_ops.deployment.load_probe import LoadProbe
from suite_ops.environment.started import remember_environment
from suite_ops.installation import Installation, InstallationError, load_installation
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


class NotFollowed(Exception):
    """A service was not replaced; its old processes go on serving."""


def main(argv: list[str]) -> int:
    """Exit status 0 when all chosen services run anew and, with --verify, no request was lost."""
    parser = argparse.ArgumentParser(prog="rolling-restart.sh", description=__doc__)
    parser.add_argument("services", nargs="*", metavar="ID", help="services; without any, all that run")
    parser.add_argument("--verify", action="store_true", help="ask every service all the while; fail on a lost request")
    arguments = parser.parse_args(argv)
    try:
        here = load_installation()
        chosen = choose(here, arguments.services)
        with exclusive(here.run_dir / "start.lock"):
            probe = LoadProbe(here, chosen) if arguments.verify else None
            with probe or nullcontext():
                for service in chosen:
                    restart(here, service)
    except (InstallationError, LockTaken, NotFollowed, ServiceFailed, SupervisorError, OSError) as error:
        fail(str(error))
        return 1
    except KeyError as error:
        fail(not_found(error))
        return 1
    return _judge(probe) if probe else 0


def choose(here: Installation, names: Sequence[str]) -> list[ManifestService]:
    """The named services, or all that were started, each after what it depends on; raises KeyError, NotFollowed."""
    wanted = {here.manifest.find(name).id for name in names}
    running = [service for service in here.manifest.built() if running_process(here.log_dir, service.id)]
    chosen = [service for service in running if not wanted or service.id in wanted]
    missing = wanted - {service.id for service in chosen}
    if missing or not chosen:
        raise NotFollowed(f"not running: {', '.join(sorted(missing)) or 'anything'}; scripts/start-all.sh starts it")
    return chosen


def restart(here: Installation, service: ManifestService) -> HandoverOutcome:
    """Hand the socket of one service on and restart its worker; raises NotFollowed."""
    parent = running_process(here.log_dir, service.id)
    if parent is None:
        raise NotFollowed(f"{service.id} does not run")
    path = outcome_file(here, service.id)
    before = read_outcome(path)
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
    succeed(f"{service.id} runs anew (pid {outcome.pid})")
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
