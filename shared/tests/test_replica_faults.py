"""A read replica that lags, refuses, breaks or is not there: the primary answers, and nobody notices."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from suite.database import Database
from suite.database import replica_watch as watching
from suite.errors import DatabaseUnavailable
from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.replica_reads import CountingMeter, answered_by, server_of, wait_for
from suite_testing.replica_server import StreamingReplica, run
from suite_testing.sample import sample_service

PATIENCE_SECONDS = 60
ROLE = "app_workspace"
Open = Callable[..., Any]
PATIENT = {"SAMPLE_DATABASE_REPLICA_MAX_LAG_MS": "600000"}
# Takes its time on the replica only, with a lock and a snapshot of the table.
LINGER = (
    "SELECT count(*), pg_is_in_recovery() FROM numbers, (SELECT CASE WHEN pg_is_in_recovery() THEN pg_sleep(90) END)"
)
LINGERING = "SELECT pid FROM pg_stat_activity WHERE query LIKE %s AND state = 'active' AND wait_event = 'PgSleep'"


@pytest.fixture
def add_number(streamed: TestDatabase) -> Callable[[int], None]:
    """Write a row on the primary."""
    return lambda number: run(streamed.dsn(), "INSERT INTO workspace.numbers VALUES (%s)", (number,))


@pytest.fixture
def paused(streaming: StreamingReplica) -> Iterator[StreamingReplica]:
    """The replica, which applies nothing until it is resumed."""
    streaming.pause()
    yield streaming
    streaming.resume()
    streaming.catch_up()


def sees(database: Database, number: int) -> bool:
    with database.read_replica() as connection:
        return bool(connection.value("SELECT count(*) FROM numbers WHERE number = %s", (number,)))


def ask_count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.value("SELECT count(*) FROM numbers"))


def end_lingering(streaming: StreamingReplica) -> None:
    streaming.ask(f"SELECT pg_terminate_backend(pid) FROM ({LINGERING}) AS found", (f"%{LINGER}",))


def linger(database: Database, streaming: StreamingReplica) -> "Future[tuple[Any, ...] | None]":
    """A read that is under way on the replica."""

    def read() -> tuple[Any, ...] | None:
        with database.read_replica() as connection:
            found = connection.row(LINGER)
            assert server_of(connection) == "primary"
            return found

    pool = ThreadPoolExecutor(1)
    future = pool.submit(read)
    pool.shutdown(wait=False)
    assert wait_until(lambda: streaming.ask(LINGERING, (f"%{LINGER}",)), PATIENCE_SECONDS)
    return future


def test_a_replica_that_lags_is_left_alone_and_read_again_when_it_has_caught_up(
    open_replicated: Open, streaming: StreamingReplica, add_number: Callable[[int], None]
) -> None:
    it = open_replicated(SAMPLE_DATABASE_REPLICA_MAX_LAG_MS="100")
    wait_for(it.database, "replica")
    streaming.pause()
    try:
        add_number(1)
        assert wait_until(lambda: sees(it.database, 1), PATIENCE_SECONDS)
        assert (answered_by(it.database), it.replica.check()) == ("primary", "lag")
        assert it.meter.lag > 0.1
        assert it.meter.fallbacks["lag"] >= 1
    finally:
        streaming.resume()
    wait_for(it.database, "replica")
    assert sees(it.database, 1)
    assert wait_until(lambda: it.meter.lag == 0, PATIENCE_SECONDS)


def test_a_replica_cut_off_from_its_primary_lags_though_it_has_applied_all_it_received(
    open_replicated: Open, streaming: StreamingReplica, add_number: Callable[[int], None]
) -> None:
    it = open_replicated(SAMPLE_DATABASE_REPLICA_MAX_LAG_MS="100")
    wait_for(it.database, "replica")
    source = streaming.ask("SHOW primary_conninfo")
    streaming.follow("")
    try:
        add_number(2)
        assert wait_until(lambda: sees(it.database, 2), PATIENCE_SECONDS)
        assert answered_by(it.database) == "primary"
    finally:
        streaming.follow(source)
    wait_for(it.database, "replica")
    assert sees(it.database, 2)


def test_while_the_replica_is_killed_every_read_is_answered_and_it_is_used_again_when_it_is_back(
    open_replicated: Open, streaming: StreamingReplica, add_number: Callable[[int], None]
) -> None:
    it = open_replicated(**PATIENT)
    add_number(3)
    streaming.catch_up()
    wait_for(it.database, "replica")
    with ThreadPoolExecutor(1) as pool:
        killed = pool.submit(streaming.kill)
        while not killed.done():
            assert sees(it.database, 3)
        killed.result()
    assert [answered_by(it.database) for _ in range(20)] == ["primary"] * 20
    streaming.start()
    wait_for(it.database, "replica")
    assert sees(it.database, 3)


def test_a_read_whose_connection_is_lost_is_repeated_on_the_primary(
    open_replicated: Open, streaming: StreamingReplica
) -> None:
    it = open_replicated(**PATIENT)
    wait_for(it.database, "replica")
    reading = linger(it.database, streaming)
    end_lingering(streaming)
    assert reading.result(PATIENCE_SECONDS) == (ask_count(it.database), False)
    assert it.meter.fallbacks["lost"] == 1
    wait_for(it.database, "replica")


def test_a_read_that_conflicts_with_recovery_is_repeated_on_the_primary(
    open_replicated: Open, streaming: StreamingReplica, streamed: TestDatabase
) -> None:
    it = open_replicated(**PATIENT)
    wait_for(it.database, "replica")
    reading = linger(it.database, streaming)
    # Both in one message, which is one transaction: a lock that the replica has to take as well.
    run(streamed.dsn(), "LOCK TABLE workspace.numbers IN ACCESS EXCLUSIVE MODE; SELECT txid_current()")
    assert reading.result(PATIENCE_SECONDS) == (ask_count(it.database), False)
    assert it.meter.fallbacks["conflict"] == 1
    wait_for(it.database, "replica")


def test_a_statement_over_its_time_limit_is_not_repeated(open_replicated: Open) -> None:
    it = open_replicated(**PATIENT, DB_STATEMENT_TIMEOUT_MS="300")
    wait_for(it.database, "replica")
    reads = it.meter.reads["primary"]
    with pytest.raises(DatabaseUnavailable), it.database.read_replica() as connection:
        connection.row(LINGER)
    assert it.meter.reads["primary"] == reads


def test_a_table_the_replica_does_not_know_yet_is_read_from_the_primary(
    open_replicated: Open, streamed: TestDatabase, paused: StreamingReplica
) -> None:
    it = open_replicated(**PATIENT)
    wait_for(it.database, "replica")
    run(streamed.dsn(), "CREATE VIEW workspace.numbers_later AS SELECT 7 AS number")
    run(streamed.dsn(), f"GRANT SELECT ON workspace.numbers_later TO {ROLE}")
    with it.database.read_replica() as connection:
        assert connection.value("SELECT number FROM numbers_later") == 7
        assert server_of(connection) == "primary"
    assert it.meter.fallbacks["schema"] == 1


def test_a_replica_nobody_has_heard_of_for_a_while_is_not_read(
    open_replicated: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = open_replicated(**PATIENT)
    wait_for(it.database, "replica")
    monkeypatch.setattr(watching, "TRUSTED_SECONDS", -1.0)
    assert (answered_by(it.database), it.replica.check()) == ("primary", "silent")
    assert it.meter.fallbacks["silent"] == 1


def test_who_waits_for_a_replica_that_falls_silent_is_answered_by_the_primary(
    open_replicated: Open, streaming: StreamingReplica, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = open_replicated(**PATIENT)
    wait_for(it.database, "replica")
    reading = linger(it.database, streaming)
    with streaming.silent():
        monkeypatch.setattr(watching, "TRUSTED_SECONDS", 1.5)
        wait_for(it.database, "primary")
        assert reading.result(PATIENCE_SECONDS) == (ask_count(it.database), False)
    end_lingering(streaming)
    wait_for(it.database, "replica")


def test_a_replica_that_is_absent_at_the_start_only_degrades_the_service(streamed: TestDatabase) -> None:
    nowhere = f"postgresql://127.0.0.1:{free_port()}"
    service = sample_service(SAMPLE_DATABASE_URL=streamed.dsn(ROLE), SAMPLE_DATABASE_REPLICA_URL=nowhere)
    with closing(service.database) as database:
        assert answered_by(database) == "primary"
        readiness = service.readiness
        assert wait_until(lambda: readiness.run(("replica",))["replica"].status == "unreachable", PATIENCE_SECONDS)
        assert readiness.verdict(readiness.run(("database", "replica"))) == "degraded"
        assert answered_by(database) == "primary"


def test_public_reads_outlive_the_primary(open_replicated: Open) -> None:
    it = open_replicated(**PATIENT)
    nowhere = Database(f"postgresql://nobody@127.0.0.1:{free_port()}/none", schema="x", application="trial")
    watch = watching.ReplicaWatch(nowhere, it.replica._reader, 600, it.meter)
    with closing(nowhere):
        assert wait_until(lambda: watch.first_verdict() is None, PATIENCE_SECONDS)
        watch.stop()


def test_a_dead_replica_is_asked_ever_more_rarely_and_at_last_every_half_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 1.0)
    nowhere = Database(f"postgresql://nobody@127.0.0.1:{free_port()}/none", schema="x", application="trial")
    with closing(nowhere):
        watch = watching.ReplicaWatch(nowhere, nowhere, 1.0, CountingMeter())
        assert [watch._look() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
