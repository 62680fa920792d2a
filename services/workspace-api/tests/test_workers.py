"""gunicorn workers killed, restarted, ended: requests finish, writes are kept, counters never fall."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event
from uuid import uuid4

import psutil
import psycopg2.extensions
import pytest
from fault_traffic import traffic
from prometheus_client.parser import text_string_to_metric_families
from workspace_client import NEW_ITEM
from workspace_invariants import assert_story_is_whole, created_titles, select

from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import PATIENCE_SECONDS, RunningService, at_once
from suite_testing.tools import require_tool

Totals = dict[tuple[str, tuple[tuple[str, str], ...]], float]
StartService = Callable[..., RunningService]


@pytest.fixture
def start_gunicorn(database: TestDatabase, tmp_path: Path) -> Iterator[StartService]:
    """Start a service of its own: start_gunicorn(WORKSPACE_WORKERS="4")."""
    running: list[RunningService] = []

    def start(**variables: str) -> RunningService:
        given = {"WORKSPACE_DATABASE_URL": database.dsn("app_workspace"), **variables}
        service = RunningService("workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", given, tmp_path)
        running.append(service)
        service.start()
        return service

    yield start
    for service in running:
        if service.alive:
            service.stop()


@pytest.fixture
def gunicorn(start_gunicorn: StartService) -> RunningService:
    return start_gunicorn(WORKSPACE_WORKERS="2")


@pytest.fixture
def user() -> str:
    return f"user-{uuid4()}"


def totals(service: RunningService) -> Totals:
    """Every counter, and every count and bucket of a histogram, by name and labels."""
    with service.caller() as caller:
        text = caller.get("/metrics").text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        if family.type in ("counter", "histogram")
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def counted(service: RunningService, route: str, status: str) -> float:
    """Requests of a route and status over all workers."""
    return sum(
        value
        for (name, labels), value in totals(service).items()
        if name == "tradingsystem_http_requests_total" and {("route", route), ("status_code", status)} <= set(labels)
    )


def assert_never_falls(before: Totals, after: Totals) -> None:
    """Every total seen before is there and not less."""
    assert {key: value for key, value in before.items() if after.get(key, -1.0) < value} == {}


def kill_one(service: RunningService) -> None:
    service.workers()[0].kill()


def end_one(service: RunningService) -> None:
    service.workers()[0].terminate()


def restart_gracefully(service: RunningService) -> None:
    service.master.send_signal(signal.SIGHUP)


@pytest.mark.parametrize("disturb", [kill_one, end_one, restart_gracefully])
def test_a_worker_that_ends_in_mid_traffic_loses_nothing(
    disturb: Callable[[RunningService], None],
    gunicorn: RunningService,
    user: str,
    admin: psycopg2.extensions.connection,
) -> None:
    with traffic(gunicorn, user) as running:
        for _ in range(3):
            assert wait_until(running.acknowledged_more(10), PATIENCE_SECONDS)
            before, workers = totals(gunicorn), gunicorn.workers()
            disturb(gunicorn)
            assert wait_until(partial(workers_renewed, gunicorn, workers), PATIENCE_SECONDS)
            gunicorn.wait_until_ready()
            assert_never_falls(before, totals(gunicorn))
    assert running.malformed == []
    assert set(running.statuses) <= {201, 409, 503, "cut"}
    assert created_titles(admin, user) == sorted(running.acknowledged)
    assert select(admin, "SELECT count(*) FROM workspace_items WHERE user_id = %s", user) == [
        (len(running.acknowledged),)
    ]
    assert_story_is_whole(admin, user)


def workers_renewed(service: RunningService, before: list[psutil.Process]) -> bool:
    """Whether there are as many workers as before and at least one is new."""
    now = service.workers()
    return len(now) == len(before) and bool(set(now) - set(before))


def test_a_worker_that_ends_has_written_a_line_for_each_request(start_gunicorn: StartService, user: str) -> None:
    service = start_gunicorn(WORKSPACE_WORKERS="1", LOG_LEVEL="info")
    with service.caller(user) as caller:
        for _ in range(10):
            assert caller.get(f"/api/items/{uuid4()}").status_code == 404
    service.stop()
    assert service.log.read_text(encoding="utf-8").count('"route":"/api/items/:id","status":404') == 10


def test_a_graceful_restart_cuts_no_request(gunicorn: RunningService, user: str) -> None:
    with traffic(gunicorn, user) as running:
        assert wait_until(running.acknowledged_more(5), PATIENCE_SECONDS)
        before = gunicorn.workers()
        restart_gracefully(gunicorn)
        assert wait_until(lambda: not set(before) & set(gunicorn.workers()), PATIENCE_SECONDS)
        assert wait_until(running.acknowledged_more(5), PATIENCE_SECONDS)
    assert set(running.statuses) == {201}


def read_items(service: RunningService, user: str, times: int) -> None:
    with service.caller(user) as caller:
        for _ in range(times):
            # A connection of its own each, so that all workers get their share.
            caller.headers["Connection"] = "close"
            assert caller.get("/api/items").status_code == 200


def test_a_thousand_requests_over_four_workers_are_counted_as_a_thousand(
    start_gunicorn: StartService, user: str
) -> None:
    service = start_gunicorn(WORKSPACE_WORKERS="4")
    at_once([partial(read_items, service, user, 100)] * 10)
    assert counted(service, "/api/items", "200") == 1_000
    with service.caller() as caller:
        summary = caller.get("/metrics.json").json()
    assert summary["workers"] == 4
    assert summary["request_count_total"] >= 1_000
    workers = service.workers()
    kill_one(service)
    assert wait_until(partial(workers_renewed, service, workers), PATIENCE_SECONDS)
    assert counted(service, "/api/items", "200") == 1_000
    read_items(service, user, 10)
    assert counted(service, "/api/items", "200") == 1_010


def test_promtool_accepts_the_metrics_of_all_workers(gunicorn: RunningService, user: str) -> None:
    promtool = require_tool("promtool")
    read_items(gunicorn, user, 10)
    with gunicorn.caller() as caller:
        text = caller.get("/metrics").content
    checked = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")


def test_files_of_ended_workers_do_not_pile_up(gunicorn: RunningService, tmp_path: Path, user: str) -> None:
    folder = tmp_path / "run" / "metrics" / "workspace-api"
    for _ in range(4):
        read_items(gunicorn, user, 1)
        workers = gunicorn.workers()
        kill_one(gunicorn)
        assert wait_until(partial(workers_renewed, gunicorn, workers), PATIENCE_SECONDS)
    read_items(gunicorn, user, 20)
    owners = {path.stem.rpartition("_")[2] for path in folder.glob("*.db")}
    assert owners <= {"ended", *(str(worker.pid) for worker in gunicorn.workers())}
    assert counted(gunicorn, "/api/items", "200") == 24


def fill(admin: psycopg2.extensions.connection, user: str, items: int) -> None:
    """Items large enough that they do not fit into the buffers between service and client."""
    with admin.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workspace_items (id, user_id, title, title_key, description, category, created_at,"
            " updated_at, created_by, updated_by, audit_hash, search_text)"
            " SELECT gen_random_uuid(), %s, 'T', 't', repeat('d', 5000), 'dashboard', now(), now(), 'x', 'x',"
            " repeat('0', 64), '' FROM generate_series(1, %s)",
            (user, items),
        )


def test_a_slow_export_is_finished_before_the_service_ends(
    gunicorn: RunningService, user: str, admin: psycopg2.extensions.connection
) -> None:
    with gunicorn.caller(user, Connection="close") as caller:
        assert caller.post("/api/items", json=NEW_ITEM).status_code == 201
        fill(admin, user, 4_999)
        with caller.get("/api/items/export?format=ndjson", stream=True) as reply:
            lines = reply.iter_lines(chunk_size=65_536)
            assert next(lines)
            gunicorn.master.send_signal(signal.SIGTERM)
            assert wait_until(partial(refuses_connections, gunicorn), PATIENCE_SECONDS)
            assert gunicorn.alive
            assert sum(1 for _ in lines) == 4_999
    assert gunicorn.master.wait(PATIENCE_SECONDS) == 0


def refuses_connections(service: RunningService) -> bool:
    """Whether nobody listens on the port any more."""
    processes = (psutil.Process(service.master.pid), *service.workers())
    return not any(listens(process, service.port) for process in processes)


def listens(process: psutil.Process, port: int) -> bool:
    """Whether a process listens on a port; one that ended meanwhile does not."""
    try:
        connections = process.net_connections("tcp")
    except psutil.NoSuchProcess:
        return False
    return any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in connections)


def sessions(admin: psycopg2.extensions.connection) -> set[int]:
    """Database sessions of all running services of this kind."""
    rows = select(admin, "SELECT pid FROM pg_stat_activity WHERE application_name = 'workspace-api'")
    return {pid for (pid,) in rows}


def test_an_idle_service_ends_with_status_0_and_gives_its_sessions_back(
    start_gunicorn: StartService, user: str, admin: psycopg2.extensions.connection
) -> None:
    foreign = sessions(admin)
    service = start_gunicorn(WORKSPACE_WORKERS="2")
    read_items(service, user, 5)
    own = sessions(admin) - foreign
    assert own
    assert service.stop() == 0
    assert wait_until(lambda: not own & sessions(admin), PATIENCE_SECONDS)


def test_requests_under_way_are_finished_after_a_term(
    gunicorn: RunningService, user: str, admin: psycopg2.extensions.connection
) -> None:
    with gunicorn.caller(user) as caller:
        item = caller.post("/api/items", json=NEW_ITEM).json()["data"]
    sent = Event()

    def change() -> int:
        with gunicorn.caller(user) as caller:
            sent.set()
            return caller.put(f"/api/items/{item['id']}", json={"title": "late but kept"}).status_code

    with admin.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM workspace_items WHERE id = %s FOR UPDATE", (item["id"],))
        answer = pool.submit(change)
        assert sent.wait(PATIENCE_SECONDS)
        assert wait_until(partial(somebody_waits, admin), PATIENCE_SECONDS)
        gunicorn.master.send_signal(signal.SIGTERM)
        assert wait_until(partial(refuses_connections, gunicorn), PATIENCE_SECONDS)
        cursor.execute("COMMIT")
        assert answer.result(PATIENCE_SECONDS) == 200
    assert gunicorn.master.wait(PATIENCE_SECONDS) == 0
    assert_story_is_whole(admin, user)


def somebody_waits(admin: psycopg2.extensions.connection) -> bool:
    """Whether a session of the service waits for a lock, also when the one that looks is in a transaction."""
    select(admin, "SELECT pg_stat_clear_snapshot()")
    return bool(
        select(
            admin,
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = 'app_workspace'",
        )
    )
