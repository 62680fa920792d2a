"""A cluster that exists for one test session or one drill, in a folder and on a port of its own."""

import contextlib
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from suite_ops.database.account import find_account
from suite_ops.database.binaries import Binaries
from suite_ops.database.bootstrap import OWN_SCHEMAS, prepare_database
from suite_ops.database.cluster import Cluster

PORTS = range(15_000, 32_000)


@contextlib.contextmanager
def throwaway_cluster(binaries: Binaries | None = None) -> Iterator[Cluster]:
    """A started, empty cluster with `fast` settings; it and its data are gone after the block."""
    with reachable_folder("suite-cluster-") as folder:
        cluster = Cluster(folder / "data", free_port(), secrets.token_urlsafe(24), fast=True, binaries=binaries)
        cluster.init()
        cluster.start(folder / "postgres.log")
        try:
            yield cluster
        finally:
            cluster.stop()


@contextlib.contextmanager
def prepared_cluster(binaries: Binaries | None = None) -> Iterator[tuple[Cluster, Mapping[str, str]]]:
    """A throw-away cluster with database, roles and schemas of the suite, and the password of each role."""
    with throwaway_cluster(binaries) as cluster:
        passwords = {role: secrets.token_urlsafe(24) for role in OWN_SCHEMAS}
        prepare_database(cluster.admin_dsn(), passwords=passwords)
        yield cluster, passwords


@contextlib.contextmanager
def reachable_folder(prefix: str) -> Iterator[Path]:
    """A temporary folder that the account running PostgreSQL can enter, also when we are root."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp")).resolve()
    try:
        if find_account(folder / "data"):
            folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of the loopback address that nobody listens on now.

    Below the range from which the kernel takes ports for connections: one of those could have it before its server.
    """
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
