"""Events in tests: the tables of docs/adding-a-service.md, and time that passes when a test says so."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from suite.environment import find_root

_BLOCK = re.compile(r"```sql\n(CREATE TABLE (\w+) .*?)```", re.DOTALL)


def documented_table(name: str) -> str:
    """The SQL by which a service makes its outbox or its inbox."""
    text = (find_root(Path(__file__)) / "docs" / "adding-a-service.md").read_text(encoding="utf-8")
    return next(block[1] for block in _BLOCK.finditer(text) if block[2] == name)


class Hours:
    """A clock that is ahead of the real one by what a test has let pass; `also` is told too."""

    def __init__(self, also: Callable[[float], None] = lambda seconds: None) -> None:
        self._ahead = timedelta()
        self._also = also

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def let_pass(self, seconds: float) -> None:
        """Move on."""
        self._ahead += timedelta(seconds=seconds)
        self._also(seconds)
        # Moments are compared in the resolution of the database.
        time.sleep(0.000_01)
