"""A database whose disk is nearly full refuses writes, answers reads, and takes writes again when there is space."""

import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import psycopg2.errors
import pytest

from suite_ops.database.cluster import Cluster
from suite_ops.database.guard_space import SpaceGuard
from suite_ops.database.throwaway import free_port, reachable_folder
from suite_ops.processes.patience import wait_until

MEGABYTE = 1 << 20


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server on a file system of 300 MB of its own, under a path with accents."""
    with reachable_folder("espaço ") as folder:
        disk = folder / "disco cheio não"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", str(disk)], check=False)
        if mounted.returncode != 0:
            pytest.skip("mounting a file system needs root")
        made = Cluster(disk / "postgres", free_port(), "secret", fast=True)
        try:
            made.init()
            made.start()
            yield made
        finally:
            made.stop()
            subprocess.run(["umount", "-l", str(disk)], check=True)


def run(cluster: Cluster, statement: str) -> None:
    with closing(psycopg2.connect(cluster.admin_dsn())) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)


def refuses(cluster: Cluster) -> bool:
    try:
        run(cluster, "INSERT INTO numbers VALUES (1)")
    except psycopg2.errors.ReadOnlySqlTransaction:
        return True
    return False


def test_reads_go_on_while_writes_are_refused(cluster: Cluster) -> None:
    run(cluster, "CREATE TABLE numbers (number int)")
    guard = SpaceGuard(cluster.data_dir, 100 * MEGABYTE)
    assert guard.look() is False
    ballast = Path(cluster.data_dir).parent / "ballast"
    with ballast.open("wb", buffering=0) as file:
        while not guard.look():
            file.write(b"x" * MEGABYTE)
    assert wait_until(lambda: refuses(cluster), 60)
    run(cluster, "SELECT count(*) FROM numbers")
    assert guard.look() is True
    ballast.unlink()
    assert guard.look() is False
    assert wait_until(lambda: not refuses(cluster), 60)


def test_a_start_leaves_what_is_read_only_so_and_its_files_whole(cluster: Cluster) -> None:
    guard = SpaceGuard(cluster.data_dir, 10_000 * MEGABYTE)
    assert guard.look() is True
    cluster.stop()
    assert cluster.init() is False
    cluster.start()
    with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
        run(cluster, "CREATE TABLE numbers (number int)")
