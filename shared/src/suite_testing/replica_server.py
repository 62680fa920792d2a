"""A primary with a streaming replica, both of the test's own: they may be paused, broken and killed."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import psutil
import psycopg2

from suite.settings import Secret, ServiceSettings
from suite_ops.database.account import process_options
from suite_ops.database.binaries import Binaries
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port, prepared_cluster, reachable_folder
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster

S = TypeVar("S", bound=ServiceSettings)
PATIENCE_SECONDS = 60
SLOT = "replica"
CAUGHT_UP = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"


class StreamingReplica:
    """The replica; `database` of every URL is one of the primary's."""

    def __init__(self, primary: TestCluster, cluster: Cluster, log: Path) -> None:
        self.primary, self.cluster = primary, cluster
        self._log = log

    def dsn(self, database: str, role: str | None = None) -> str:
        """Connection URL of a role, or of the administrator, on the replica."""
        return TestCluster(self.cluster, self.primary.passwords).dsn(database, role)

    def start(self) -> None:
        """Start it, again after a kill."""
        self.cluster.start(self._log, PATIENCE_SECONDS)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """In this block it neither answers nor hangs up."""
        processes = self._processes()
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    def kill(self) -> None:
        """End it as a power cut does."""
        processes = self._processes()
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, PATIENCE_SECONDS)
        self.cluster.stop()

    def _processes(self) -> list[psutil.Process]:
        server = self.cluster.running()
        assert server is not None
        return [server, *server.children()]

    def pause(self) -> None:
        """Let it fall behind: it receives and applies nothing."""
        run(self.cluster.admin_dsn(), "SELECT pg_wal_replay_pause()")
        assert wait_until(lambda: self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused", PATIENCE_SECONDS)

    def resume(self) -> None:
        """Let it catch up."""
        run(self.cluster.admin_dsn(), "SELECT pg_wal_replay_resume()")

    def follow(self, primary: str) -> None:
        """Receive from this server; from nobody when the text is empty."""
        run(self.cluster.admin_dsn(), "ALTER SYSTEM SET primary_conninfo = %s", (primary,))
        run(self.cluster.admin_dsn(), "SELECT pg_reload_conf()")
        receiving = "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'"
        assert wait_until(lambda: self.ask(receiving) == bool(primary), PATIENCE_SECONDS)

    def catch_up(self) -> None:
        """Wait until it shows all that the primary has written by now."""
        position = ask(self.primary.cluster.admin_dsn(), "SELECT pg_current_wal_lsn()::text")
        assert wait_until(lambda: self.ask(CAUGHT_UP, (position,)), PATIENCE_SECONDS)

    def ask(self, sql: str, parameters: Any = None) -> Any:
        """The first column of the first row, as the administrator of the replica."""
        return ask(self.cluster.admin_dsn(), sql, parameters)


def ask(dsn: str, sql: str, parameters: Any = None) -> Any:
    """The first column of the first row."""
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(sql, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def run(dsn: str, sql: str, parameters: Any = None) -> None:
    """A statement of its own transaction."""
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(sql, parameters)


@contextmanager
def streaming_replica(binaries: Binaries) -> Iterator[StreamingReplica]:
    """A prepared primary and its replica, both gone after the block."""
    with prepared_cluster(binaries) as (cluster, passwords), reachable_folder("suite-replica-") as folder:
        primary = TestCluster(cluster, passwords)
        make_durable(cluster)
        replica = StreamingReplica(primary, copy_cluster(cluster, folder / "data"), folder / "postgres.log")
        replica.start()
        try:
            yield replica
        finally:
            replica.cluster.stop()


def make_durable(cluster: Cluster) -> None:
    """Send what is committed to the replica with the commit: a fast cluster would do so when it comes to it."""
    for statement in ("ALTER SYSTEM SET synchronous_commit = on", "SELECT pg_reload_conf()"):
        run(cluster.admin_dsn(), statement)


def copy_cluster(cluster: Cluster, folder: Path) -> Cluster:
    """A copy of a running cluster that will follow it. A query that stands in the way of the log is ended at once."""
    command = [cluster.binaries.program("pg_basebackup"), "-D", str(folder), "--write-recovery-conf", "--no-sync"]
    ask(cluster.admin_dsn(), "SELECT pg_create_physical_replication_slot(%s)", (SLOT,))
    command += ["--checkpoint=fast", "--wal-method=stream", f"--slot={SLOT}", "--dbname", cluster.admin_dsn()]
    folder.mkdir(mode=0o700)
    if cluster.account:
        os.chown(folder, cluster.account.uid, cluster.account.gid)
    subprocess.run(command, cwd="/", check=True, capture_output=True, **process_options(cluster.account))
    with (folder / "postgresql.auto.conf").open("a", encoding="utf-8") as configuration:
        configuration.write("max_standby_streaming_delay = 0\nwal_retrieve_retry_interval = 100\n")
    return Cluster(folder, free_port(), cluster.password, fast=True, binaries=cluster.binaries)


def replica_settings(settings: S, replica: StreamingReplica, database: str, role: str) -> S:
    """Settings of a service on the primary and its replica, which may be behind as far as a busy machine lets it."""
    return replace(
        settings,
        database_url=Secret(replica.primary.dsn(database, role)),
        database_replica_url=Secret(replica.dsn(database, role)),
        database_replica_max_lag_ms=600_000,
    )


def replica_variables(
    prefix: str, replica: StreamingReplica, database: str, role: str, **more: str
) -> Mapping[str, str]:
    """Variables of a service on the primary and its replica."""
    return {
        f"{prefix}_DATABASE_URL": replica.primary.dsn(database, role),
        f"{prefix}_DATABASE_REPLICA_URL": replica.dsn(database, role),
        **more,
    }
