"""How PostgreSQL answers list requests of a user with 100 000 items, under row level security."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg2.extensions import connection

from suite.database import Prepared
from suite.environment import find_root
from suite_testing.databases import TestCluster
from workspace_api.items.fields import PLAIN, SORTED, ItemField
from workspace_api.items.forms import DAY, LAST
from workspace_api.items.queries import LAST_CHANGE, select_item_page
from workspace_api.items.schemas import ItemFilters

USER = "the-owner-of-many"
ITEMS = 100_000
PAGE = 101
IDENTIFIER = "80000000-0000-4000-8000-000000000000"
FILL = f"""
INSERT INTO workspace_users (user_id, last_seq, seeded_at) VALUES ('{USER}', 0, now());
INSERT INTO workspace_categories
       (user_id, name, display_name, display_order, created_at, updated_at, created_by)
SELECT '{USER}', 'c' || n, 'c', n, now(), now(), 'x' FROM generate_series(0, 5) AS n;
INSERT INTO workspace_items (id, user_id, title, title_key, description, category, priority, status, tags,
                             created_at, updated_at, created_by, updated_by, audit_hash, search_text)
SELECT gen_random_uuid(), '{USER}', md5(n::text), md5(n::text), 'd', 'c' || n % 6,
       (ARRAY['low', 'medium', 'high', 'critical'])[1 + n % 4],
       (ARRAY['new', 'review', 'in-progress', 'completed', 'rejected'])[1 + n % 5],
       ARRAY['t' || n % 1000],
       timestamptz '2026-01-01' + n * interval '1 second',
       timestamptz '2026-03-01' + (n * 7919 % {ITEMS}) * interval '1 second', 'x', 'x', '', 'word' || n
  FROM generate_series(1, {ITEMS}) AS n;
VACUUM ANALYZE workspace_items;
"""
# The field that docs/changing-a-service.md adds, under a name that no migration takes.
ADDED = ItemField("guide_day", "guideDay", DAY, edited=True, sort=PLAIN, older=None)
SORTS = [f"{direction}{key}" for key in SORTED for direction in ("", "-")]
POSITIONS = {
    "createdAt": ["2026-01-01T14:00:00.000Z", IDENTIFIER],
    "updatedAt": ["2026-03-01T14:00:00.000Z", IDENTIFIER],
    "title": ["8", IDENTIFIER],
    "priority": ["3", IDENTIFIER],
    "status": ["3", IDENTIFIER],
}
# No item of this user has a value in a field that was added later.
NOWHERE = [LAST, IDENTIFIER]


class Recorder:
    """A connection that keeps the statement instead of running it."""

    def __init__(self) -> None:
        self.preparation = "DEALLOCATE ALL"
        self.statement = ""
        self.parameters: dict[str, Any] = {}

    def encoded_row(self, statement: str | Prepared, parameters: dict[str, Any]) -> None:
        self.parameters = parameters
        if isinstance(statement, Prepared):
            self.preparation += f"; {statement.preparation}"
            self.statement = statement.execution
        else:
            self.statement = statement


def added_by_the_guide() -> str:
    """The migration that the guide prints."""
    [printed] = re.findall(r"```sql\n(.*?)```", (find_root() / "docs/changing-a-service.md").read_text(), re.DOTALL)
    return printed.replace("due_date", ADDED.name)


@pytest.fixture(scope="module")
def many(test_cluster: TestCluster) -> Iterator[connection]:
    """The service's role, in the name of a user with many items."""
    database = test_cluster.clone("workspace-api", "workspace")
    with database.connect(schema="workspace") as admin:
        for statement in (added_by_the_guide() + FILL).split(";\n"):
            if statement.strip():
                admin.cursor().execute(statement)
    with database.connect("app_workspace", schema="workspace") as opened:
        opened.cursor().execute("SELECT set_config('app.user_id', %s, false)", (USER,))
        # A parallel plan would tell rows per worker.
        opened.cursor().execute("SET max_parallel_workers_per_gather = 0")
        # A prepared statement ends with a plan for any value; that plan must be good, too.
        opened.cursor().execute("SET plan_cache_mode = force_generic_plan")
        yield opened
    test_cluster.drop(database.name)


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes_of(child)


