"""SQL over documentation_ideas."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from documentation_api.ideas.rules import PRIORITIES, STATUSES
from documentation_api.listing.queries import Source, conditions_of, parameters_of
from documentation_api.systems.queries import SYSTEM_JSON
from suite.database import Connection
from suite.dates import sql_date

MOST_CARDS = 500
_PAIRS = f"""
    'id', idea.id, 'title', idea.title, 'description', idea.description, 'status', idea.status,
    'category', idea.category, 'priority', idea.priority, 'assigned_to', idea.assigned_to,
    'created_by', idea.created_by, 'system_id', idea.system_id, 'tags', idea.tags,
    'estimated_hours', idea.estimated_hours, 'actual_hours', idea.actual_hours,
    'due_date', {sql_date("idea.due_date")}, 'completed_at', {sql_date("idea.completed_at")},
    'designated_timestamp', {sql_date("idea.created_at")}, 'created_at', {sql_date("idea.created_at")},
    'updated_at', {sql_date("idea.updated_at")}"""
BARE_IDEA_JSON = f"json_build_object({_PAIRS})"
IDEA_JSON = f"""CASE WHEN system.id IS NULL THEN json_build_object({_PAIRS})
    ELSE json_build_object({_PAIRS}, 'system', {SYSTEM_JSON}) END"""
_TABLES = "documentation_ideas AS idea LEFT JOIN documentation_systems AS system ON system.id = idea.system_id"
PRIORITY_RANK = f"array_position(ARRAY{list(PRIORITIES)!r}, idea.priority::text)"
IDEAS = Source(
    tables=_TABLES,
    record=IDEA_JSON,
    key="idea.id",
    filters={
        "status": "idea.status = %(status)s",
        "category": "idea.category = %(category)s",
        "priority": "idea.priority = %(priority)s",
        "assigned_to": "idea.assigned_to = %(assigned_to)s",
        "system_id": "idea.system_id = %(system_id)s::uuid",
        "search": "position(%(search)s IN idea.search_text) > 0",
    },
    orders={
        "created_at": "idea.created_at",
        "updated_at": "idea.updated_at",
        "name": "idea.search_text",
        "title": "idea.search_text",
        "priority": PRIORITY_RANK,
        "status": f"array_position(ARRAY{list(STATUSES)!r}, idea.status::text)",
    },
)
EDITABLE = (
    "title",
    "description",
    "status",
    "category",
    "priority",
    "assigned_to",
    "system_id",
    "tags",
    "estimated_hours",
    "actual_hours",
    "due_date",
    "completed_at",
)


def select_idea(connection: Connection, idea_id: UUID) -> tuple[str, int, int | None] | None:
    """JSON, version, and version of its system."""
    return connection.row(
        f"SELECT {IDEA_JSON}::text, idea.row_version, system.row_version FROM {_TABLES} WHERE idea.id = %s",
        (str(idea_id),),
    )


def lock_idea(connection: Connection, idea_id: UUID) -> tuple[str, int] | None:
    """JSON without the system, and version; the row is kept for this transaction."""
    return connection.row(
        f"SELECT {BARE_IDEA_JSON}::text, row_version FROM documentation_ideas AS idea WHERE id = %s FOR UPDATE",
        (str(idea_id),),
    )


def idea_exists(connection: Connection, idea_id: UUID) -> bool:
    """Whether there is such an idea; it stays until the end of the transaction."""
    found = connection.value("SELECT 1 FROM documentation_ideas WHERE id = %s FOR KEY SHARE", (str(idea_id),))
    return found is not None


def insert_idea(connection: Connection, idea_id: UUID, values: Mapping[str, Any]) -> str:
    """Store a new idea of EDITABLE, created_by, search_text and `at`; its JSON without the system."""
    columns = [name for name in (*EDITABLE, "created_by", "search_text") if name in values]
    return str(
        connection.value(
            f"INSERT INTO documentation_ideas AS idea (id, created_at, updated_at, {', '.join(columns)})"
            f" VALUES (%(id)s, %(at)s, %(at)s, {', '.join(f'%({name})s' for name in columns)})"
            f" RETURNING {BARE_IDEA_JSON}::text",
            adapted({**values, "id": idea_id}),
        )
    )


def update_idea(connection: Connection, idea_id: UUID, values: Mapping[str, Any]) -> str:
    """Store the given columns of EDITABLE, search_text and `at`; the idea's JSON without the system."""
    columns = [name for name in (*EDITABLE, "search_text") if name in values]
    return str(
        connection.value(
            f"UPDATE documentation_ideas AS idea SET {', '.join(f'{name} = %({name})s' for name in columns)},"
            " updated_at = %(at)s, row_version = row_version + 1 WHERE id = %(id)s"
            f" RETURNING {BARE_IDEA_JSON}::text",
            adapted({**values, "id": idea_id}),
        )
    )


def delete_idea(connection: Connection, idea_id: UUID) -> None:
    """Drop the locked row; files forget it."""
    connection.run("DELETE FROM documentation_ideas WHERE id = %s", (str(idea_id),))


def select_board(connection: Connection, filters: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Status, JSON array of the first cards and number of all cards of each column that has any."""
    return connection.rows(
        "SELECT status, json_agg(record ORDER BY place) FILTER (WHERE place <= %(most)s)::text, count(*)"
        f" FROM (SELECT idea.status, {IDEA_JSON} AS record, row_number() OVER ("
        f"   PARTITION BY idea.status ORDER BY {PRIORITY_RANK} DESC, idea.created_at, idea.id) AS place"
        f"   FROM {_TABLES}{conditions_of(IDEAS, filters)}) AS card GROUP BY status",
        {**parameters_of(filters), "most": MOST_CARDS},
    )


def adapted(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as parameters."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}
