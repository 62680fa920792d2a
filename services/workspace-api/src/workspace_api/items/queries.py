"""SQL over workspace_items."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from suite.database import Connection, Prepared
from workspace_api.items.fields import FIELDS, SORTED, Item, ItemField, item_of
from workspace_api.items.rules import search_query, search_text, title_key
from workspace_api.items.schemas import ItemFilters

COLUMNS = ", ".join(FIELDS)
_DERIVED = {"user_id": "text", "title_key": "text", "search_text": "text"}
_STORED = {name: field.form.sql for name, field in FIELDS.items()} | _DERIVED
# What a new version has of its own, and what follows from the fields that users edit.
_VERSIONED = ("updated_at", "updated_by", "version", "audit_hash")
_DERIVED_FROM = {"title_key": {"title"}, "search_text": {"title", "description", "tags"}}
INSERT_ITEM = Prepared(
    "insert_item",
    f"INSERT INTO workspace_items ({', '.join(_STORED)}) VALUES ({', '.join(f'%({name})s' for name in _STORED)})",
    **_STORED,
)
LOCK_ITEM = Prepared(
    "lock_item",
    f"SELECT {COLUMNS} FROM workspace_items WHERE id = %(id)s AND user_id = %(user_id)s FOR UPDATE",
    id="uuid",
    user_id="text",
)
FILTER_CONDITIONS = {
    "category": "category = ANY(%(category)s)",
    "status": "status = ANY(%(status)s)",
    "priority": "priority = ANY(%(priority)s)",
    "tag": "tags @> %(tag)s::text[]",
    "search": "search_vector @@ to_tsquery('simple', %(search)s)",
    "created_from": "created_at >= %(created_from)s",
    "created_to": "created_at <= %(created_to)s",
}
ONE_OF = ("category", "status", "priority")
# A database that was brought back to an earlier moment takes numbers again, but not in the same transactions.
LAST_CHANGE = "last_seq || '.' || workspace_users.xmin::text"
# Between items of a page; JSON holds no line end of its own, so it stands nowhere else.
SEPARATOR = b",\n"
# Parameters of a list that is prepared: no filter, or filters an index answers alone.
PAGE_TYPES = {
    "user_id": "text",
    "known": "text",
    "category": "text",
    "status": "text",
    "priority": "text",
    "after_id": "uuid",
}


def document_sql(fields: Iterable[ItemField]) -> str:
    """The SQL of an item's JSON. The stored column is that of the fields it was made with; those added since are told
    beside it, so that a new field rewrites no row."""
    added = [
        f" || ',\"{field.wire}\":' || coalesce(({field.form.sql_json.format(column=field.name)})::text, 'null')"
        for field in fields
        if field.added
    ]
    return f"left(document, -1){''.join(added)} || '}}'" if added else "document"


DOCUMENT = document_sql(FIELDS.values())
SELECT_ITEM_JSON = Prepared(
    "item_json",
    f"SELECT version, {DOCUMENT} FROM workspace_items WHERE id = %(id)s AND user_id = %(user_id)s",
    id="uuid",
    user_id="text",
)


def select_item_json(connection: Connection, user_id: str, item_id: UUID) -> tuple[int, str] | None:
    """Version and JSON of one item."""
    return connection.row(SELECT_ITEM_JSON, {"id": str(item_id), "user_id": user_id})


def select_item_for_update(connection: Connection, user_id: str, item_id: UUID) -> Item | None:
    """One item, locked until the transaction ends."""
    row = connection.row(LOCK_ITEM, {"id": str(item_id), "user_id": user_id})
    return item_of(row) if row else None


def lock_items(connection: Connection, user_id: str, item_ids: list[UUID]) -> dict[UUID, Item]:
    """The items that exist, locked in id order so that two callers never wait for each other in a circle."""
    rows = connection.rows(
        f"SELECT {COLUMNS} FROM workspace_items WHERE id = ANY(%s::uuid[]) AND user_id = %s ORDER BY id FOR UPDATE",
        ([str(item_id) for item_id in item_ids], user_id),
    )
    return {item.id: item for item in map(item_of, rows)}


def insert_item(connection: Connection, user_id: str, item: Item) -> None:
    """A new row."""
    connection.run(INSERT_ITEM, item_parameters(user_id, item, _STORED))


def queue_new_item(connection: Connection, user_id: str, item: Item) -> None:
    """A new row, with the next round trip."""
    connection.run_later(INSERT_ITEM, item_parameters(user_id, item, _STORED))


def queue_item_version(connection: Connection, user_id: str, item: Item, changed: Iterable[str]) -> None:
    """The item's next version over the locked row, with the next round trip; `changed` are the fields that differ."""
    statement, names = item_update(frozenset(changed))
    connection.run_later(statement, item_parameters(user_id, item, names))


@lru_cache(maxsize=128)
def item_update(changed: frozenset[str]) -> tuple[Prepared, tuple[str, ...]]:
    """The prepared update of these fields, and its parameters.

    What did not change is left out: PostgreSQL would make the search vector anew, and the parameters are text to it.
    """
    derived = {name for name, sources in _DERIVED_FROM.items() if sources & changed}
    written = [name for name in _STORED if name in changed or name in derived or name in _VERSIONED]
    names = (*written, "id", "user_id")
    sql = f"UPDATE workspace_items SET {', '.join(f'{name} = %({name})s' for name in written)}" + (
        " WHERE id = %(id)s AND user_id = %(user_id)s"
    )
    digest = sha256(sql.encode()).hexdigest()[:24]
    return Prepared(f"update_item_{digest}", sql, **{name: _STORED[name] for name in names}), names


