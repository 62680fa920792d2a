"""`stop-all`: end what start-all started, in reverse order, and nothing else."""

import argparse
import signal
from pathlib import Path

import psutil

from suite_ops.database.account import PostgresError
from suite_ops.database.server import choose_mode, own_cluster
from suite_ops.environment.caller import forget_caller
from suite_ops.generate.gateway import GATEWAY
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.manifest import not_found
from suite_ops.processes.gateway import forget_gateway
from suite_ops.processes.launch import WORKER_SUFFIX, outcome_file
from suite_ops.processes.lock import LockTaken, exclusive
from suite_ops.processes.programs import POSTGRES, SPACE_GUARD
from suite_ops.processes.records import orphans, read_record, recorded_names, remove_record, running_process
from suite_ops.processes.supervisor import STILL_THERE, Supervisor
from suite_ops.processes.termination import end_process, kill_all, kill_family
from suite_ops.terminal import fail, inform, succeed, warn

DATABASE_SECONDS = 60


def main(argv: list[str]) -> int:
    """Exit status 0 when nothing of ours runs any more, also when nothing ran."""
    arguments = _parser().parse_args(argv)
    try:
        here = load_installation()
        with exclusive(here.run_dir / "start.lock"):
            left = stop_all(here, tuple(arguments.only or ()), force=arguments.force)
            if arguments.clean_logs:
                remove_logs(here.log_dir)
    except KeyError as error:
        fail(not_found(error))
        return 1
    except (InstallationError, LockTaken, OSError, PostgresError) as error:
        fail(str(error))
        return 1
    for process in left:
        fail(f"left running: {process}")
    return 1 if left else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stop-all.sh", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="ID", help="stop these services only")
    parser.add_argument("--force", action="store_true", help="do not wait for running requests")
    parser.add_argument("--clean-logs", action="store_true", help="remove the log files afterwards")
    return parser


def stop_all(here: Installation, only: tuple[str, ...] = (), *, force: bool = False) -> list[str]:
    """Stop services in reverse order, then the database and the supervisor unless `only` names some.

    What was started and still runs afterwards is named.
    """
    supervisor = Supervisor(here)
    records = [
        record for name in recorded_names(here.log_dir) for record in [read_record(here.log_dir, name)] if record
    ]
    chosen = {here.manifest.find(name).id for name in only}
    ending = [
        name
        for service in reversed(here.manifest.in_dependency_order())
        if not chosen or service.id in chosen
        for name in (service.id + WORKER_SUFFIX, service.id)
    ]
    # All are asked before one is waited for: each finishes its own requests, and needs nothing of the others for that.
    # The gateway goes with them: a service waits for the idle connections that it keeps.
    for name in [] if force else [*([] if chosen else [GATEWAY]), *ending]:
        supervisor.begin_stop(name)
    for name in ending:
        _stop_program(here, supervisor, name, force)
    if not chosen:
        _stop_program(here, supervisor, GATEWAY, force)
        forget_gateway(here)
        forget_caller(here.run_dir)
        stop_database(here, supervisor)
        supervisor.shut_down(DATABASE_SECONDS)
        _stop_leftovers(here, force)
        for path in (*here.run_dir.glob("*.serving"), *here.run_dir.glob("*.environment")):
            path.unlink()
        left = [f"{record.id}, pid {record.pid}" for record in records if record.process()]
        if not left:
            succeed("the suite is stopped")
        return left
    return []


def _stop_program(here: Installation, supervisor: Supervisor, name: str, force: bool) -> None:
    ran = supervisor.state(name) in STILL_THERE
    if ran and not supervisor.stop(name, here.shutdown_seconds + 10, force=force):
        warn(f"{name} does not stop")
    leftover = running_process(here.log_dir, name)
    if leftover:
        kill_family(leftover) if force else end_process(leftover, here.shutdown_seconds)
    left = orphans(here.log_dir, name)
    if left:
        warn(f"{name}: {len(left)} processes whose parent was killed are ended")
        kill_all(left)
    if ran or leftover:
        inform(f"{name} stopped")
    remove_record(here.log_dir, name)
    outcome_file(here, name).unlink(missing_ok=True)


def stop_database(here: Installation, supervisor: Supervisor) -> None:
    """Stop the database when it is our own; its sessions are ended, its data written."""
    _stop_program(here, supervisor, SPACE_GUARD, force=True)
    ran = supervisor.state(POSTGRES) in STILL_THERE
    if ran:
        supervisor.stop(POSTGRES, DATABASE_SECONDS + 10)
    if choose_mode(here) != "external" and here.data_dir.exists() and here.settings.database_superpass:
        cluster = own_cluster(here, choose_mode(here))
        ran = ran or cluster.running() is not None
        cluster.stop(DATABASE_SECONDS)
    recorded = running_process(here.log_dir, POSTGRES)
    if recorded:
        # Its data folder or its password is another one by now; what was started is on record all the same.
        recorded.send_signal(signal.SIGINT)
        _, alive = psutil.wait_procs([recorded], DATABASE_SECONDS)
        kill_all(alive)
        ran = True
    remove_record(here.log_dir, POSTGRES)
    if ran:
        inform("database stopped")


def _stop_leftovers(here: Installation, force: bool) -> None:
    """End recorded processes of services the manifest no longer names."""
    for name in recorded_names(here.log_dir):
        process = running_process(here.log_dir, name)
        if process:
            kill_family(process) if force else end_process(process, here.shutdown_seconds)
            inform(f"{name} stopped")
        remove_record(here.log_dir, name)


def remove_logs(log_dir: Path) -> None:
    """Delete current and rotated log files."""
    for path in log_dir.glob("*.log*"):
        path.unlink()
