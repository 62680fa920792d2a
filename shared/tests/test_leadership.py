"""A term of office is as long as its crew lives."""

from collections.abc import Callable, Iterator
from threading import Event

import psycopg2.extensions
import pytest

from suite import leadership
from suite.database import Database
from suite.leadership import Election
from suite_ops.processes.patience import wait_until

PATIENCE_SECONDS = 60.0
LOCK = 4_711
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s"


class ScriptedCrew:
    """A crew that lives until a test says otherwise."""

    def __init__(self, start: Callable[[], None] = lambda: None) -> None:
        self.alive = True
        self.stopped = Event()
        self.start = start

    def stop(self, seconds: float) -> bool:
        self.stopped.set()
        return True


Stand = Callable[[list[ScriptedCrew]], Election[ScriptedCrew]]


@pytest.fixture
def stand(open_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    """Let a process stand, with these crews in turn."""
    monkeypatch.setattr(leadership, "CANDIDATE_SECONDS", 0.05)
    monkeypatch.setattr(leadership, "LEADER_SECONDS", 0.05)
    standing: list[Election[ScriptedCrew]] = []
    database = open_database()

    def start(crews: list[ScriptedCrew]) -> Election[ScriptedCrew]:
        remaining = iter(crews)
        standing.append(Election(database.connect, LOCK, lambda: next(remaining), Event()))
        standing[-1].start()
        return standing[-1]

    yield start
    for one in standing:
        assert one.stop(PATIENCE_SECONDS)


def test_a_crew_that_is_stuck_ends_its_term_and_the_next_one_is_built(
    stand: Stand,
) -> None:
    first, second = ScriptedCrew(), ScriptedCrew()
    elected = stand([first, second])
    assert wait_until(lambda: elected.crew is first, PATIENCE_SECONDS)
    first.alive = False
    assert wait_until(lambda: elected.crew is second, PATIENCE_SECONDS)
    assert first.stopped.is_set()


def test_a_crew_that_does_not_begin_holds_no_office(stand: Stand) -> None:
    def fail() -> None:
        raise RuntimeError("half begun")

    broken, whole = ScriptedCrew(fail), ScriptedCrew()
    elected = stand([broken, whole])
    assert wait_until(lambda: elected.crew is whole, PATIENCE_SECONDS)
    assert broken.stopped.is_set()


def test_an_office_without_a_crew_is_given_up(stand: Stand, admin: psycopg2.extensions.connection) -> None:
    only = ScriptedCrew()
    elected = stand([only])
    assert wait_until(lambda: elected.crew is only, PATIENCE_SECONDS)
    only.alive = False
    assert wait_until(only.stopped.is_set, PATIENCE_SECONDS)

    def nobody_rules() -> bool:
        with admin.cursor() as cursor:
            cursor.execute(HELD, (LOCK,))
            return cursor.fetchone() == (0,)

    assert wait_until(nobody_rules, PATIENCE_SECONDS)