def queue_deletion(connection: Connection, user_id: str, item_id: UUID) -> None:
    """Drop the locked row, with the next round trip."""
    connection.run_later("DELETE FROM workspace_items WHERE id = %s AND user_id = %s", (str(item_id), user_id))


def select_last_change(connection: Connection, user_id: str) -> str:
    """What differs after any change of the user's items; empty for a user never seen."""
    return connection.value(f"SELECT {LAST_CHANGE} FROM workspace_users WHERE user_id = %s", (user_id,)) or ""


def select_item_page(
    connection: Connection,
    user_id: str,
    filters: ItemFilters,
    sort: str,
    *,
    rows: int,
    after: list[str] | None = None,
    offset: int | None = None,
    known: str = "",
) -> tuple[str, bytes]:
    """The user's last change and up to `rows` items as JSON with SEPARATOR between, from one snapshot.

    No item is read when `known` already is the last change.
    """
    conditions, parameters = item_conditions(user_id, filters)
    parameters["known"] = known
    order, expression, kind = item_order(sort)
    if after is not None:
        comparison = "<" if sort.startswith("-") else ">"
        conditions += f" AND ({expression}, id) {comparison} (%(after_key)s::{kind}, %(after_id)s::uuid)"
        parameters |= {"after_key": after[0], "after_id": after[1]}
    statement = page_statement(conditions, order, rows, offset or 0)
    plain = not offset and filters.given().keys() <= PAGE_TYPES.keys() and all(map(is_text, parameters.values()))
    prepared = prepared_page(statement, kind, tuple(parameters)) if plain else statement
    last_change, documents = connection.encoded_row(prepared, parameters) or (b"", None)
    return last_change.decode(), documents or b""


def page_statement(conditions: str, order: str, rows: int, offset: int) -> str:
    """SQL of one page. The numbers stand in the text: for an unknown LIMIT no plan is kept."""
    return (
        f"SELECT {LAST_CHANGE}, CASE WHEN {LAST_CHANGE} <> %(known)s THEN"
        f" (SELECT string_agg(document, E',\\n')"
        f" FROM (SELECT {DOCUMENT} AS document FROM workspace_items WHERE {conditions}"
        f" ORDER BY {order} LIMIT {rows:d} OFFSET {offset:d}) AS page) END"
        " FROM workspace_users WHERE user_id = %(user_id)s"
    )


def is_text(value: object) -> bool:
    """Whether a parameter is a single text."""
    return isinstance(value, str)


@lru_cache(maxsize=512)
def prepared_page(statement: str, key_type: str, names: tuple[str, ...]) -> Prepared:
    """The page as a prepared statement: planning it costs as much as reading it."""
    types = {name: key_type if name == "after_key" else PAGE_TYPES[name] for name in names}
    return Prepared(f"page_{sha256(statement.encode()).hexdigest()[:24]}", statement, **types)


def count_items(connection: Connection, user_id: str, filters: ItemFilters) -> int:
    """How many items the filters select."""
    conditions, parameters = item_conditions(user_id, filters)
    return int(connection.value(f"SELECT count(*) FROM workspace_items WHERE {conditions}", parameters))


def declare_item_cursor(connection: Connection, user_id: str, filters: ItemFilters, sort: str) -> None:
    """Open the server-side cursor `exported` over item JSON in the given order."""
    conditions, parameters = item_conditions(user_id, filters)
    order, _, _ = item_order(sort)
    connection.run(
        f"DECLARE exported NO SCROLL CURSOR FOR SELECT {DOCUMENT} FROM workspace_items"
        f" WHERE {conditions} ORDER BY {order}",
        parameters,
    )


def fetch_item_cursor(connection: Connection, rows: int) -> list[str]:
    """The next rows of `exported`."""
    return [row[0] for row in connection.rows(f"FETCH {rows} FROM exported")]


def item_conditions(user_id: str, filters: ItemFilters) -> tuple[str, dict[str, Any]]:
    """WHERE text of constants and the parameters it names."""
    conditions = ["user_id = %(user_id)s"]
    parameters: dict[str, Any] = {"user_id": user_id}
    for name, value in filters.given().items():
        condition, parameters[name] = FILTER_CONDITIONS[name], value
        if name in ONE_OF and len(value) == 1:
            # Plain equality lets an index deliver the rows in order; with = ANY they would be sorted.
            condition, parameters[name] = f"{name} = %({name})s", value[0]
        elif name == "search":
            parameters[name] = search_query(value)
            condition = condition if parameters[name] else "false"
        conditions.append(condition)
    return " AND ".join(conditions), parameters


def item_order(sort: str) -> tuple[str, str, str]:
    """ORDER BY text, sort expression and the SQL type of its values."""
    field = SORTED[sort.removeprefix("-")]
    direction = "DESC" if sort.startswith("-") else "ASC"
    expression = field.sort_expression
    return f"{expression} {direction}, id {direction}", expression, field.sort_type


def item_parameters(user_id: str, item: Item, names: Iterable[str]) -> dict[str, Any]:
    """These columns of an item."""
    return {name: item_parameter(user_id, item, name) for name in names}


def item_parameter(user_id: str, item: Item, name: str) -> Any:
    """One column of an item, as it is bound."""
    if name == "user_id":
        return user_id
    if name == "title_key":
        return title_key(item.title)
    if name == "search_text":
        return search_text(item.title, item.description, item.tags)
    value = getattr(item, name)
    return None if value is None else FIELDS[name].form.bind(value)


def select_item_head(connection: Connection, user_id: str, item_id: UUID) -> str | None:
    """The hash of the item's newest history entry as the item row holds it; None when there is no item."""
    return connection.value(  # type: ignore[no-any-return]
        "SELECT audit_hash FROM workspace_items WHERE id = %s AND user_id = %s", (str(item_id), user_id)
    )
