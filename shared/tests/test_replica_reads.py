"""A read replica that is well: what it answers, under which rules, and what it is never asked."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg2.errors
import pytest

from suite.cache.assembly import add_cache
from suite.database import Prepared
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.replica_reads import answered_by, server_of, wait_for
from suite_testing.replica_server import StreamingReplica, ask, replica_variables
from suite_testing.sample import sample_service

PATIENCE_SECONDS = 60
ROLE = "app_workspace"
SHOW = "SELECT current_setting(%s, true)"
WHO = Prepared("who_on_replica", "SELECT current_setting('app.user_id', true) || %(mark)s", mark="text")
Open = Callable[..., Any]
# How far the replica is behind is not the matter here, and a busy machine may be slow to apply.
PATIENT = {"SAMPLE_DATABASE_REPLICA_MAX_LAG_MS": "600000"}


def test_a_marked_read_is_answered_by_the_replica_and_any_other_by_the_primary(open_replicated: Open) -> None:
    it = open_replicated(**PATIENT)
    wait_for(it.database, "replica")
    assert it.meter.reads["replica"] == 1
    with it.database.read() as connection:
        assert server_of(connection) == "primary"
    with it.database.transaction() as connection:
        assert server_of(connection) == "primary"
    assert it.meter.reads["replica"] == 1


def test_the_session_is_told_the_same_as_on_the_primary(open_replicated: Open) -> None:
    it = open_replicated(**PATIENT, DB_STATEMENT_TIMEOUT_MS="4000")
    wait_for(it.database, "replica")
    for read in (it.database.read, it.database.read_replica):
        with read({"app.user_id": "ana"}) as connection:
            assert connection.value(SHOW, ("app.user_id",)) == "ana"
            assert connection.value(WHO, {"mark": "!"}) == "ana!"
            assert connection.value(SHOW, ("search_path",)) == "workspace"
            assert connection.value(SHOW, ("statement_timeout",)) == "4s"
        with read() as connection:
            assert connection.value(SHOW, ("app.user_id",)) in (None, "")
    assert it.meter.fallbacks.keys() <= {"starting"}


def test_writing_through_a_marked_read_is_refused_and_not_done_elsewhere(
    open_replicated: Open, streamed: TestDatabase
) -> None:
    it = open_replicated(**PATIENT)
    wait_for(it.database, "replica")
    with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction), it.database.read_replica() as connection:
        connection.run("INSERT INTO numbers VALUES (-1)")
    assert ask(streamed.dsn(), "SELECT count(*) FROM workspace.numbers WHERE number = -1") == 0
    assert answered_by(it.database) == "replica"


@pytest.mark.parametrize("prepare", ["true", "false"])
def test_a_primary_given_as_replica_is_behind_nobody_and_read_only_all_the_same(
    open_replicated: Open, streamed: TestDatabase, prepare: str
) -> None:
    given = {"SAMPLE_DATABASE_REPLICA_URL": streamed.dsn(ROLE), "DB_PREPARE": prepare}
    it = open_replicated(**given, SAMPLE_DATABASE_REPLICA_MAX_LAG_MS="0")
    answered_by(it.database)
    assert wait_until(lambda: it.replica.check() == "ok", PATIENCE_SECONDS)
    assert it.meter.lag == 0
    with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction), it.database.read_replica() as connection:
        connection.run("INSERT INTO numbers VALUES (-2)")
    with it.database.read_replica({"app.user_id": "ana"}) as connection:
        assert connection.value(SHOW, ("app.user_id",)) == "ana"
    assert it.meter.reads["replica"] == 2


def test_what_is_kept_is_made_from_the_primary(streamed: TestDatabase, streaming: StreamingReplica) -> None:
    service = sample_service(**replica_variables("SAMPLE", streaming, streamed.name, ROLE, **PATIENT))
    with closing(service.database) as database:
        cache = add_cache(service)
        wait_for(database, "replica")
        assert cache.get_or_make("plain", lambda: answered_by(database)) == "primary"
        assert cache.get_or_make("grouped", lambda: answered_by(database), groups=("numbers",)) == "primary"
        assert answered_by(database) == "replica"


def test_readiness_metrics_and_reads_tell_of_a_replica(streamed: TestDatabase, streaming: StreamingReplica) -> None:
    service = sample_service(**replica_variables("SAMPLE", streaming, streamed.name, ROLE, **PATIENT))
    with closing(service.database):
        client = service.test_client()
        assert wait_until(lambda: client.get("/readyz").get_json()["checks"]["replica"] == "ok", PATIENCE_SECONDS)
        wait_for(service.database, "replica")
        text = client.get("/metrics").text
        assert 'tradingsystem_db_replica_reads_total{service="sample-api",target="replica"} 1.0' in text
        assert 'tradingsystem_db_replica_lag_seconds{service="sample-api"}' in text


def test_without_a_replica_a_marked_read_is_any_read(streamed: TestDatabase) -> None:
    service = sample_service(SAMPLE_DATABASE_URL=streamed.dsn(ROLE))
    with closing(service.database) as database:
        assert database.replica is None
        assert answered_by(database) == "primary"
        assert "replica" not in service.test_client().get("/readyz").get_json()["checks"]
        assert "db_replica_reads_total{" not in service.test_client().get("/metrics").text


def test_nested_reads_beyond_the_pool_of_the_replica_go_to_the_primary_at_once(open_replicated: Open) -> None:
    it = open_replicated(**PATIENT, SAMPLE_DB_POOL_MAX="1")
    wait_for(it.database, "replica")
    with it.database.read_replica() as outer, it.database.read_replica() as inner:
        assert (server_of(outer), server_of(inner)) == ("replica", "primary")
    assert it.meter.fallbacks["pool"] == 1
    assert answered_by(it.database) == "replica"


def test_a_closed_database_leaves_no_session_on_either_server(
    open_replicated: Open, streamed: TestDatabase, streaming: StreamingReplica
) -> None:
    it = open_replicated(**PATIENT)
    wait_for(it.database, "replica")
    it.database.close()
    count = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s AND datname = %s"
    of_this = (ROLE, streamed.name)
    for admin in (streaming.cluster.admin_dsn(), streaming.primary.cluster.admin_dsn()):
        assert wait_until(lambda admin=admin: ask(admin, count, of_this) == 0, PATIENCE_SECONDS)  # type: ignore[misc]
