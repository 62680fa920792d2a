"""Pages of GET /api/items that a worker has read before."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import psycopg2.extensions
import pytest
from workspace_client import Api

from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestDatabase
from suite_testing.processes import at_once
from workspace_api.app import create_app
from workspace_api.items.pages import OVERHEAD_BYTES, ItemPage, ReadPages
from workspace_api.settings import Settings

WRITERS = 4
CHANGES_EACH = 25
WRITES: dict[str, Callable[[Api, str], Any]] = {
    "create": lambda api, _: api.create(),
    "update": lambda api, path: api.put(path, {"title": "other"}),
    "move": lambda api, path: api.put(path, {"status": "review"}),
    "delete": lambda api, path: api.delete(path),
    "bulk": lambda api, path: api.post(
        "/api/items/bulk",
        {"operations": [{"op": "update", "id": path.rpartition("/")[2], "data": {"priority": "low"}}]},
    ),
}


@pytest.fixture
def counted(service: Service, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the service counts of its cache."""
    operations: list[tuple[str, str]] = []
    monkeypatch.setattr(service.metrics, "count_cache", lambda *operation: operations.append(operation))
    return operations


def test_an_unchanged_page_is_sent_again_and_is_the_same(api: Api, counted: list[tuple[str, str]]) -> None:
    for number in range(3):
        api.create(title=f"t{number}")
    first, again = (api.get("/api/items?limit=2&include=total") for _ in range(2))

    assert counted == [("page", "miss"), ("page", "hit")]
    assert again.data == first.data
    assert {name: again.headers[name] for name in ("ETag", "Link", "Cache-Control")} == {
        name: first.headers[name] for name in ("ETag", "Link", "Cache-Control")
    }


@pytest.mark.parametrize("write", WRITES)
def test_no_page_outlives_a_write_of_its_user(api: Api, counted: list[tuple[str, str]], write: str) -> None:
    path = f"/api/items/{api.create()['id']}"
    before = api.get("/api/items")
    WRITES[write](api, path)
    after = api.get("/api/items")

    assert counted == [("page", "miss"), ("page", "miss")]
    assert after.data != before.data
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_write_of_another_user_leaves_a_page_alone(api: Api, other: Api, counted: list[tuple[str, str]]) -> None:
    api.create()
    bodies = [api.get("/api/items").data]
    other.create(title="of another")
    bodies.append(api.get("/api/items").data)

    assert counted == [("page", "miss"), ("page", "hit")]
    assert bodies[0] == bodies[1]
    assert b"of another" not in bodies[1]


def test_users_with_equally_many_changes_share_no_page(api: Api, other: Api) -> None:
    for caller in (api, other):
        caller.create(title=caller.user)

    assert [[item["title"] for item in caller.get("/api/items").get_json()["data"]] for caller in (api, other)] == [
        [api.user],
        [other.user],
    ]


def test_a_page_of_another_worker_is_out_of_date_with_the_first_write(
    api: Api, settings: Settings, counted: list[tuple[str, str]]
) -> None:
    second = create_app(settings)
    try:
        there = Api(second, api.user)
        item = api.create()
        for title in ("a", "b"):
            api.get("/api/items")
            there.put(f"/api/items/{item['id']}", {"title": title})
            assert [found["title"] for found in api.get("/api/items").get_json()["data"]] == [title]
    finally:
        second.database.close()


def test_a_user_never_seen_has_an_empty_page_until_the_first_item(api: Api) -> None:
    assert [api.get("/api/items").get_json()["count"] for _ in range(2)] == [0, 0]
    api.create()
    assert api.get("/api/items").get_json()["count"] == 1


