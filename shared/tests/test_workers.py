"""Companion workers: when their loops count as alive."""

import pytest

from suite import workers
from suite.health import FAIL, OK, PENDING
from suite.workers import Heartbeat


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds a heartbeat reads; a test moves them."""
    now = [1_000.0]
    monkeypatch.setattr(workers, "monotonic", lambda: now[0])
    return now


def test_before_its_first_turn_a_loop_is_pending() -> None:
    assert Heartbeat().check() == PENDING


def test_one_stuck_loop_among_others_is_a_failure_until_it_turns_again(clock: list[float]) -> None:
    heartbeat = Heartbeat(patience=60)
    heartbeat.beat("first")
    heartbeat.beat("second")
    assert heartbeat.check() == OK
    clock[0] += 61
    heartbeat.beat("first")
    assert heartbeat.check() == FAIL
    heartbeat.beat("second")
    assert heartbeat.check() == OK
