"""A field that was added to items: what follows from its one line, for what is older than it too."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import psycopg2.extensions
import pytest

from suite.environment import find_root
from workspace_api.items import fields, positions
from workspace_api.items.fields import FIELDS, PLAIN, Item, ItemField, told_values, values_in
from workspace_api.items.forms import DAY, LAST
from workspace_api.items.queries import document_sql
from workspace_api.items.rules import title_key
from workspace_api.transfer import formats

DUE = ItemField("due_date", "dueDate", DAY, edited=True, sort=PLAIN, older=None)
OLD = {"title": "T", "description": "D", "category": "dashboard", "priority": "low", "status": "new", "tags": []}
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def with_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of fields with one more."""
    monkeypatch.setitem(fields.FIELDS, "due_date", DUE)
    monkeypatch.setitem(fields.BY_WIRE, "dueDate", DUE)
    monkeypatch.setitem(positions.SORTED, "dueDate", DUE)
    monkeypatch.setattr(fields, "EDITED", (*fields.EDITED, "due_date"))


def test_the_wire_begins_with_the_thirteen_keys_in_their_order() -> None:
    item = Item(
        id=uuid4(),
        **OLD,
        **fields.ADDED,
        created_at=NOW,
        updated_at=NOW,
        created_by="u",
        updated_by="u",
        metadata={},
        version=1,
        audit_hash="x",
    )
    assert list(item.wire())[:13] == [
        *("id", "title", "description", "category", "priority", "status", "tags", "createdAt", "updatedAt"),
        *("createdBy", "updatedBy", "metadata", "version"),
    ]
    assert item.wire()["createdAt"] == "2026-01-05T12:00:00.000Z"


@pytest.mark.usefixtures("with_due")
def test_history_older_than_a_field_says_what_it_was_then() -> None:
    told = {**OLD, "metadata": {}}
    assert values_in(told)["due_date"] is None
    assert values_in({**told, "dueDate": "2026-12-24"})["due_date"] == date(2026, 12, 24)
    assert told_values({"due_date": date(2026, 12, 24), "title": "T"}) == {"dueDate": "2026-12-24", "title": "T"}


def test_a_field_that_was_always_there_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        values_in({name: value for name, value in OLD.items() if name != "title"})


def test_stored_json_gets_what_was_added_since(admin: psycopg2.extensions.connection) -> None:
    first = [field for field in FIELDS.values() if not field.added]
    assert document_sql(first) == "document"
    expression = document_sql([*first, DUE])
    rows = "(VALUES ('{\"id\":1}', DATE '2026-12-24'), ('{\"id\":2}', NULL)) AS item (document, due_date)"
    with admin.cursor() as cursor:
        cursor.execute(f"SELECT {expression} FROM {rows}")
        assert [json.loads(text) for (text,) in cursor.fetchall()] == [
            {"id": 1, "dueDate": "2026-12-24"},
            {"id": 2, "dueDate": None},
        ]


@pytest.mark.usefixtures("with_due")
@pytest.mark.parametrize(("told", "text"), [("2026-12-24", "2026-12-24"), (None, LAST)])
def test_a_cursor_stands_at_a_value_or_last(told: str | None, text: str) -> None:
    item = {"id": str(uuid4()), "dueDate": told}
    position = positions.sort_position(item, "-dueDate")
    assert position == [text, item["id"]]
    assert positions.checked_position(position, "dueDate") == position


@pytest.mark.usefixtures("with_due")
@pytest.mark.parametrize("text", ["None", "2026-2-3", "20261224", "infinity ", ""])
def test_a_cursor_nobody_wrote_is_refused(text: str) -> None:
    with pytest.raises(positions.InvalidCursor):
        positions.checked_position([text, str(uuid4())], "dueDate")


def test_only_an_added_field_may_be_without_a_value_in_a_cursor() -> None:
    with pytest.raises(positions.InvalidCursor):
        positions.checked_position([LAST, str(uuid4())], "createdAt")


def test_nothing_is_an_empty_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fields.BY_WIRE, "dueDate", DUE)
    monkeypatch.setattr(formats, "COLUMNS", ("title", "dueDate"))
    assert list(formats.csv_cells({"title": "T", "dueDate": None}, raw=True)) == ["T", ""]
    assert list(formats.csv_cells({"title": "T", "dueDate": "2026-12-24"}, raw=True)) == ["T", "2026-12-24"]


def test_sort_expressions_are_those_of_the_indexes(admin: psycopg2.extensions.connection) -> None:
    with admin.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'workspace_items'")
        indexes = " ".join(definition for (definition,) in cursor.fetchall()).lower()
    for field in fields.SORTED.values():
        start = field.sort_expression.strip("(").split()[0].lower()
        assert start in indexes


def test_what_was_folded_before_is_folded_on_by_the_migration(admin: psycopg2.extensions.connection) -> None:
    title = "Straße nach ÆRØ, Œuvre, Łódź, Þór, ħŧŋıĸƒ, ação"
    before = "strasse nach ærø, œuvre, łodz, þor, ħŧŋıĸƒ, acao"
    statement = (find_root(Path(__file__)) / "services/workspace-api/migrations/0006_plain_letters.sql").read_text()
    expression = statement.split("title_key = ")[1].split(",\n       search_text")[0].replace("title_key", "%s::text")
    with admin.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", (before,))
        assert cursor.fetchone() == (title_key(title),)
