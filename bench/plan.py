"""How long and how often: quick enough to try, or long enough to believe."""

from dataclasses import dataclass

CONNECTIONS = 32


@dataclass(frozen=True)
class Plan:
    """Seconds and rounds for each side of an entry."""

    mode: str
    rounds: int
    seconds: int
    warmup_seconds: int

    @property
    def quick(self) -> bool:
        """Whether variants are left out."""
        return self.mode == "quick"


QUICK = Plan("quick", rounds=4, seconds=2, warmup_seconds=1)
# Many short rounds: a busy moment of the machine then spoils one of them, and medians do not notice.
FULL = Plan("full", rounds=10, seconds=3, warmup_seconds=2)
