"""The SQL of a page of records and of how many there are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from suite.database import Connection
from suite.text.folding import fold


@dataclass(frozen=True)
class Source:
    """Where a list comes from: `record` makes a row's JSON, `key` breaks ties.

    `filters` are conditions by the name of their parameter, `orders` expressions by name. Constants only.
    """

    tables: str
    record: str
    key: str
    filters: Mapping[str, str]
    orders: Mapping[str, str]
    default_order: str = "updated_at"


@dataclass(frozen=True)
class RowPage:
    """JSON array of the rows, how many they are, how many match."""

    rows: str
    count: int
    total: int
    filters: Mapping[str, Any] = field(default_factory=dict)


def select_page(
    connection: Connection, source: Source, query: Mapping[str, Any], filters: Mapping[str, Any]
) -> RowPage:
    """One page and the total, in one statement and so of one moment."""
    where = conditions_of(source, filters)
    order = source.orders.get(query["order_by"], source.orders[source.default_order])
    row = connection.row(
        f"SELECT (SELECT count(*) FROM {source.tables}{where}), count(page.record),"
        " coalesce(json_agg(page.record), '[]')::text"
        f" FROM (SELECT {source.record} AS record FROM {source.tables}{where}"
        f" ORDER BY {order} {query['order_direction']}, {source.key} LIMIT %(limit)s OFFSET %(offset)s) AS page",
        {**parameters_of(filters), "limit": query["limit"], "offset": query["offset"]},
    )
    assert row is not None
    return RowPage(row[2], row[1], row[0], filters)


def conditions_of(source: Source, filters: Mapping[str, Any]) -> str:
    """The WHERE clause of the given filters, empty without any."""
    conditions = [source.filters[name] for name in filters]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def parameters_of(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Filters as parameters: searched text folded like the text it is looked for in."""
    return {name: fold(value) if name == "search" else value for name, value in filters.items()}
