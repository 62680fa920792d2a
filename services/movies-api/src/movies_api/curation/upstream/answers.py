"""Answers of film catalogues, kept for a while; their terms allow six months at most."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2.extras import Json

from suite.database import Connection, Database


@dataclass(frozen=True)
class KeptAnswers:
    """Answers of one source. `fresh` asks again, `dry_run` keeps nothing."""

    database: Database
    source: str
    attribution: str
    days: int
    fresh: bool = False
    dry_run: bool = False

    def get(self, path: str, parameters: Mapping[str, Any], fetch: Callable[[], Any]) -> Any:
        """The kept answer or the one of `fetch`; `parameters` must not hold a key."""
        question = json.dumps([self.source, path, dict(parameters)], sort_keys=True, ensure_ascii=False)
        name = hashlib.sha256(question.encode()).hexdigest()
        if not self.fresh:
            with self.database.read() as connection:
                kept = select_answer(connection, name)
            if kept is not None:
                return kept
        answer = fetch()
        if not self.dry_run:
            with self.database.transaction() as connection:
                keep_answer(connection, self, name, answer)
        return answer


def select_answer(connection: Connection, name: str) -> Any:
    """An answer that has not expired."""
    return connection.value("SELECT answer FROM upstream_answers WHERE name = %s AND expires_at > now()", (name,))


def keep_answer(connection: Connection, kept: KeptAnswers, name: str, answer: Any) -> None:
    """Keep an answer; all that expired goes."""
    connection.run("DELETE FROM upstream_answers WHERE expires_at <= now()")
    connection.run(
        "INSERT INTO upstream_answers (name, source, attribution, answer, expires_at)"
        " VALUES (%(name)s, %(source)s, %(attribution)s, %(answer)s, now() + make_interval(days => %(days)s))"
        " ON CONFLICT (name) DO UPDATE SET answer = excluded.answer, attribution = excluded.attribution,"
        " fetched_at = now(), expires_at = excluded.expires_at",
        {
            "name": name,
            "source": kept.source,
            "attribution": kept.attribution,
            "answer": Json(answer),
            "days": kept.days,
        },
    )
