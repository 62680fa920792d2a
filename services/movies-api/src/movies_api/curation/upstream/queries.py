"""SQL of kept answers."""

from typing import Any

from psycopg2.extras import Json

from suite.database import Connection


def select_answer(connection: Connection, name: str) -> Any:
    """An answer that has not expired."""
    return connection.value("SELECT answer FROM upstream_answers WHERE name = %s AND expires_at > now()", (name,))


def keep_answer(connection: Connection, name: str, answer: Any, source: str, attribution: str, days: int) -> None:
    """Keep an answer; all that expired goes."""
    connection.run("DELETE FROM upstream_answers WHERE expires_at <= now()")
    connection.run(
        "INSERT INTO upstream_answers (name, source, attribution, answer, expires_at)"
        " VALUES (%(name)s, %(source)s, %(attribution)s, %(answer)s, now() + make_interval(days => %(days)s))"
        " ON CONFLICT (name) DO UPDATE SET answer = excluded.answer, attribution = excluded.attribution,"
        " fetched_at = now(), expires_at = excluded.expires_at",
        {"name": name, "source": source, "attribution": attribution, "answer": Json(answer), "days": days},
    )
