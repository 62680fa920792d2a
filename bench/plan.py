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
FULL = Plan("full", rounds=5, seconds=6, warmup_seconds=3)