def explain(many: connection, recorder: Recorder) -> list[dict[str, Any]]:
    """The nodes of the executed plan that have to do with items, scans last."""
    cursor = many.cursor()
    cursor.execute(recorder.preparation)
    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {recorder.statement}", recorder.parameters)
    ((document,),) = cursor.fetchall()
    return [node for node in nodes_of(document[0]["Plan"]) if node.get("Relation Name") != "workspace_users"]


def explain_page(many: connection, sort: str, after: list[str] | None = None, **filters: Any) -> list[dict[str, Any]]:
    recorder = Recorder()
    select_item_page(recorder, USER, ItemFilters(**filters), sort, rows=PAGE, after=after)  # type: ignore[arg-type]
    return explain(many, recorder)


def rows_touched(nodes: list[dict[str, Any]]) -> float:
    """Rows the scans of items returned or threw away."""
    scans = [node for node in nodes if "Scan" in node["Node Type"]]
    assert scans
    return sum(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in scans)


def assert_index_in_order(nodes: list[dict[str, Any]]) -> None:
    kinds = {node["Node Type"] for node in nodes}
    assert "Seq Scan" not in kinds
    assert "Sort" not in kinds
    assert kinds & {"Index Scan", "Index Only Scan"}


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_reads_its_own_rows_only(many: connection, sort: str) -> None:
    nodes = explain_page(many, sort)

    assert_index_in_order(nodes)
    assert rows_touched(nodes) == PAGE


@pytest.mark.parametrize("sort", SORTS)
def test_a_page_far_down_costs_what_the_first_costs(many: connection, sort: str) -> None:
    nodes = explain_page(many, sort, after=POSITIONS.get(sort.removeprefix("-"), NOWHERE))

    assert_index_in_order(nodes)
    assert rows_touched(nodes) <= PAGE + 1


@pytest.mark.parametrize("sort", ["guideDay", "-guideDay"])
@pytest.mark.parametrize("after", [None, NOWHERE])
def test_a_field_added_by_the_guide_is_sorted_by_its_index(
    many: connection, monkeypatch: pytest.MonkeyPatch, sort: str, after: list[str] | None
) -> None:
    monkeypatch.setitem(SORTED, "guideDay", ADDED)
    nodes = explain_page(many, sort, after)

    assert_index_in_order(nodes)
    assert rows_touched(nodes) <= PAGE + 1


@pytest.mark.parametrize("after", [None, POSITIONS["createdAt"]])
@pytest.mark.parametrize("filters", [{"status": ["completed"]}, {"category": ["c3"]}, {"priority": ["low"]}])
def test_one_column_of_the_board_is_read_in_order(
    many: connection, filters: dict[str, Any], after: list[str] | None
) -> None:
    nodes = explain_page(many, "-createdAt", after, **filters)

    assert_index_in_order(nodes)
    assert rows_touched(nodes) <= PAGE + 1


def test_several_columns_are_read_without_sorting_everything(many: connection) -> None:
    nodes = explain_page(many, "-createdAt", status=["completed", "new"], category=["c1", "c2"])

    assert "Seq Scan" not in {node["Node Type"] for node in nodes}
    assert rows_touched(nodes) < ITEMS / 10


def test_a_value_nobody_has_is_found_missing_at_once(many: connection) -> None:
    assert rows_touched(explain_page(many, "-createdAt", category=["nenhuma"])) == 0


def test_a_period_reads_its_own_rows_only(many: connection) -> None:
    nodes = explain_page(
        many,
        "-createdAt",
        created_from=datetime(2026, 1, 1, 10, tzinfo=UTC),
        created_to=datetime(2026, 1, 1, 11, tzinfo=UTC),
    )

    assert_index_in_order(nodes)
    assert rows_touched(nodes) <= PAGE


def test_an_unchanged_page_reads_no_item(many: connection) -> None:
    cursor = many.cursor()
    cursor.execute(f"SELECT {LAST_CHANGE} FROM workspace_users")
    ((last_change,),) = cursor.fetchall()
    recorder = Recorder()
    select_item_page(recorder, USER, ItemFilters(), "-createdAt", rows=PAGE, known=last_change)  # type: ignore[arg-type]
    scans = [node for node in explain(many, recorder) if node.get("Relation Name") == "workspace_items"]

    assert scans
    assert [node["Actual Loops"] for node in scans] == [0] * len(scans)
