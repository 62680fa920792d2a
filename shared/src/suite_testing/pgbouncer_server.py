"""A PgBouncer of the test's own, where the machine has one: transactions share a few sessions."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

import psycopg2

from suite_ops.database.account import process_options
from suite_ops.database.throwaway import free_port, reachable_folder
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.tools import require_tool

PATIENCE_SECONDS = 60
# As strict as any: no start-up parameter is let through that a session would keep.
CONFIGURATION = """\
[databases]
* = host=127.0.0.1 port={server_port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {sessions}
max_client_conn = 200
"""


@contextmanager
def running_pgbouncer(database: TestDatabase, role: str, *, sessions: int) -> Iterator[str]:
    """Connection URL of `database` for `role` through a PgBouncer with that many sessions; killed after the block."""
    program, port, cluster = require_tool("pgbouncer"), free_port(), database.owner.cluster
    password = database.owner.passwords[role]
    with reachable_folder("suite-pgbouncer-") as folder:
        text = CONFIGURATION.format(server_port=cluster.port, port=port, folder=folder, sessions=sessions)
        (folder / "pgbouncer.ini").write_text(text, encoding="utf-8")
        (folder / "users.txt").write_text(f'"{role}" "{password}"\n', encoding="utf-8")
        with (folder / "log").open("wb") as log:
            command = [program, str(folder / "pgbouncer.ini")]
            # It refuses to run as root, as PostgreSQL does.
            process = subprocess.Popen(command, stdout=log, stderr=log, **process_options(cluster.account))
        url = f"postgresql://{role}:{quote(password)}@127.0.0.1:{port}/{database.name}"
        try:
            assert wait_until(lambda: _answers(url), PATIENCE_SECONDS), (folder / "log").read_text(encoding="utf-8")
            yield url
        finally:
            process.kill()
            process.wait()


@contextmanager
def served_by(configuration: str, cluster: TestCluster) -> Iterator[Callable[[str], str]]:
    """PgBouncer with the configuration of the containers, moved to this machine; who a role is that logs in there."""
    program, port, server = require_tool("pgbouncer"), free_port(), cluster.cluster
    with reachable_folder("suite-pgbouncer-") as folder:
        users = folder / "users.txt"
        users.write_text(f'"{server.superuser}" "{server.password}"\n', encoding="utf-8")
        moved = {
            "host=postgres port=5432": f"host=127.0.0.1 port={server.port}",
            "listen_addr = *": "listen_addr = 127.0.0.1",
            "listen_port = 5432": f"listen_port = {port}",
            "/run/secrets/pgbouncer_users": str(users),
            "auth_user = frontend_admin": f"auth_user = {server.superuser}",
        }
        for given, here in moved.items():
            assert given in configuration, given
            configuration = configuration.replace(given, here)
        (folder / "pgbouncer.ini").write_text(configuration, encoding="utf-8")
        with (folder / "log").open("wb") as log:
            command = [program, str(folder / "pgbouncer.ini")]
            process = subprocess.Popen(command, stdout=log, stderr=log, **process_options(server.account))

        def login(role: str) -> str:
            url = f"postgresql://{role}:{quote(cluster.passwords[role])}@127.0.0.1:{port}/frontend_apps"
            assert wait_until(lambda: _answers(url), PATIENCE_SECONDS), (folder / "log").read_text(encoding="utf-8")
            with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT current_user")
                row = cursor.fetchone()
                assert row is not None
                return str(row[0])

        try:
            yield login
        finally:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with closing(psycopg2.connect(url)):
            return True
    except psycopg2.OperationalError:
        return False
