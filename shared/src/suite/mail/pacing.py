"""No more mails a second, and a day, than the provider takes: over all threads, processes and hosts."""

from datetime import datetime

from suite.database import Database
from suite.mail.queries import reserve_turn, select_wait
from suite.mail.sender import Quota

# Longer than this nobody waits with a claimed mail in hand.
LONGEST_WAIT_SECONDS = 5.0


class QuotaUsedUp(Exception):
    """The next turn is too far off; `seconds` until it can be had."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"next mail in {seconds:.0f} s")
        self.seconds = seconds


class Pacing:
    """The token bucket of one adapter. The row is locked for the moment of a reservation, never while sending."""

    def __init__(self, database: Database, adapter: str, *, longest: float = LONGEST_WAIT_SECONDS) -> None:
        self._database = database
        self._adapter = adapter
        self._longest = longest
        self.remaining: int | None = None

    def reserve(self, quota: Quota, *, at: datetime | None = None) -> float:
        """Take the next turn: seconds to wait until it. QuotaUsedUp takes none. `at` stands in for the clock."""
        values = {
            "adapter": self._adapter,
            "rate": quota.rate,
            "daily": quota.daily,
            "used": quota.used,
            "longest": self._longest,
            "at": at,
        }
        with self._database.transaction() as connection:
            turn = reserve_turn(connection, values)
            if turn is None:
                raise QuotaUsedUp(select_wait(connection, values))
        wait, self.remaining = turn
        return wait
