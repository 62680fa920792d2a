"""Popular titles by how often they speak of a sentiment."""

from collections.abc import Iterable
from typing import Any

from suite.text.folding import words_of


def films_of(page: Any) -> list[dict[str, Any]]:
    """The films of a page of TMDB, none when it is not as documented."""
    found = page.get("results") if isinstance(page, dict) else None
    return [film for film in found if isinstance(film, dict)] if isinstance(found, list) else []


def films_about(films: Iterable[dict[str, Any]], keywords: Iterable[str]) -> list[dict[str, Any]]:
    """The films whose title or overview names a keyword, most occurrences first, each with its `score`."""
    wanted = [f" {' '.join(words_of(keyword))} " for keyword in keywords if words_of(keyword)]
    scored = []
    for place, film in enumerate(films):
        words = words_of(" ".join(str(film.get(part) or "") for part in ("title", "overview")))
        text = f" {' '.join(words)} "
        score = sum(text.count(keyword) for keyword in wanted)
        if score:
            scored.append((-score, place, {**film, "score": score}))
    return [film for _, _, film in sorted(scored, key=lambda row: row[:2])]
