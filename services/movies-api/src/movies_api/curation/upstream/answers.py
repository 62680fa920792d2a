"""Answers of film catalogues, kept for a while; their terms allow six months at most."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from movies_api.curation.upstream.queries import keep_answer, select_answer
from suite.database import Database


@dataclass(frozen=True)
class StoredAnswers:
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
                stored = select_answer(connection, name)
            if stored is not None:
                return stored
        answer = fetch()
        if not self.dry_run:
            with self.database.transaction() as connection:
                keep_answer(connection, name, answer, self.source, self.attribution, self.days)
        return answer
