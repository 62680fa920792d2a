"""No route asks the database more often when there is more to answer."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from workspace_client import NEW_ITEM, Api

from suite.database import Connection, Prepared
from suite.database.connection import operation_of
from suite.http import Service

# Statements with the commit; a new row here needs a reason for every one.
MOST = {
    "/api/items": 1,
    "/api/items?sort=title&status=new&include=total": 2,
    "/api/items?limit=2&sort=-priority": 1,
    "/api/items/{id}": 1,
    "/api/items/{id}/history": 3,
    "/api/items/{id}/history?verify=true": 5,
    "/api/items/changes": 3,
    "/api/items/changes?include=item": 3,
    "/api/items/stats": 6,
    "/api/items/export": 3,
    "/api/categories": 3,
    "/api/categories/stats": 3,
    "/api/categories/dashboard": 3,
}
Count = Callable[[], list[str]]


@pytest.fixture
def counting(service: Service, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Iterator[list[str]]]:
    """Collects the operation of every statement."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        operations: list[str] = []
        with monkeypatch.context() as patch:
            patch.setattr(service.metrics, "observe_query", lambda operation, *_: operations.append(operation))
            yield operations

    return collect


def grow(api: Api, items: int, categories: int, versions: int) -> str:
    """More of everything; the id of an item with a long history."""
    for number in range(items):
        api.create(title=f"t{number}", tags=[f"tag{number}"])
    for number in range(categories):
        api.post("/api/categories", {"name": f"c{number}"})
    identifier: str = api.create()["id"]
    for number in range(versions):
        api.put(f"/api/items/{identifier}", {"title": f"v{number}"})
    return identifier


@pytest.mark.parametrize("path", MOST)
def test_reading_takes_a_fixed_number_of_statements(api: Api, counting, path: str) -> None:  # type: ignore[no-untyped-def]
    counts = []
    for size in (1, 20):
        identifier = grow(api, items=size, categories=size - 1, versions=size)
        with counting() as operations:
            reply = api.get(path.format(id=identifier))
            assert reply.status_code == 200
            assert len(reply.get_data()) > 50
        counts.append(len(operations))

    assert counts[0] == counts[1] <= MOST[path]


# Messages to PostgreSQL: what is read first, then all that is written together with the commit.
WRITES: dict[str, tuple[int, Callable[[Api, str], int]]] = {
    "create": (2, lambda api, _: api.post("/api/items", NEW_ITEM).status_code),
    "update": (2, lambda api, path: api.put(path, {"title": "x"}).status_code),
    "update of the category": (3, lambda api, path: api.put(path, {"category": "banco-dados"}).status_code),
    "update of the status, which is told": (2, lambda api, path: api.put(path, {"status": "review"}).status_code),
    "update without a difference": (2, lambda api, path: api.put(path, {}).status_code),
    "delete": (2, lambda api, path: api.delete(path).status_code),
    "create with a key": (
        3,
        lambda api, _: api.post("/api/items", NEW_ITEM, headers={"Idempotency-Key": "k"}).status_code,
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_writing_one_item_takes_few_statements(api: Api, counting, name: str) -> None:  # type: ignore[no-untyped-def]
    most, write = WRITES[name]
    identifier = grow(api, items=5, categories=3, versions=5)
    with counting() as operations:
        assert write(api, f"/api/items/{identifier}") in (200, 201)

    assert len(operations) <= most, operations


def test_a_bulk_call_locks_its_rows_and_writes_its_history_at_once(api: Api, counting) -> None:  # type: ignore[no-untyped-def]
    def statements(count: int) -> int:
        ids = [api.create()["id"] for _ in range(count)]
        body = {"operations": [{"op": "update", "id": item_id, "data": {"title": "x"}} for item_id in ids]}
        with counting() as operations:
            assert api.post("/api/items/bulk", body).status_code == 200, json.dumps(body)
        return len(operations)

    few, many = statements(2), statements(12)
    # For each operation a savepoint, and the update with the release; everything else once.
    assert many - few == 2 * 10


def test_a_bulk_call_tells_all_changes_of_status_at_once(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [api.create()["id"] for _ in range(12)]
    body = {"operations": [{"op": "update", "id": item_id, "data": {"status": "review"}} for item_id in ids]}
    operations: list[str] = []
    queue, execute = Connection.run_later, Connection._execute

    def collect_queued(connection: Connection, statement: str | Prepared, parameters: Any = None) -> None:
        operations.append(operation_of(statement))
        queue(connection, statement, parameters)

    def collect_executed(connection: Connection, statement: str | Prepared, *parameters: Any, **options: Any) -> Any:
        operations.append(operation_of(statement))
        return execute(connection, statement, *parameters, **options)

    monkeypatch.setattr(Connection, "run_later", collect_queued)
    monkeypatch.setattr(Connection, "_execute", collect_executed)
    assert api.post("/api/items/bulk", body).status_code == 200
    assert operations.count("insert") == 2  # the events; the history with its change numbers


def test_an_unchanged_list_costs_one_small_statement(api: Api, counting) -> None:  # type: ignore[no-untyped-def]
    tag = api.get("/api/items").headers["ETag"]
    with counting() as operations:
        assert api.get("/api/items", headers={"If-None-Match": tag}).status_code == 304

    assert operations == ["select"]
