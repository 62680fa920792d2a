"""SQL of runs."""

from typing import Any

from psycopg2.extras import Json

from movies_api.curation.run import Run
from suite.database import Connection

COLUMNS = "id, status, step, fingerprint, movie_id, tmdb_id, option_id, error, provider, confidence, payload"

# Held by a transaction, not by a session: a pooler gives sessions to whoever comes next, a transaction keeps its own.
# It waits for paid answers, and while it does it sees no rows and holds up nobody.
BEGIN = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


def select_last(connection: Connection, fingerprint: str) -> Run | None:
    """The latest run of a question."""
    row = connection.row(
        f"SELECT {COLUMNS} FROM curation_runs WHERE fingerprint = %s ORDER BY created_at DESC, id DESC LIMIT 1",
        (fingerprint,),
    )
    return run_of(row) if row else None


def select_run(connection: Connection, run_id: str) -> Run | None:
    """One run."""
    row = connection.row(f"SELECT {COLUMNS} FROM curation_runs WHERE id = %s", (run_id,))
    return run_of(row) if row else None


def insert_run(connection: Connection, run: Run) -> None:
    """A new run."""
    connection.run(
        f"INSERT INTO curation_runs ({COLUMNS}, created_by, updated_by)"
        " VALUES (%(id)s, %(status)s, %(step)s, %(fingerprint)s, %(movie_id)s, %(tmdb_id)s, %(option_id)s, %(error)s,"
        " %(provider)s, %(confidence)s, %(payload)s, 'curation', 'curation')",
        values_of(run),
    )


def update_run(connection: Connection, run: Run, writer: str = "curation") -> None:
    """The run as it is now, a new version."""
    connection.run(
        "UPDATE curation_runs SET status = %(status)s, step = %(step)s, movie_id = %(movie_id)s, error = %(error)s,"
        " provider = %(provider)s, confidence = %(confidence)s, payload = %(payload)s, version = version + 1,"
        " updated_at = now(), updated_by = %(writer)s WHERE id = %(id)s",
        {**values_of(run), "writer": writer},
    )


def count_by_status(connection: Connection) -> dict[str, int]:
    """Status → runs."""
    rows = connection.rows("SELECT status, count(*) FROM curation_runs GROUP BY status ORDER BY status")
    return dict(rows)


def values_of(run: Run) -> dict[str, Any]:
    """The run as parameters."""
    return {**vars(run), "payload": Json(run.payload)}


def run_of(row: tuple[Any, ...]) -> Run:
    """A row of COLUMNS."""
    number, status, step, fingerprint, movie_id, tmdb_id, option_id, error, provider, confidence, payload = row
    return Run(
        str(number),
        status,
        step,
        fingerprint,
        None if movie_id is None else str(movie_id),
        tmdb_id,
        option_id,
        error,
        provider,
        None if confidence is None else float(confidence),
        payload,
    )
