"""What an order is worth: by the films editors chose, and by what it shows altogether."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import log2
from statistics import fmean

from movies_api.suggestions.ranking import similarity
from movies_api.suggestions.rules import Film

SHOWN, DEEP = 10, 20


def ndcg(order: Sequence[str], chosen: Iterable[str], most: int = SHOWN) -> float:
    """Normalised discounted gain of the first `most`, 0 to 1; every chosen film is worth the same."""
    wanted = set(chosen)
    gained = sum(1 / log2(place + 2) for place, film in enumerate(order[:most]) if film in wanted)
    return gained / sum(1 / log2(place + 2) for place in range(min(most, len(wanted))))


def recall(order: Sequence[str], chosen: Iterable[str], most: int = DEEP) -> float:
    """Share of the chosen films among the first `most`."""
    wanted = set(chosen)
    return len(wanted.intersection(order[:most])) / len(wanted)


def coverage(orders: Iterable[Sequence[str]], films: int) -> float:
    """Share of the films somebody sees among the first ten of any question."""
    return len({film for order in orders for film in order[:SHOWN]}) / films


def diversity(order: Sequence[str], films: Mapping[str, Film]) -> float:
    """How different the first ten are from each other: 1 minus their mean similarity."""
    pairs = list(combinations([films[film] for film in order[:SHOWN]], 2))
    return 1 - fmean(similarity(one, other) for one, other in pairs) if pairs else 0.0
