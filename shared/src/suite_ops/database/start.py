"""Bringing up the database of the installation, under the supervisor when it is our own."""

from suite_ops.database.account import PostgresError, WrongPassword
from suite_ops.database.cluster import Cluster
from suite_ops.database.server import find_server
from suite_ops.installation import Installation
from suite_ops.logs.files import last_lines
from suite_ops.processes.gateway import gateway_programs
from suite_ops.processes.patience import wait_until
from suite_ops.processes.programs import POSTGRES, SPACE_GUARD, guard_program, postgres_program, service_programs
from suite_ops.processes.records import running_process, write_record
from suite_ops.processes.supervisor import GAVE_UP, Supervisor
from suite_ops.processes.termination import end_process
from suite_ops.terminal import inform, succeed, warn

PATIENCE = 30


def start_database(here: Installation, supervisor: Supervisor) -> None:
    """Have the database answer; raises PostgresError with the end of its log when it does not."""
    server = find_server(here)
    programs = [program for service in here.manifest.built() for program in service_programs(here, service)]
    programs += gateway_programs(here)
    if server.cluster is None:
        inform(f"database: external, {here.settings.database_host}:{here.settings.database_port}")
        supervisor.ensure(programs)
        return
    cluster = server.cluster
    inform(f"database: {server.mode} PostgreSQL {cluster.binaries.version} on port {cluster.port}")
    if cluster.init():
        succeed(f"database created in {cluster.data_dir}")
    supervisor.ensure([postgres_program(cluster), guard_program(here), *programs])
    _serve(here, supervisor, cluster)


def _serve(here: Installation, supervisor: Supervisor, cluster: Cluster) -> None:
    try:
        _start_and_wait(here, supervisor, cluster)
    except WrongPassword:
        warn(f"the data were made with another password; {cluster.superuser} is given the one we hold")
        supervisor.stop(POSTGRES, PATIENCE)
        cluster.reset_password()
        _start_and_wait(here, supervisor, cluster)
    process = cluster.running()
    if process:
        write_record(here.log_dir, POSTGRES, cluster.port, process.pid)
    _start_guard(here, supervisor)


def _start_guard(here: Installation, supervisor: Supervisor) -> None:
    """One guard: that of a supervisor that died would go on beside its own."""
    orphan = None if supervisor.pid(SPACE_GUARD) else running_process(here.log_dir, SPACE_GUARD)
    if orphan:
        end_process(orphan, here.shutdown_seconds)
    supervisor.start(SPACE_GUARD)


def _start_and_wait(here: Installation, supervisor: Supervisor, cluster: Cluster) -> None:
    if not supervisor.pid(POSTGRES):
        orphan = cluster.running()
        if orphan:
            warn(f"the database runs without its supervisor (pid {orphan.pid}); it is started again")
            cluster.stop()
        cluster.remove_stale_pid()
        supervisor.start(POSTGRES)
    wait_until(lambda: cluster.ready() or supervisor.state(POSTGRES) == GAVE_UP, PATIENCE)
    if not cluster.ready():
        lines = last_lines(here.log_dir / f"{POSTGRES}.log")
        raise PostgresError("\n".join([*lines, f"the database does not answer on port {cluster.port}"]))
