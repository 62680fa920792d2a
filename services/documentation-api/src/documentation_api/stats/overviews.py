"""The objects dashboards are made of."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from documentation_api.files.queries import select_statistics as select_file_statistics
from documentation_api.stats import queries
from documentation_api.stats.rules import (
    ERROR,
    OFFLINE,
    ONLINE,
    TIMEFRAMES,
    UNKNOWN,
    days_until,
    megabytes,
    overall_health,
    points,
    share,
    system_health,
)
from documentation_api.systems.queries import select_statistics as select_system_statistics
from suite.database import Connection
from suite.dates import wire_date

Overview = dict[str, Any]
SYSTEMS, IDEAS, FILES = "documentation_systems", "documentation_ideas", "documentation_files"
TREND_DAYS = 30


def summarise(connection: Connection) -> Overview:
    """What a first page shows; the completion rate is 0 to 1 here."""
    statuses = queries.count_by(connection, SYSTEMS, "status")
    ideas = count_ideas(connection)
    sizes = queries.select_sizes(connection)
    total_size = sum(size for _, size in sizes.values())
    return {
        "systems": {
            "total": sum(statuses.values()),
            "by_status": statuses,
            "online_count": statuses.get(ONLINE, 0),
        },
        "ideas": {**ideas, "completion_rate": share(ideas["by_status"].get("done", 0), ideas["total"])},
        "files": {
            "total": sum(count for count, _ in sizes.values()),
            "total_size": total_size,
            "total_size_mb": megabytes(total_size),
            "by_mime_type": {mime: {"count": count, "size": size} for mime, (count, size) in sizes.items()},
        },
    }


def count_ideas(connection: Connection) -> Overview:
    """Ideas by status, category and priority."""
    statuses = queries.count_by(connection, IDEAS, "status")
    return {
        "total": sum(statuses.values()),
        "by_status": statuses,
        "by_category": queries.count_by(connection, IDEAS, "category"),
        "by_priority": queries.count_by(connection, IDEAS, "priority"),
    }


def describe_systems(connection: Connection) -> Overview:
    """Systems counted, and how their checks went day by day."""
    since = start_of(TREND_DAYS)
    found: Overview = json.loads(select_system_statistics(connection))
    by_day = {row[0]: row[1:] for row in queries.select_health_trend(connection, since)}
    trend = [
        dict(zip(("date", ONLINE, OFFLINE, ERROR), (day, *by_day.get(day, (0, 0, 0))), strict=True))
        for day in days_of(TREND_DAYS)
    ]
    return {**found, "health_trend": trend}


def describe_ideas(connection: Connection) -> Overview:
    """Ideas counted; both completion rates are 0 to 100."""
    ideas = count_ideas(connection)
    estimated, actual = queries.select_hours(connection)
    hours = {
        "total_estimated": estimated,
        "total_actual": actual,
        "completion_rate": share(actual, estimated, 100),
    }
    return {
        **ideas,
        "by_assignee": queries.count_by(connection, IDEAS, "assigned_to"),
        "hours": hours,
        "completion_rate": share(ideas["by_status"].get("done", 0), ideas["total"], 100),
    }


def describe_files(connection: Connection) -> Overview:
    """Files counted; the efficiency is the share of bytes that are there once only."""
    found: Overview = json.loads(select_file_statistics(connection))
    total, size = found["total"], found["total_size"]
    unique = queries.select_unique_bytes(connection)
    return {
        **found,
        "average_size_mb": megabytes(size / total) if total else 0.0,
        "downloads_per_file": round(found["total_downloads"] / total, 2) if total else 0.0,
        "total_size_mb": megabytes(size),
        "storage_efficiency": share(unique, size) if size else 1.0,
    }


def describe_health(connection: Connection) -> Overview:
    """How all systems are, and each of them."""
    rows = queries.select_checked_systems(connection)
    statuses = [row[2] for row in rows]
    checked = [row[5] for row in rows if row[5] is not None]
    return {
        "total": len(rows),
        "healthy": statuses.count(ONLINE),
        "degraded": statuses.count(ERROR),
        "unhealthy": statuses.count(OFFLINE),
        "unknown": statuses.count(UNKNOWN),
        "overall_health": overall_health(statuses),
        "last_checked": wire_date(max(checked)) if checked else None,
        "systems": [system_health(row) for row in rows],
    }


def draw_charts(connection: Connection, timeframe: str) -> Overview:
    """Shares as they are now, and what happened on each day of the period."""
    days = TIMEFRAMES[timeframe]
    sizes = queries.select_sizes(connection)
    ideas = count_ideas(connection)
    return {
        "systems_by_type": points(queries.count_by(connection, SYSTEMS, "type")),
        "systems_by_status": points(queries.count_by(connection, SYSTEMS, "status")),
        "ideas_by_status": points(ideas["by_status"]),
        "ideas_by_category": points(ideas["by_category"]),
        "ideas_by_priority": points(ideas["by_priority"]),
        "files_by_type": points({mime_type: count for mime_type, (count, _) in sizes.items()}),
        "ideas_created": points(count_daily(connection, IDEAS, "created_at", days)),
        "ideas_completed": points(count_daily(connection, IDEAS, "completed_at", days)),
        "files_uploaded": points(count_daily(connection, FILES, "created_at", days)),
    }


def list_activity(connection: Connection, days: int) -> list[Overview]:
    """A row a UTC day, oldest first."""
    counted = {
        "systems_created": count_daily(connection, SYSTEMS, "created_at", days),
        "ideas_created": count_daily(connection, IDEAS, "created_at", days),
        "ideas_completed": count_daily(connection, IDEAS, "completed_at", days),
        "files_uploaded": count_daily(connection, FILES, "created_at", days),
    }
    return [{"date": day, **{name: counts[day] for name, counts in counted.items()}} for day in days_of(days)]


def count_daily(connection: Connection, table: str, column: str, days: int) -> queries.Counts:
    """Rows of each day of the period, also of days without any."""
    counts = queries.count_days(connection, table, column, start_of(days))
    return {day: counts.get(day, 0) for day in days_of(days)}


def days_of(days: int) -> list[str]:
    """The days of a period that ends today."""
    return days_until(datetime.now(UTC).date(), days)


def start_of(days: int) -> datetime:
    """The first moment of the period."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1)
