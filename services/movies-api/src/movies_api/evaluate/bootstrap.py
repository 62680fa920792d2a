"""How far a mean may be off, by drawing the questions again and again."""

from collections.abc import Hashable, Sequence
from random import Random
from statistics import fmean

RESAMPLES = 2_000
SHARE = 0.95


def interval(
    groups: Sequence[tuple[Hashable, float]], resamples: int = RESAMPLES, seed: int = 10
) -> tuple[float, float]:
    """The 95 % percentile interval of the mean of (group, value) pairs.

    Whole groups are drawn: answers of one intention resemble each other, and drawing them one by one would make the
    interval too narrow.
    """
    members: dict[Hashable, list[float]] = {}
    for group, value in groups:
        members.setdefault(group, []).append(value)
    drawn = list(members.values())
    random = Random(seed)
    means = sorted(
        fmean([value for values in random.choices(drawn, k=len(drawn)) for value in values]) for _ in range(resamples)
    )
    cut = round(resamples * (1 - SHARE) / 2)
    return means[cut], means[-1 - cut]
