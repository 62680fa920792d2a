"""A PgBouncer of the test's own, where the machine has one: transactions share a few sessions."""

import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

import psycopg2

from suite_ops.database.account import process_options
from suite_ops.database.throwaway import free_port, reachable_folder
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.tools import require_tool

PATIENCE_SECONDS = 30
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


def _answers(url: str) -> bool:
    try:
        with closing(psycopg2.connect(url)):
            return True
    except psycopg2.OperationalError:
        return False
