"""GET /api/items/stats."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint

from suite.database.facade import READ_SNAPSHOT
from suite.http import READER, Call, Reply, endpoint, json_reply
from suite.http.fields import QueryWhole
from suite.http.fields.reply import data_of
from suite.http.schemas import QuerySchema
from suite.ids import now_milliseconds
from workspace_api.categories.queries import select_category_names
from workspace_api.items.fields import PRIORITIES, STATUSES
from workspace_api.stats import queries
from workspace_api.stats.replies import ItemStatsSchema
from workspace_api.users.queries import active_category_names

stats = Blueprint("stats", __name__)
TOP_TAGS = 20


@dataclass(frozen=True, slots=True)
class StatsQuery:
    """A parsed request."""

    days: int = 30


class StatsSchema(QuerySchema):
    """The window."""

    produces = StatsQuery

    days = QueryWhole(1, 365, metadata={"description": "days of perDay, leadTimeHours and cycleTimeHours"})


@stats.get("/stats")
@endpoint(
    READER,
    "Numbers about the caller's items",
    query=StatsSchema(),
    replies={200: ("Counts and durations", data_of(ItemStatsSchema))},
)
def show_stats(call: Call) -> Reply:
    days = call.query.days
    today = datetime.now(UTC).date()
    first = today - timedelta(days=days - 1)
    user_id = call.identity.user_id
    with call.transaction(READ_SNAPSHOT) as connection:
        counts = queries.select_counts(connection, user_id)
        categories = select_category_names(connection, user_id)
        tags = queries.select_top_tags(connection, user_id, TOP_TAGS)
        per_day = queries.select_days(connection, first)
        durations = queries.select_durations(connection, first)
    if not categories:
        with call.transaction() as connection:
            categories = active_category_names(connection, user_id, now_milliseconds())
    return json_reply(
        {
            "success": True,
            "data": {
                "total": sum(count for *_, count in counts),
                "byStatus": tally(counts, 0, STATUSES),
                "byPriority": tally(counts, 1, PRIORITIES),
                "byCategory": tally(counts, 2, categories),
                "topTags": [{"tag": tag, "count": count} for tag, count in tags],
                "perDay": day_rows(first, days, per_day),
                "leadTimeHours": duration(durations[:3]),
                "cycleTimeHours": duration(durations[3:]),
            },
        }
    )


def tally(counts: list[tuple[str, str, str, int]], position: int, names: Any) -> dict[str, int]:
    """Items by one of the grouped columns, with a zero for names without items."""
    sums: Counter[str] = Counter()
    for row in counts:
        sums[str(row[position])] += row[3]
    return {name: sums[name] for name in names}


def day_rows(first: date, days: int, found: list[tuple[date, int, int]]) -> list[dict[str, Any]]:
    """One row a day, also for days without anything."""
    by_day = {day: (created, completed) for day, created, completed in found}
    rows = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        created, completed = by_day.get(day, (0, 0))
        rows.append({"date": day.isoformat(), "created": created, "completed": completed})
    return rows


def duration(measured: tuple[Any, ...]) -> dict[str, Any]:
    """Count, median and 90th percentile in hours."""
    count, median, ninetieth = measured
    return {
        "count": count,
        "p50": None if median is None else round(float(median), 3),
        "p90": None if ninetieth is None else round(float(ninetieth), 3),
    }
