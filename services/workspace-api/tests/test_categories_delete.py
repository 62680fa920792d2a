"""DELETE /api/categories/:name."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from psycopg2.extensions import connection
from workspace_client import NEW_ITEM, Api
from workspace_replies import assert_refused, codes_of, refusal

from suite_testing.databases import TestDatabase


def test_an_unused_one_can_go(api: Api) -> None:
    reply = api.delete("/api/categories/dashboard")

    assert reply.get_json() == {"success": True, "message": "Category deleted successfully"}
    assert_refused(api.get("/api/categories/dashboard"), 404, "Category 'dashboard' not found")
    assert_refused(api.delete("/api/categories/dashboard"), 404, "Category 'dashboard' not found")


def test_a_used_one_stays(api: Api, other: Api) -> None:
    items = [api.create(category="dashboard") for _ in range(2)]
    other.create(category="dashboard")

    assert_refused(api.delete("/api/categories/dashboard"), 409, "Category 'dashboard' is in use by 2 item(s)")
    for item in items:
        api.delete(f"/api/items/{item['id']}")
    assert api.delete("/api/categories/dashboard").status_code == 200


def test_a_user_without_any_request_before_may_delete_one(api: Api) -> None:
    assert api.delete("/api/categories/dashboard").status_code == 200
    assert api.get("/api/categories").get_json()["count"] == 5


@pytest.fixture
def rival(database: TestDatabase) -> Iterator[connection]:
    """A transaction of somebody else, not yet committed."""
    with database.connect(schema="workspace") as opened:
        opened.autocommit = False
        yield opened
        opened.rollback()


def wait_until_blocked(admin: connection, rival: connection) -> None:
    """Return when somebody waits for the rival's transaction."""
    cursor = admin.cursor()
    deadline = monotonic() + 60
    blocked = False
    while not blocked and monotonic() < deadline:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid)))",
            (rival.get_backend_pid(),),
        )
        (blocked,) = cursor.fetchone() or (False,)
    assert blocked


def delete_category(rival: connection, api: Api) -> None:
    """Delete the user's category `dashboard`, not yet committed."""
    rival.cursor().execute("DELETE FROM workspace_categories WHERE user_id = %s AND name = 'dashboard'", (api.user,))


def test_an_item_that_comes_in_at_the_same_moment_keeps_the_category(
    api: Api, admin: connection, rival: connection
) -> None:
    item = api.create(category="banco-dados")
    rival.cursor().execute("UPDATE workspace_items SET category = 'dashboard' WHERE id = %s", (item["id"],))
    with ThreadPoolExecutor() as pool:
        deletion = pool.submit(api.delete, "/api/categories/dashboard")
        wait_until_blocked(admin, rival)
        # What every writer of items does last; it must not wait for the deletion.
        rival.cursor().execute("UPDATE workspace_users SET last_seq = last_seq + 0 WHERE user_id = %s", (api.user,))
        rival.commit()

        assert_refused(deletion.result(), 409, "Category 'dashboard' is in use by 1 item(s)")
    api.put(f"/api/items/{item['id']}", {"category": "banco-dados", "title": "x"})


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_an_item_that_comes_too_late_is_refused(api: Api, admin: connection, rival: connection, method: str) -> None:
    path = "/api/items" if method == "POST" else f"/api/items/{api.create(category='banco-dados')['id']}"
    api.get("/api/categories")
    delete_category(rival, api)
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(api.request, method, path, json=NEW_ITEM)
        wait_until_blocked(admin, rival)
        rival.commit()

        body = refusal(writing.result(), 409)
    assert codes_of(body) == ["category_missing"]


@pytest.mark.parametrize("deleted", [False, True])
def test_a_version_that_is_restored_too_late_is_refused(
    api: Api, admin: connection, rival: connection, deleted: bool
) -> None:
    path = f"/api/items/{api.create(category='dashboard')['id']}"
    api.put(path, {"category": "banco-dados"})
    if deleted:
        api.delete(path)
    delete_category(rival, api)
    with ThreadPoolExecutor() as pool:
        restoring = pool.submit(api.post, f"{path}/restore", {"version": 1})
        wait_until_blocked(admin, rival)
        rival.commit()

        body = refusal(restoring.result(), 409)
    assert codes_of(body) == ["category_missing"]


def test_of_many_operations_the_one_that_comes_too_late_is_refused(
    api: Api, admin: connection, rival: connection
) -> None:
    api.get("/api/categories")
    delete_category(rival, api)
    operations = [{"op": "create", "data": {**NEW_ITEM, "category": name}} for name in ("dashboard", "banco-dados")]
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(api.post, "/api/items/bulk", {"mode": "independent", "operations": operations})
        wait_until_blocked(admin, rival)
        rival.commit()

        reply = writing.result()
    assert reply.status_code == 207
    refused, stored = reply.get_json()["results"]
    assert (refused["status"], codes_of(refused), stored["status"]) == (409, ["category_missing"], 201)
    assert [item["category"] for item in api.get("/api/items").get_json()["data"]] == ["banco-dados"]
    assert api.get("/api/items/changes").get_json()["lastSeq"] == 1
