"""The log of a server as it is archived beside a test."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg2

from suite_ops.installation import Installation
from suite_ops.processes.patience import wait_until

PATIENCE_SECONDS = 60
_LEVEL = """
SELECT coalesce(min(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), flush_lsn)), 1) = 0
FROM pg_stat_replication WHERE application_name = 'pg_receivewal'
"""


@contextmanager
def archiving(here: Installation, **variables: str) -> Iterator[None]:
    """The log is received while the block runs; it starts when the archive is level with the server."""
    code = "import sys; from suite_ops.cli import main; sys.exit(main(['wal-archive']))"
    process = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, **variables})
    try:
        assert wait_until(lambda: is_level(here), PATIENCE_SECONDS)
        yield
    finally:
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0


def is_level(here: Installation) -> bool:
    """Whether the archive has all that the server has written."""
    with closing(psycopg2.connect(here.settings.admin_dsn())) as connection, connection.cursor() as cursor:
        cursor.execute(_LEVEL)
        [level] = cursor.fetchone() or (False,)
    return bool(level)
