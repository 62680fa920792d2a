"""Which database this is: seeds are planted once in the life of each."""

import contextlib

import psycopg2

from suite_ops.installation import Installation


def database_mark(here: Installation) -> str:
    """The server's own identifier and the name of the database."""
    with contextlib.closing(psycopg2.connect(here.settings.admin_dsn())) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        row = cursor.fetchone()
    return f"{row[0] if row else ''}/{here.settings.database_name}"
