"""One run of the curation over one film."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from movies_api.curation.film import FilmFacts
from suite.text.folding import fold

RUNNING, FINISHED, FAILED, REJECTED, WAITING, REVIEW, APPROVED, REFUSED = (
    "running",
    "done",
    "failed",
    "rejected",
    "waiting",
    "review",
    "approved",
    "refused",
)
SETTLED = frozenset({FINISHED, WAITING, REVIEW, APPROVED, REFUSED})
# Below this the film is shown to an editor: with the lexicon, no word of the film and only its genre spoke for it.
SURE = 0.50


@dataclass
class Run:
    """`payload` has the results of `steps`, the `calls` to providers and, when all is known, the `plan`."""

    id: str
    status: str
    step: str
    fingerprint: str
    movie_id: str | None = None
    tmdb_id: int | None = None
    option_id: int | None = None
    error: str | None = None
    provider: str | None = None
    confidence: float | None = None
    payload: dict[str, Any] = field(default_factory=dict)

    def result(self, step: str) -> Any:
        """What a finished step found, None for one that is not finished."""
        return self.payload.get("steps", {}).get(step)


def fingerprint_of(film: FilmFacts, question: Sequence[object]) -> str:
    """Stands for a film's text and everything that was asked about it."""
    words = [film.title, film.year, film.description, *sorted(map(fold, [*film.genres, *film.keywords]))]
    return hashlib.sha256(json.dumps([words, list(question)], ensure_ascii=False).encode()).hexdigest()
