"""Many requests at the same moment, against gunicorn with two workers."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2.extensions
import pytest
import requests
from workspace_client import NEW_ITEM
from workspace_invariants import assert_story_is_whole

from suite_testing.databases import TestDatabase
from suite_testing.processes import Caller, RunningService, at_once, running_service

WRITERS = 8


@pytest.fixture(scope="module")
def gunicorn(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    variables = {
        "WORKSPACE_DATABASE_URL": database.dsn("app_workspace"),
        "WORKSPACE_WORKERS": "2",
        # Many wait for one row here; what is tested is the order, not the patience of the pool.
        "DB_POOL_TIMEOUT_MS": "30000",
        "DB_STATEMENT_TIMEOUT_MS": "30000",
    }
    folder: Path = tmp_path_factory.mktemp("gunicorn")
    with running_service("workspace_api.wsgi:app", "workspace_api.settings", "WORKSPACE", variables, folder) as service:
        yield service


@pytest.fixture
def user() -> str:
    return f"user-{uuid4()}"


@pytest.fixture
def caller(gunicorn: RunningService, user: str) -> Iterator[Caller]:
    with gunicorn.caller(user) as caller:
        yield caller


def create(caller: Caller, **fields: Any) -> dict[str, Any]:
    reply = caller.post("/api/items", json={**NEW_ITEM, **fields})
    assert reply.status_code == 201, reply.text
    item: dict[str, Any] = reply.json()["data"]
    return item


def send(service: RunningService, user: str, method: str, path: str, **options: Any) -> requests.Response:
    """One request over a connection of its own."""
    with service.caller(user) as caller:
        return caller.request(method, path, **options)


def test_of_fifty_writers_with_the_same_version_one_wins(
    gunicorn: RunningService, user: str, caller: Caller, admin: psycopg2.extensions.connection
) -> None:
    path = f"/api/items/{create(caller)['id']}"
    for version in range(1, 6):
        writes = [
            partial(
                send,
                gunicorn,
                user,
                "PUT",
                path,
                json={"title": f"round {version} writer {number}"},
                headers={"If-Match": f'"{version}"'},
            )
            for number in range(50)
        ]
        replies = at_once(writes)
        assert sorted(reply.status_code for reply in replies) == [200] + [412] * 49
        (winner,) = (reply for reply in replies if reply.status_code == 200)
        assert caller.get(path).json()["data"] == winner.json()["data"]
        tags = {reply.headers["ETag"] for reply in replies}
        assert tags == {f'"{version + 1}"'}
    assert_story_is_whole(admin, user)


def test_twenty_requests_with_one_idempotency_key_create_one_item(
    gunicorn: RunningService, user: str, caller: Caller, admin: psycopg2.extensions.connection
) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    replies = at_once([partial(send, gunicorn, user, "POST", "/api/items", json=NEW_ITEM, headers=headers)] * 20)
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == 1
    assert len({reply.headers["Location"] for reply in replies}) == 1
    assert sorted("Idempotency-Replayed" in reply.headers for reply in replies) == [False] + [True] * 19
    assert caller.get("/api/items").json()["count"] == 1
    assert_story_is_whole(admin, user)


def test_a_user_seen_by_many_requests_at_once_is_set_up_once(
    gunicorn: RunningService, user: str, caller: Caller
) -> None:
    replies = at_once([partial(send, gunicorn, user, "POST", "/api/items", json=NEW_ITEM)] * 10)
    assert {reply.status_code for reply in replies} == {201}
    assert len(caller.get("/api/categories").json()["data"]) == 6


def write_some(service: RunningService, user: str, writer: int) -> int:
    """Create, change and delete; how many changes were made."""
    with service.caller(user) as caller:
        for number in range(10):
            item = create(caller, title=f"writer {writer} item {number}")
            path = f"/api/items/{item['id']}"
            assert caller.put(path, json={"status": "review"}).status_code == 200
            if number % 2:
                assert caller.delete(path).status_code == 200
    return 25


def follow_feed(service: RunningService, user: str, writing: threading.Event) -> list[dict[str, Any]]:
    """Everything the feed tells while there is writing, then what is left."""
    seen: list[dict[str, Any]] = []
    with service.caller(user) as caller:
        while True:
            last_round = not writing.is_set()
            position = seen[-1]["seq"] if seen else 0
            page = caller.get(f"/api/items/changes?since={position}&limit=7").json()
            seen += page["data"]
            if last_round and not page["data"]:
                return seen


def test_a_reader_of_the_change_feed_misses_nothing_while_eight_write(
    gunicorn: RunningService, user: str, admin: psycopg2.extensions.connection
) -> None:
    writing = threading.Event()
    writing.set()

    def write_all() -> int:
        try:
            return sum(at_once([partial(write_some, gunicorn, user, number) for number in range(WRITERS)]))
        finally:
            writing.clear()

    def follow() -> int:
        seen = follow_feed(gunicorn, user, writing)
        assert [change["seq"] for change in seen] == list(range(1, len(seen) + 1))
        versions: dict[str, int] = {}
        for change in seen:
            assert change["version"] == versions.get(change["itemId"], 0) + 1
            versions[change["itemId"]] = change["version"]
        return len(seen)

    written, read = at_once([write_all, follow])
    assert written == read == WRITERS * 25
    assert_story_is_whole(admin, user)


def change_all(service: RunningService, user: str, ids: list[str], mode: str) -> list[int]:
    """Statuses of ten bulk calls that change every item."""
    statuses = []
    with service.caller(user) as caller:
        for number in range(10):
            operations = [{"op": "update", "id": item, "data": {"title": f"{mode} {number}"}} for item in ids]
            reply = caller.post("/api/items/bulk", json={"mode": mode, "operations": operations})
            statuses.append(reply.status_code)
    return statuses


def test_bulk_calls_that_cross_each_other_do_not_deadlock(
    gunicorn: RunningService, user: str, caller: Caller, admin: psycopg2.extensions.connection
) -> None:
    ids = [create(caller, title=f"item {number}")["id"] for number in range(20)]
    crossing = [
        partial(change_all, gunicorn, user, ids, "atomic"),
        partial(change_all, gunicorn, user, ids[::-1], "atomic"),
        partial(change_all, gunicorn, user, ids[10:] + ids[:10], "independent"),
        partial(change_all, gunicorn, user, ids[::-1], "independent"),
    ]
    assert {status for statuses in at_once(crossing) for status in statuses} == {200}
    assert_story_is_whole(admin, user)


def disturb(service: RunningService, user: str, walking: threading.Event) -> int:
    """Insert and delete until the walk ends; how many items were made."""
    made = 0
    with service.caller(user) as caller:
        while walking.is_set():
            item = create(caller, title=f"passing {made}", priority=("low", "high")[made % 2])
            assert caller.delete(f"/api/items/{item['id']}").status_code == 200
            made += 1
    return made


def walk(caller: Caller, sort: str) -> list[str]:
    """Ids of all pages of three items."""
    seen: list[str] = []
    cursor = ""
    while True:
        page = caller.get(f"/api/items?sort={sort}&limit=3{cursor}").json()
        seen += [item["id"] for item in page["data"]]
        if page["nextCursor"] is None:
            return seen
        cursor = f"&cursor={page['nextCursor']}"


@pytest.mark.parametrize("sort", ["-createdAt", "priority", "title", "-updatedAt"])
def test_a_walk_through_the_pages_meets_every_lasting_item_once(
    gunicorn: RunningService, user: str, caller: Caller, sort: str
) -> None:
    priorities = ("low", "medium", "high", "critical")
    lasting = [
        create(caller, title=f"lasting {number % 5}", priority=priorities[number % 4])["id"] for number in range(30)
    ]
    walking = threading.Event()
    walking.set()

    def walk_once() -> list[str]:
        try:
            with gunicorn.caller(user) as walker:
                return walk(walker, sort)
        finally:
            walking.clear()

    disturbances = [partial(disturb, gunicorn, user, walking) for _ in range(2)]
    met: list[str] = at_once([walk_once, *disturbances])[0]  # type: ignore[list-item, assignment]
    assert len(met) == len(set(met))
    assert sorted(set(met) & set(lasting)) == sorted(lasting)
