"""The order of suggestions: the best first, without showing the same film five times under other titles."""

from heapq import heapify, heappop, heapreplace

from movies_api.suggestions.rules import Film, Scored, cosine

MOST_RANKED = 200


def best_first(scored: list[Scored]) -> list[Scored]:
    """The best MOST_RANKED by score; ties by quality, then id."""
    return sorted(scored, key=lambda one: (-one.score, -one.explain["quality"], one.film.id))[:MOST_RANKED]


def pick(scored: list[Scored], count: int, trade_off: float) -> list[Scored]:
    """At most `count`, each the best by score and difference from those picked before (maximal marginal relevance).

    `trade_off` 1 looks at the score only, 0 at the difference only.
    """
    ranked = best_first(scored)
    if trade_off >= 1:
        return ranked[:count]
    picked: list[Scored] = []
    # (minus the value, place, nearness, how many picked films it knows of). A value only falls as more are picked: who
    # leads with a value that knows of all leads everybody, and most films are never compared with most of the picked.
    waiting = [(-trade_off * one.score / 10, place, 0.0, 0) for place, one in enumerate(ranked)]
    heapify(waiting)
    while waiting and len(picked) < count:
        _, place, near, known = waiting[0]
        one = ranked[place]
        if known == len(picked):
            heappop(waiting)
            picked.append(one)
            continue
        near = max(near, *(similarity(one.film, other.film) for other in picked[known:]))
        heapreplace(waiting, ((1 - trade_off) * near - trade_off * one.score / 10, place, near, len(picked)))
    return picked


def similarity(one: Film, other: Film) -> float:
    """How alike two films are, 0 to 1: genres, sub-sentiments, director, decade."""
    alike = 0.5 * _jaccard(one.genres, other.genres) + 0.3 * cosine(one, other)
    if one.director and one.director == other.director:
        alike += 0.1
    if one.year is not None and other.year is not None and one.year // 10 == other.year // 10:
        alike += 0.1
    return alike


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0
