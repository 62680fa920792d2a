"""Which PostgreSQL the suite uses, and the cluster behind it when it is our own."""

import hashlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from suite_ops.database.account import PostgresError, can_reach, find_account
from suite_ops.database.binaries import COPIES, find_binaries
from suite_ops.database.cluster import Cluster
from suite_ops.installation import Installation
from suite_ops.processes.ports import find_holder
from suite_ops.terminal import warn

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1", "")


@dataclass(frozen=True)
class DatabaseServer:
    """`mode` is embedded, system or external; an external server has no cluster of ours."""

    mode: str
    cluster: Cluster | None


def choose_mode(here: Installation) -> str:
    """SUITE_DB_MODE with `auto` decided: external when another machine is named, else embedded."""
    mode = here.settings.database_mode
    if mode != "auto":
        return mode
    hosts = [here.settings.database_host]
    for service in here.manifest.built():
        url = here.environment.get(f"{service.env_prefix}_DATABASE_URL")
        hosts += [urlsplit(url).hostname or ""] if url else []
    here_names = (*LOCAL_HOSTS, socket.gethostname())
    return "embedded" if all(host in here_names for host in hosts) else "external"


def find_server(here: Installation) -> DatabaseServer:
    """The server to use; raises PostgresError when its port belongs to something else."""
    mode = choose_mode(here)
    if mode == "external":
        return DatabaseServer(mode, None)
    place_data(here.data_dir)
    cluster = own_cluster(here, mode)
    if not cluster.running():
        holder = find_holder(cluster.port)
        if holder and here.settings.database_mode == "auto" and _is_ours(here):
            warn(f"the database already answering on port {cluster.port} is used")
            return DatabaseServer("external", None)
        if holder:
            raise PostgresError(f"{holder}; end it or set FRONTEND_APPS_DB_PORT")
    return DatabaseServer(mode, cluster)


def _is_ours(here: Installation) -> bool:
    try:
        psycopg2.connect(here.settings.admin_dsn("postgres"), connect_timeout=2).close()
    except psycopg2.Error:
        return False
    return True


def own_cluster(here: Installation, mode: str) -> Cluster:
    """The cluster in var/postgres; raises PostgresError without a password or programs."""
    password = here.settings.database_superpass
    if not password:
        raise PostgresError("FRONTEND_APPS_DB_SUPERPASS is missing; start-all makes one")
    return Cluster(
        here.data_dir.resolve(),
        here.settings.database_port,
        password.reveal(),
        here.settings.database_superuser,
        binaries=find_binaries("system" if mode == "system" else "embedded"),
    )


def place_data(data_dir: Path) -> None:
    """Before the first start: when we are root in a folder closed to others, link to one under /var/lib.

    PostgreSQL never runs as root, and its own account cannot enter a clone below /root.
    """
    if data_dir.exists():
        return
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    account = find_account(data_dir)
    if account is None or can_reach(data_dir.parent, account):
        return
    elsewhere = COPIES / f"data-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]}"
    elsewhere.mkdir(parents=True, exist_ok=True)
    COPIES.chmod(0o755)
    os.chown(elsewhere, account.uid, account.gid)
    elsewhere.chmod(0o700)
    data_dir.unlink(missing_ok=True)
    data_dir.symlink_to(elsewhere)
    warn(f"{account.name} cannot enter {data_dir.parent}: the data are in {elsewhere}, linked from there")
