"""When a failed message is tried again, and when it is given up."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

# Tells the time of leases and delays; None: the database does, so that the clocks of machines need not agree.
Clock = Callable[[], datetime | None]


def database_time() -> datetime | None:
    """The clock of production."""
    return None


@dataclass(frozen=True)
class Retries:
    """After the n-th failed attempt the next comes in first_seconds x 2^(n-1), at most `longest_seconds`, +-10 %."""

    attempts: int = 5
    first_seconds: float = 10.0
    longest_seconds: float = 600.0
    spread: float = 0.1

    def delay(self, attempt: int, chance: Callable[[], float] = random.random) -> float:
        """Seconds to wait after the attempt of that number, the first being 1; `chance` gives 0 to 1."""
        seconds = min(self.longest_seconds, self.first_seconds * 2.0 ** min(attempt - 1, 30))
        return seconds * (1 + self.spread * (2 * chance() - 1))
