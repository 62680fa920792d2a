"""From rounds to figures: medians, ratios of medians, and how far single rounds were from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.sides import Round

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Figures:
    """Medians over the rounds of one side. CPU in microseconds a request, memory in MiB a worker process."""

    name: str
    rates: tuple[float, ...]
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    server_cpu_us: float
    database_cpu_us: float
    worker_rss_mib: float | None

    @property
    def cpu_us(self) -> float:
        """Processor time a request, server and PostgreSQL together."""
        return self.server_cpu_us + self.database_cpu_us

    @property
    def rate(self) -> float:
        """Median requests per second."""
        return median(self.rates)


@dataclass(frozen=True)
class Ratio:
    """Ours to a peer: ratio of median rates, lowest and highest of a single round, and what was wanted.

    `cpu` is the peer's processor time a request over ours: it moves less than rates do on a busy machine.
    """

    peer: str
    value: float
    low: float
    high: float
    cpu: float
    target: float | None

    @property
    def reached(self) -> bool | None:
        """None where nothing was wanted."""
        return None if self.target is None else self.value >= self.target


def summarize(name: str, rounds: Sequence[Round], worker_rss: float | None) -> Figures:
    """Figures of one side; `worker_rss` in bytes, None where there are no workers."""
    return Figures(
        name=name,
        rates=tuple(done.sample.rate for done in rounds),
        p50_ms=median_of([done.sample.p50_ms for done in rounds]),
        p95_ms=median_of([done.sample.p95_ms for done in rounds]),
        p99_ms=median_of([done.sample.p99_ms for done in rounds]),
        server_cpu_us=median(done.server_cpu_seconds / done.sample.requests for done in rounds) * 1e6,
        database_cpu_us=median(done.database_cpu_seconds / done.sample.requests for done in rounds) * 1e6,
        worker_rss_mib=None if worker_rss is None else worker_rss / MEBIBYTE,
    )


def median_of(values: Sequence[float | None]) -> float | None:
    """The median, None unless every value is known."""
    known = [value for value in values if value is not None]
    return median(known) if known and len(known) == len(values) else None


def compare(ours: Figures, peer: Figures, targets: Mapping[str, float]) -> Ratio:
    """How many requests ours answers for one of the peer's."""
    each_round = [mine / theirs for mine, theirs in zip(ours.rates, peer.rates, strict=True)]
    return Ratio(
        peer=peer.name,
        value=ours.rate / peer.rate,
        low=min(each_round),
        high=max(each_round),
        cpu=peer.cpu_us / ours.cpu_us,
        target=targets.get(peer.name),
    )
