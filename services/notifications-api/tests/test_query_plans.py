"""On a hundred thousand rows a page and a count read what they answer and little more."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from notifications_api.notifications import queries
from suite.auth.identity import user_uuid
from suite.database import Database
from suite_testing.databases import TestCluster

USER = "ana"
OWNER = user_uuid(USER)
FILL = f"""
    INSERT INTO notifications (id, user_id, user_ref, type, message, read, read_at, status, created_at, updated_at)
    SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN '{OWNER}'::uuid ELSE md5((n % 500)::text)::uuid END, 'x',
           CASE WHEN n % 20 = 0 THEN 'email' ELSE 'in-app' END, 'mensagem ' || n, n % 100 <> 0,
           CASE WHEN n % 100 <> 0 THEN now() END, CASE WHEN n % 20 = 0 THEN 'sent' ELSE 'delivered' END,
           now() - n * interval '1 second', now()
    FROM generate_series(1, 100000) AS n
"""
ROWS, UNREAD, MAILS = 10_000, 1_000, 5_000
LIMIT = 10


class Explainer:
    """A connection that explains what queries would run."""

    def __init__(self, database: Database, context: dict[str, str]) -> None:
        self._database = database
        self._context = context
        self.plans: list[dict[str, Any]] = []

    def row(self, statement: str, parameters: Any) -> tuple[Any, ...]:
        return self._explain(statement, parameters)

    def value(self, statement: str, parameters: Any) -> int:
        return int(self._explain(statement, parameters)[-1])

    def _explain(self, statement: str, parameters: Any) -> tuple[Any, ...]:
        with self._database.transaction(self._context) as connection:
            connection.run("SET LOCAL max_parallel_workers_per_gather = 0")
            document = connection.value(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
            self.plans.append(document[0]["Plan"])
            return 0, "[]", 0


@pytest.fixture(scope="module")
def filled(test_cluster: TestCluster) -> Iterator[Database]:
    clone = test_cluster.clone("notifications-api", "notifications")
    with clone.connect(schema="notifications") as admin, admin.cursor() as cursor:
        # VACUUM calls visible only what is known to be on disk.
        cursor.execute("SET synchronous_commit = on")
        cursor.execute(FILL)
        cursor.execute("VACUUM ANALYZE notifications")
    database = Database(clone.dsn("app_notifications"), schema="notifications", application="plans", pool_size=1)
    yield database
    database.close()
    test_cluster.drop(clone.name)


@pytest.fixture
def explainer(filled: Database) -> Explainer:
    return Explainer(filled, {"app.user_id": str(OWNER), "app.scope": "own"})


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes_of(child)


def scans(explainer: Explainer) -> list[dict[str, Any]]:
    """Scans of notifications, none of the whole table."""
    nodes = [node for plan in explainer.plans for node in nodes_of(plan)]
    found = [node for node in nodes if node.get("Relation Name") == "notifications"]
    assert found
    assert "Seq Scan" not in {node["Node Type"] for node in found}
    return found


def touched(node: dict[str, Any]) -> float:
    return (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]


def read_page(explainer: Explainer, page: int, owner: UUID | None = OWNER, **filters: Any) -> None:
    options = {"read": None, "kind_of": None, "limit": LIMIT, "offset": (page - 1) * LIMIT, **filters}
    queries.select_page(explainer, owner, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "filters", "rows"),
    [
        (1, {}, ROWS),
        (1_000, {}, ROWS),
        (1, {"read": False}, UNREAD),
        (100, {"read": False}, UNREAD),
        (1, {"kind_of": "email"}, MAILS),
        (500, {"kind_of": "email"}, MAILS),
    ],
)
def test_a_page_is_counted_off_in_the_index_and_only_its_rows_are_read(
    explainer: Explainer, page: int, filters: dict[str, Any], rows: int
) -> None:
    read_page(explainer, page, **filters)

    found = scans(explainer)
    fetched = [node for node in found if node["Node Type"] != "Index Only Scan"]
    assert sum(touched(node) for node in fetched) == LIMIT
    only = sorted(touched(node) for node in found if node["Node Type"] == "Index Only Scan")
    assert only == sorted([page * LIMIT, rows])
    assert all(node.get("Heap Fetches", 0) == 0 for node in found)


def test_everybodys_page_is_read_in_order(filled: Database) -> None:
    explainer = Explainer(filled, {"app.user_id": str(OWNER), "app.scope": "all"})
    queries.select_page(explainer, None, read=None, kind_of=None, limit=LIMIT, offset=0)  # type: ignore[arg-type]

    # How many there are is counted once over all rows: that is what was asked.
    nodes = [node for plan in explainer.plans for node in nodes_of(plan)]
    in_order = [node for node in nodes if node.get("Index Name") == "idx_notifications_created_at"]
    assert [touched(node) for node in in_order] == [LIMIT]


def test_unread_are_counted_in_an_index_of_unread_ones(explainer: Explainer) -> None:
    queries.count_unread(explainer, OWNER)  # type: ignore[arg-type]

    (scan,) = scans(explainer)
    assert scan["Index Name"] == "idx_notifications_user_id_unread"
    assert (scan["Node Type"], touched(scan)) == ("Index Only Scan", UNREAD)
