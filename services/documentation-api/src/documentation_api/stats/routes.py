"""/api/v1/stats."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from documentation_api.audit.queries import select_entries
from documentation_api.audit.rules import entry_wire
from documentation_api.listing.schemas import QuerySearch
from documentation_api.stats import overviews
from documentation_api.stats.portal_search import search_everything
from documentation_api.stats.replies import (
    ActivityDaySchema,
    FileOverviewSchema,
    IdeaOverviewSchema,
    PortalAnalyticsSchema,
    PortalDashboardSchema,
    PortalHealthSchema,
    PortalSearchSchema,
    PortalSummarySchema,
    SystemOverviewSchema,
)
from documentation_api.stats.rules import TIMEFRAMES
from suite.database import Connection
from suite.database.facade import READ_SNAPSHOT
from suite.http import READER, Call, Reply, data_reply, endpoint
from suite.http.fields import QueryChoice, QueryWhole
from suite.http.fields.reply import data_of
from suite.http.schemas import QuerySchema

RECENT_ENTRIES = 10

stats = Blueprint("stats", __name__)


class AnalyticsSchema(QuerySchema):
    """How far the charts look back."""

    timeframe = QueryChoice(tuple(TIMEFRAMES), load_default="30d")


class ActivitySchema(QuerySchema):
    """How many days."""

    days = QueryWhole(1, 365, load_default=30)


class EverythingSchema(QuerySchema):
    """What to look for."""

    q = QuerySearch(required=True)


@stats.get("")
@endpoint(READER, "Systems, ideas and files in numbers", replies={200: ("Counts", data_of(PortalSummarySchema))})
def show_summary(call: Call) -> Reply:
    return described_reply(call, overviews.summarise)


@stats.get("/dashboard")
@endpoint(
    READER, "Everything for one page", replies={200: ("Counts, and the newest changes", data_of(PortalDashboardSchema))}
)
def show_dashboard(call: Call) -> Reply:
    return described_reply(call, describe_everything)


@stats.get("/systems")
@endpoint(
    READER, "Systems in numbers", replies={200: ("Counts and the trend of 30 days", data_of(SystemOverviewSchema))}
)
def show_systems(call: Call) -> Reply:
    return described_reply(call, overviews.describe_systems)


@stats.get("/ideas")
@endpoint(READER, "Ideas in numbers", replies={200: ("Counts, hours and rates", data_of(IdeaOverviewSchema))})
def show_ideas(call: Call) -> Reply:
    return described_reply(call, overviews.describe_ideas)


@stats.get("/files")
@endpoint(READER, "Files in numbers", replies={200: ("Counts and sizes", data_of(FileOverviewSchema))})
def show_files(call: Call) -> Reply:
    return described_reply(call, overviews.describe_files)


@stats.get("/health")
@endpoint(
    READER, "How all systems are", replies={200: ("The verdict and each system's score", data_of(PortalHealthSchema))}
)
def show_health(call: Call) -> Reply:
    return described_reply(call, overviews.describe_health)


@stats.get("/analytics")
@endpoint(
    READER,
    "Charts",
    query=AnalyticsSchema(),
    replies={200: ("Series of label and value", data_of(PortalAnalyticsSchema))},
)
def show_analytics(call: Call) -> Reply:
    timeframe = call.query["timeframe"]
    return described_reply(
        call,
        lambda connection: {"timeframe": timeframe, "charts": overviews.draw_charts(connection, timeframe)},
    )


@stats.get("/activity")
@endpoint(
    READER,
    "What happened day by day",
    query=ActivitySchema(),
    replies={200: ("A row a day, oldest first", data_of(ActivityDaySchema, many=True))},
)
def show_activity(call: Call) -> Reply:
    return described_reply(call, lambda connection: overviews.list_activity(connection, call.query["days"]))


@stats.get("/search")
@endpoint(
    READER,
    "Search everything",
    query=EverythingSchema(),
    replies={200: ("At most ten of each kind", data_of(PortalSearchSchema))},
)
def search(call: Call) -> Reply:
    return described_reply(call, lambda connection: search_everything(connection, call.query["q"]))


def described_reply(call: Call, describe: Callable[[Connection], Any]) -> Reply:
    """What `describe` finds at one moment."""
    with call.transaction(READ_SNAPSHOT) as connection:
        return data_reply(describe(connection))


def describe_everything(connection: Connection) -> dict[str, Any]:
    """The objects of the single pages, their main numbers, and the newest changes."""
    systems = overviews.describe_systems(connection)
    ideas = overviews.describe_ideas(connection)
    files = overviews.describe_files(connection)
    entries = select_entries(connection, {}, before=None, rows=RECENT_ENTRIES)
    return {
        "overview": {
            "total_systems": systems["total"],
            "active_systems": systems["active"],
            "total_ideas": ideas["total"],
            "completed_ideas": ideas["by_status"].get("done", 0),
            "total_files": files["total"],
            "total_storage_mb": files["total_size_mb"],
        },
        "systems": systems,
        "ideas": ideas,
        "files": files,
        "recent_activity": [entry_wire(entry) for entry in entries],
    }
