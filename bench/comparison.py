"""All sides of an entry in turn, round after round, so that a slow minute of the machine hits everyone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.contender import WORKERS
from bench.entry import Entry
from bench.figures import Figures, Ratio, compare, summarize
from bench.plan import Plan
from bench.server import Server
from bench.sides import LIMIT, Round, Side


@dataclass(frozen=True)
class Comparison:
    """Figures of every side that ran, ours first, the ratios of ours to the others, and who could not run."""

    entry: Entry
    figures: tuple[Figures, ...]
    ratios: tuple[Ratio, ...]
    missing: Mapping[str, str]


def measure_rounds(sides: Sequence[Side], plan: Plan) -> dict[str, list[Round]]:
    """Warm every side up, then `plan.rounds` rounds; each round begins with another side."""
    for side in sides:
        side.measure(plan.warmup_seconds)
    done: dict[str, list[Round]] = {side.name: [] for side in sides}
    for number in range(plan.rounds):
        for side in order_of_round(sides, number):
            done[side.name].append(side.measure(plan.seconds))
        rates = "  ".join(f"{name} {rounds[-1].sample.rate:,.0f}/s" for name, rounds in done.items())
        print(f"  round {number + 1} of {plan.rounds}: {rates}", flush=True)
    return done


def order_of_round(sides: Sequence[Side], number: int) -> list[Side]:
    """Begin with another side each round and go round the other way every second time."""
    start = number % len(sides)
    order = [*sides[start:], *sides[:start]]
    return order[::-1] if number % 2 else order


def conclude(
    entry: Entry,
    rounds: Mapping[str, Sequence[Round]],
    servers: Mapping[str, Server],
    missing: Mapping[str, str],
) -> Comparison:
    """Turn rounds into figures and compare ours, the first, with the rest."""
    figures = [
        summarize(name, done, servers[name].usage().worker_rss(WORKERS) if name in servers else None)
        for name, done in rounds.items()
    ]
    ours, *others = figures
    ratios = tuple(compare(ours, other, entry.targets) for other in others if other.name != LIMIT)
    return Comparison(entry, tuple(figures), ratios, missing)
