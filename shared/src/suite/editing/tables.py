"""A table that a person may edit, told once; its columns and its SQL follow from the schema of what is sent."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from psycopg2.extras import Json

from suite.database import Connection
from suite.dates import sql_date
from suite.editing.schemas import EditedSchema
from suite.http.fields import Array, JsonObject, Moment, Number, UuidText

Row = dict[str, Any]
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def unchanged(connection: Connection, values: Row, old: Mapping[str, Any] | None) -> Row:
    """The values need no preparation."""
    return values


def write_nothing_else(connection: Connection, row_id: Any, values: Row) -> None:
    """No other rows belong to it."""


def leave_nothing(connection: Connection, row: Mapping[str, Any]) -> None:
    """Nothing stands in the way of a deletion that the database does not judge itself."""


def unguarded(connection: Connection, row: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Nothing beyond the row has to stay sound."""
    return nullcontext()


@dataclass(frozen=True, eq=False)
class EditedTable:
    """Rows with an id, a version, who wrote them and when.

    Keys of the schema, also computed ones, are columns in snake_case, unless `columns` names another or `reads` has the
    SQL of what is shown instead (the row is `r`). `fixed` keys cannot change after creation, `filters` narrow lists,
    `order` are the columns of a list before the id. `prepare` completes values before the row is written, `finish`
    writes what belongs to it, `leave` frees what a deletion would stumble over, `guard` is around each write.
    """

    noun: str
    name: str
    schema: type[EditedSchema]
    columns: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    uuid: bool = False
    prepare: Callable[[Connection, Row, Mapping[str, Any] | None], Row] = unchanged
    finish: Callable[[Connection, Any, Row], None] = write_nothing_else
    leave: Callable[[Connection, Mapping[str, Any]], None] = leave_nothing
    guard: Callable[[Connection, Mapping[str, Any]], AbstractContextManager[None]] = unguarded

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """Key → field of what is sent."""
        return self.schema().fields

    @cached_property
    def stored(self) -> Mapping[str, str]:
        """Key → column."""
        keys = [key for key in (*self.fields, *self.schema.computed) if key not in self.reads]
        return {key: self.columns.get(key) or snake_case(key) for key in keys}

    @cached_property
    def row_json(self) -> str:
        """An expression: the row `r` as editors read it."""
        members = {
            "id": "r.id",
            **{key: self._shown(key, column) for key, column in self.stored.items()},
            **self.reads,
            "version": "r.version",
            "createdAt": sql_date("r.created_at"),
            "updatedAt": sql_date("r.updated_at"),
            "createdBy": "r.created_by",
            "updatedBy": "r.updated_by",
        }
        return "json_build_object(" + ", ".join(f"'{key}', {value}" for key, value in members.items()) + ")"

    @cached_property
    def sorted_by(self) -> str:
        """What follows ORDER BY."""
        return ", ".join(f"r.{quoted(column)}" for column in (*self.order, "id"))

    def bound(self, values: Mapping[str, Any]) -> Row:
        """Key → value of the columns among some values, as the driver takes them."""
        return {
            key: Json(value) if isinstance(self.fields.get(key), JsonObject) and value is not None else value
            for key, value in values.items()
            if key in self.stored
        }

    def placeholder(self, key: str) -> str:
        """A parameter, cast where PostgreSQL would not guess its type."""
        sent = self.fields.get(key)
        uuids = isinstance(sent, Array) and isinstance(sent.entry, UuidText)
        return f"%({key})s::uuid[]" if uuids else f"%({key})s"

    def _shown(self, key: str, column: str) -> str:
        sent, value = self.fields.get(key), f"r.{quoted(column)}"
        if isinstance(sent, Moment):
            return sql_date(value)
        return f"trim_scale({value})" if isinstance(sent, Number) else value


def snake_case(key: str) -> str:
    """A key of the wire as columns are named."""
    return _HUMP.sub("_", key).lower()


def quoted(column: str) -> str:
    """A column, also when it is a word of SQL."""
    return f'"{column}"'
