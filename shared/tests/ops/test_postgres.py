"""A cluster of our own: made whole or not at all, started, killed, started again."""

import os
import signal
from pathlib import Path

import psycopg2
import pytest

from suite_ops.database.account import PostgresError, WrongPassword
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port, reachable_folder, throwaway_cluster
from suite_ops.processes.patience import wait_until


def ask(cluster: Cluster, statement: str) -> str:
    with psycopg2.connect(cluster.admin_dsn()) as conn, conn.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    conn.close()
    assert row is not None
    return str(row[0])


def test_a_new_cluster_has_checksums_scram_and_one_address() -> None:
    with throwaway_cluster() as cluster:
        assert ask(cluster, "SHOW data_checksums") == "on"
        assert ask(cluster, "SHOW server_encoding") == "UTF8"
        assert ask(cluster, "SHOW listen_addresses") == "127.0.0.1"
        assert ask(cluster, "SHOW unix_socket_directories") == ""
        assert ask(cluster, "SELECT lower('ÁÇÃO')") == "áção"
        assert ask(cluster, "SELECT max(auth_method) FROM pg_hba_file_rules") == "scram-sha-256"
        assert ask(cluster, "SELECT min(auth_method) FROM pg_hba_file_rules") == "scram-sha-256"


def test_a_killed_server_starts_again_with_its_data() -> None:
    with throwaway_cluster() as cluster:
        with psycopg2.connect(cluster.admin_dsn()) as conn, conn.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on; CREATE TABLE kept AS SELECT 42 AS answer")
        conn.close()
        server = cluster.running()
        assert server is not None
        children = server.children()
        server.send_signal(signal.SIGKILL)
        assert wait_until(lambda: not any(child.is_running() for child in children), 60)
        cluster.stop()
        assert cluster.running() is None
        assert (cluster.data_dir / "postmaster.pid").exists()
        cluster.start()
        assert ask(cluster, "SELECT answer FROM kept") == "42"


def test_a_pid_file_that_names_another_process_does_not_stop_the_start() -> None:
    with throwaway_cluster() as cluster:
        cluster.stop()
        (cluster.data_dir / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data_dir}\n")
        assert cluster.running() is None
        cluster.start()
        assert cluster.ready()


def test_an_interrupted_creation_is_cleared_away() -> None:
    with reachable_folder("suite-cluster-") as folder:
        half = folder / "data.unfinished-4194999"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        cluster = Cluster(folder / "data", free_port(), "a-password-of-some-length", fast=True)
        assert cluster.init() is True
        assert not half.exists()
        assert cluster.init() is False


def test_a_cluster_for_tests_does_not_stretch_its_passwords_and_one_for_data_does() -> None:
    with throwaway_cluster() as cluster:
        verifier = ask(cluster, "SELECT rolpassword FROM pg_authid WHERE rolname = 'frontend_admin'")
        assert verifier.startswith("SCRAM-SHA-256$1:" if cluster.binaries.major >= 16 else "SCRAM-SHA-256$4096:")
    with reachable_folder("suite-cluster-") as folder:
        kept = Cluster(folder / "data", free_port(), "a-password-of-some-length")
        kept.init()
        assert "scram_iterations" not in (folder / "data" / "suite.conf").read_text(encoding="utf-8")


def test_a_wrong_password_is_told_from_a_server_that_is_down() -> None:
    with throwaway_cluster() as cluster:
        other = Cluster(cluster.data_dir, cluster.port, "another-password", fast=True)
        with pytest.raises(WrongPassword, match="password given for frontend_admin does not open"):
            other.ready()
        cluster.stop()
        assert other.ready() is False


def test_the_owner_of_the_data_can_set_a_new_password() -> None:
    with throwaway_cluster() as cluster:
        cluster.stop()
        cluster.password = 'it\'s "another" password'
        cluster.reset_password()
        cluster.start()
        assert ask(cluster, "SELECT current_user") == "frontend_admin"


def test_data_of_another_major_version_are_refused_in_one_line() -> None:
    with reachable_folder("suite-cluster-") as folder:
        data = folder / "data"
        data.mkdir()
        (data / "PG_VERSION").write_text("9\n")
        with pytest.raises(PostgresError, match=r"is of PostgreSQL 9, the programs are of \d+") as caught:
            Cluster(data, free_port(), "a-password-of-some-length").init()
        assert "\n" not in str(caught.value)


def test_a_folder_with_other_things_is_not_touched(tmp_path: Path) -> None:
    with reachable_folder("suite-cluster-") as folder:
        data = folder / "data"
        data.mkdir()
        (data / "letters.txt").write_text("mine")
        with pytest.raises(PostgresError, match="not empty"):
            Cluster(data, free_port(), "a-password-of-some-length").init()
        assert [path.name for path in data.iterdir()] == ["letters.txt"]