def test_a_number_that_was_taken_again_after_a_restore_is_another_change(
    api: Api, admin: psycopg2.extensions.connection, counted: list[tuple[str, str]]
) -> None:
    api.create(title="before")
    before = api.get("/api/items")
    cursor = admin.cursor()
    cursor.execute("UPDATE workspace_items SET title = 'after' WHERE user_id = %s", (api.user,))
    cursor.execute("UPDATE workspace_users SET last_seq = last_seq WHERE user_id = %s", (api.user,))
    after = api.get("/api/items", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.get_json()["data"][0]["title"] == "after"
    cursor.execute("UPDATE workspace_items SET title = 'before' WHERE user_id = %s", (api.user,))


def test_a_known_page_answers_not_modified(api: Api, counted: list[tuple[str, str]]) -> None:
    api.create()
    tag = api.get("/api/items").headers["ETag"]
    reply = api.get("/api/items", headers={"If-None-Match": tag})

    assert (reply.status_code, reply.data, reply.headers["ETag"]) == (304, b"", tag)
    assert counted == [("page", "miss"), ("page", "hit")]


def test_without_memory_every_page_is_read(start: Callable[..., Service], api: Api) -> None:
    there = Api(start(cache_local_max_bytes=0), api.user)
    item = there.create()

    assert [there.get("/api/items").get_json()["data"][0]["id"] for _ in range(2)] == [item["id"]] * 2


def test_the_pages_of_a_worker_are_bounded_in_bytes() -> None:
    page = ItemPage("1.1", '"t"', bytes(OVERHEAD_BYTES), None)
    pages = ReadPages(10 * 2 * OVERHEAD_BYTES)
    for number in range(11):
        pages.put(("user", number), page)
    pages.put(("user", "large"), replace(page, body=bytes(10 * OVERHEAD_BYTES)))

    assert pages.get(("user", 0)) is None
    assert all(pages.get(("user", number)) is page for number in range(1, 11))
    assert pages.get(("user", "large")) is None


def test_a_page_is_kept_for_a_minute_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    for module in ("workspace_api.items.pages", "suite.cache.local"):
        monkeypatch.setattr(f"{module}.monotonic", lambda: now[0])
    pages, page = ReadPages(1_000_000), ItemPage("1.1", '"t"', b"", None)
    pages.put("key", page)
    now[0] += 59
    assert pages.get("key") is page
    now[0] += 1
    assert pages.get("key") is None


def test_readers_beside_writers_see_every_write_that_was_answered(
    settings: Settings, database: TestDatabase, api: Api
) -> None:
    """Writers ask another worker than the one that wrote, with the answer of the write in their hands."""
    here = replace(settings, database_url=Secret(database.dsn("app_workspace")), db_pool_timeout_ms=60_000)
    workers = [create_app(here), create_app(here)]
    finished = Event()

    def write(number: int) -> list[str]:
        stale = []
        apis = [Api(worker, api.user) for worker in workers]
        item = apis[0].create(title="0")["id"]
        for change in range(CHANGES_EACH):
            writing, reading = apis[change % 2], apis[(change + number) % 2]
            title = f"{number}/{change}"
            assert writing.put(f"/api/items/{item}", {"title": title}).status_code == 200
            shown = {found["id"]: found["title"] for found in reading.get("/api/items").get_json()["data"]}
            if shown[item] != title:
                stale.append(f"{title}: {shown[item]}")
        return stale

    def read(number: int) -> list[str]:
        """Versions of an item never go back in what one reader sees of one worker."""
        reading, seen, back = Api(workers[number % 2], api.user), dict[str, int](), []
        while not finished.is_set():
            for found in reading.get("/api/items").get_json()["data"]:
                if found["version"] < seen.get(found["id"], 0):
                    back.append(found["id"])
                seen[found["id"]] = found["version"]
        return back

    def write_all() -> list[str]:
        try:
            return [line for lines in at_once([lambda n=n: write(n) for n in range(WRITERS)]) for line in lines]
        finally:
            finished.set()

    try:
        assert at_once([write_all, lambda: read(0), lambda: read(1)]) == [[], [], []]
    finally:
        for worker in workers:
            worker.database.close()
