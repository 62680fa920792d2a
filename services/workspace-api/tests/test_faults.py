"""PostgreSQL killed, stopped, frozen, its sessions ended: told with 503, survived, nothing lost."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg2.extensions
import pytest
from fault_traffic import Traffic, is_polite_refusal, traffic
from workspace_client import NEW_ITEM, Api
from workspace_invariants import assert_story_is_whole, created_titles, select

from suite.database import pool
from suite.http import Service
from suite_ops.database.throwaway import prepared_cluster
from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.processes import PATIENCE_SECONDS, RunningService, running_service

DURABLE = (
    "ALTER SYSTEM SET synchronous_commit = on",
    "ALTER SYSTEM SET full_page_writes = on",
    "SELECT pg_reload_conf()",
)


@pytest.fixture(scope="module")
def own_database() -> Iterator[TestDatabase]:
    """A database in a cluster that may be killed; what it has acknowledged survives the process."""
    with prepared_cluster() as (cluster, passwords):
        database = TestCluster(cluster, passwords).clone("workspace-api", "workspace")
        with database.connect(schema="workspace") as admin, admin.cursor() as cursor:
            for statement in DURABLE:
                cursor.execute(statement)
        yield database


@pytest.fixture(scope="module")
def gunicorn(own_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    variables = {
        "WORKSPACE_DATABASE_URL": own_database.dsn("app_workspace"),
        "WORKSPACE_WORKERS": "2",
        "WORKSPACE_RATE_LIMIT_ENABLED": "false",
        "DB_STATEMENT_TIMEOUT_MS": "1000",
    }
    folder: Path = tmp_path_factory.mktemp("gunicorn")
    with running_service("workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables, folder) as service:
        yield service


@pytest.fixture
def user() -> str:
    return f"user-{uuid4()}"


@contextmanager
def frozen(process: psutil.Process) -> Iterator[None]:
    """A process and its children stand still during the block."""
    processes = [process, *process.children(recursive=True)]
    for one in processes:
        one.suspend()
    try:
        yield
    finally:
        for one in processes:
            if one.is_running():
                one.resume()


def kill_all(process: psutil.Process) -> None:
    """kill -9 for a process and its children."""
    processes = [process, *process.children(recursive=True)]
    for one in processes:
        if one.is_running():
            one.kill()
    psutil.wait_procs(processes)


def server(database: TestDatabase) -> psutil.Process:
    """The process of the database server."""
    process = database.owner.cluster.running()
    assert process is not None
    return process


def assert_down_is_told(service: RunningService, user: str) -> None:
    """Reads, writes and readiness answer 503; liveness does not care."""
    with service.caller(user) as caller:
        for reply in (
            caller.get("/api/items"),
            caller.get(f"/api/items/{uuid4()}"),
            caller.post("/api/items", json=NEW_ITEM),
            caller.get("/api/items/export"),
        ):
            assert reply.status_code == 503
            assert is_polite_refusal(reply)
        unready = caller.get("/readyz")
        assert unready.status_code == 503
        assert unready.json()["checks"]["database"] == "fail"
        health = caller.get("/health")
        assert health.status_code == 503
        assert health.json()["checks"]["database"]["status"] == "unhealthy"
        assert caller.get("/healthz").status_code == 200


def assert_nothing_lost(database: TestDatabase, running: Traffic) -> None:
    """Each acknowledged write is stored exactly once, and nothing else is."""
    assert running.malformed == []
    assert set(running.statuses) <= {201, 503, 409, "cut"}
    with database.connect(schema="workspace") as admin:
        assert created_titles(admin, running.user) == sorted(running.acknowledged)
        titles = select(admin, "SELECT title FROM workspace_items WHERE user_id = %s", running.user)
        assert sorted(title for (title,) in titles) == sorted(running.acknowledged)
        assert_story_is_whole(admin, running.user)


def assert_survived(service: RunningService, database: TestDatabase, user: str, break_it: Callable[[], None]) -> None:
    """Traffic goes on after the fault, over the same workers."""
    master, workers = service.master.pid, service.workers()
    with traffic(service, user) as running:
        assert wait_until(running.acknowledged_more(10), PATIENCE_SECONDS)
        break_it()
        assert wait_until(running.acknowledged_more(10), PATIENCE_SECONDS), running.statuses
        service.wait_until_ready()
    assert_nothing_lost(database, running)
    assert (service.master.pid, service.workers()) == (master, workers)


def test_a_killed_database_is_told_and_survived(
    gunicorn: RunningService, own_database: TestDatabase, user: str
) -> None:
    def kill_and_start() -> None:
        kill_all(server(own_database))
        own_database.owner.cluster.stop()  # only notes that its child is gone
        assert_down_is_told(gunicorn, user)
        own_database.owner.cluster.start()

    assert_survived(gunicorn, own_database, user, kill_and_start)


def test_a_stopped_database_is_told_and_survived(
    gunicorn: RunningService, own_database: TestDatabase, user: str
) -> None:
    def stop_and_start() -> None:
        own_database.owner.cluster.stop()
        assert_down_is_told(gunicorn, user)
        own_database.owner.cluster.start()

    assert_survived(gunicorn, own_database, user, stop_and_start)


def test_a_frozen_database_is_told_and_survived(
    gunicorn: RunningService, own_database: TestDatabase, user: str
) -> None:
    def freeze() -> None:
        with frozen(server(own_database)):
            assert_down_is_told(gunicorn, user)

    assert_survived(gunicorn, own_database, user, freeze)


def test_a_database_frozen_before_the_first_request_is_told(
    own_database: TestDatabase, tmp_path: Path, user: str
) -> None:
    variables = {
        "WORKSPACE_DATABASE_URL": own_database.dsn("app_workspace"),
        "DB_STATEMENT_TIMEOUT_MS": "1000",
    }
    with running_service(
        "workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables, tmp_path
    ) as service:
        with frozen(server(own_database)):
            assert_down_is_told(service, user)
        service.wait_until_ready()


def test_a_killed_session_of_the_database_is_survived(
    gunicorn: RunningService, own_database: TestDatabase, user: str
) -> None:
    def kill_session() -> None:
        with own_database.connect(schema="workspace") as admin:
            ((pid,), *_) = select(admin, "SELECT pid FROM pg_stat_activity WHERE usename = 'app_workspace'")
        # One killed session makes the server end all others and recover.
        psutil.Process(pid).kill()
        assert wait_until(own_database.owner.cluster.ready, PATIENCE_SECONDS)

    assert_survived(gunicorn, own_database, user, kill_session)


def test_sessions_ended_in_mid_traffic_cost_no_write(
    gunicorn: RunningService, own_database: TestDatabase, user: str
) -> None:
    def end_sessions() -> None:
        with own_database.connect(schema="workspace") as admin:
            assert end_all_sessions(admin)

    assert_survived(gunicorn, own_database, user, end_sessions)


def end_all_sessions(admin: psycopg2.extensions.connection) -> list[tuple[bool]]:
    """Terminate every session of the service."""
    return select(  # type: ignore[return-value]
        admin,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'app_workspace'"
        " AND datname = current_database()",
    )


def test_sessions_ended_while_idle_are_replaced_unnoticed(
    start: Callable[[], Service],
    api: Api,
    admin: psycopg2.extensions.connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pool, "TRUSTED_SECONDS", 0.0)
    own = Api(start(), api.user)
    own.create()
    ended = end_all_sessions(admin)
    assert ended
    assert [own.get("/api/items").status_code for _ in range(3)] == [200, 200, 200]


def test_a_statement_over_its_time_is_a_503(
    start: Callable[..., Service], api: Api, admin: psycopg2.extensions.connection
) -> None:
    item = api.create()
    own = Api(start(db_statement_timeout_ms=200), api.user)
    with admin.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM workspace_items WHERE id = %s FOR UPDATE", (item["id"],))
        reply = own.put(f"/api/items/{item['id']}", {"title": "late"})
        cursor.execute("ROLLBACK")
    assert reply.status_code == 503
    assert reply.get_json()["message"] == "Database unavailable"
    assert reply.headers["Retry-After"] == "5"
    assert own.put(f"/api/items/{item['id']}", {"title": "in time"}).status_code == 200
    assert_story_is_whole(admin, api.user)


def test_an_exhausted_pool_is_a_503_until_a_connection_is_free(start: Callable[..., Service], api: Api) -> None:
    service = start(db_pool_max=1, db_pool_timeout_ms=50)
    own = Api(service, api.user)
    with service.database.read():
        reply = own.get("/api/items")
        assert reply.status_code == 503
        assert reply.headers["Retry-After"] == "5"
        assert "tradingsystem_db_pool_timeouts_total" in own.get("/metrics").get_data(as_text=True)
    assert own.get("/api/items").status_code == 200


def test_a_restart_of_the_service_meets_a_database_that_is_down(
    own_database: TestDatabase, tmp_path: Path, user: str
) -> None:
    variables = {"WORKSPACE_DATABASE_URL": own_database.dsn("app_workspace")}
    with running_service(
        "workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables, tmp_path
    ) as service:
        own_database.owner.cluster.stop()
        try:
            service.master.send_signal(signal.SIGHUP)
            with service.caller(user) as caller:
                assert wait_until(lambda: caller.get("/readyz").status_code == 503, PATIENCE_SECONDS)
        finally:
            own_database.owner.cluster.start()
        service.wait_until_ready()
