"""Works whose functions are those of bounded_tasks.py."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from suite.bounded import Bounded

Open = Callable[..., Bounded]


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open a work on a function; all are closed afterwards."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    opened: list[Bounded] = []

    def open_work(function: str, **options: Any) -> Bounded:
        limits = {"memory_mb": 256, "cpu_seconds": 30, "wall_seconds": 60.0}
        opened.append(Bounded(f"bounded_tasks:{function}", **limits | options))
        return opened[-1]

    yield open_work
    for work in opened:
        work.close()
