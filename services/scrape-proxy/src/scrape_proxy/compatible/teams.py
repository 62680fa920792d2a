"""What SDKs ask about the account: there is none here, so the numbers are constants that say 'as much as you like'."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import HTTPException

from scrape_proxy.compatible.declaration import endpoint
from scrape_proxy.compatible.options import V1
from scrape_proxy.compatible.replies import (
    AccountUsageSchema,
    ConcurrencySchema,
    QueueStatusSchema,
    UsagePeriodsSchema,
)
from scrape_proxy.compatible.schemas import AnyBody
from scrape_proxy.crawls import queries
from scrape_proxy.errors import NotServed
from scrape_proxy.service import ScrapeService
from suite.errors import MethodNotAllowed
from suite.http import READER, Call, Reply, json_reply

teams = Blueprint("teams", __name__)
UNLIMITED = 1_000_000_000
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# What of an unknown path is told.
MAX_PATH = 100
PERIOD = {"billingPeriodStart": None, "billingPeriodEnd": None}


@teams.get("/<version:version>/team/credit-usage")
@endpoint(READER, "Credits: nobody is billed", replies={200: ("Credits", AccountUsageSchema())})
def show_credits(call: Call[ScrapeService], version: str) -> Reply:
    return usage_reply(version, "Credits")


@teams.get("/<version:version>/team/token-usage")
@endpoint(READER, "Tokens: nobody is billed", replies={200: ("Tokens", AccountUsageSchema())})
def show_tokens(call: Call[ScrapeService], version: str) -> Reply:
    return usage_reply(version, "Tokens")


@teams.get("/<version:version>/team/credit-usage/historical", endpoint="list_credits")
@teams.get("/<version:version>/team/token-usage/historical", endpoint="list_tokens")
@endpoint(READER, "Past usage: nothing is billed", replies={200: ("No periods", UsagePeriodsSchema())})
def list_periods(call: Call[ScrapeService], version: str) -> Reply:
    return json_reply({"success": True, "periods": []})


@teams.get("/<version:version>/team/queue-status")
@endpoint(READER, "Jobs of the caller", replies={200: ("Counts", QueueStatusSchema())})
def show_queue(call: Call[ScrapeService], version: str) -> Reply:
    with call.read() as connection:
        running, waiting = queries.select_queue(connection, call.identity.uuid)
    counts = {
        "jobsInQueue": running + waiting,
        "activeJobsInQueue": running,
        "waitingJobsInQueue": waiting,
        "maxConcurrency": call.service.gateway.settings.crawl_active_max,
        "mostRecentSuccess": None,
    }
    return json_reply({"success": True, **counts})


@teams.get("/<version:version>/concurrency-check")
@endpoint(READER, "Running jobs and how many may run", replies={200: ("Counts", ConcurrencySchema())})
def show_concurrency(call: Call[ScrapeService], version: str) -> Reply:
    with call.read() as connection:
        running, _ = queries.select_queue(connection, call.identity.uuid)
    most = call.service.gateway.settings.crawl_active_max
    return json_reply({"success": True, "concurrency": running, "maxConcurrency": most})


@teams.route("/<version:version>/<path:rest>", methods=METHODS)
@endpoint(READER, "What Firecrawl has and this service has not", body=AnyBody(), parse_body=False, body_optional=True,
          other_media_empty=True, replies={501: "Not served"}, hidden=True)  # fmt: skip
def refuse_unserved(call: Call[ScrapeService], version: str, rest: str) -> Reply:
    if allowed := {*methods_of(call.service, request.path)}:
        raise MethodNotAllowed(headers={"Allow": ", ".join(sorted({*allowed, "OPTIONS"}))})
    raise NotServed(f"/{version}/{rest}"[:MAX_PATH])


def methods_of(service: ScrapeService, path: str) -> Iterator[str]:
    """The methods by which other routes than the one that refuses serve a path."""
    paths = service.url_map.bind("")
    for method in METHODS:
        try:
            rule, _ = paths.match(path, method, return_rule=True)
        except HTTPException:
            continue
        if rule.endpoint != request.endpoint:
            yield method


def usage_reply(version: str, noun: str) -> Reply:
    """Remaining and planned amounts in the spelling of a version."""
    camel: dict[str, Any] = {f"remaining{noun}": UNLIMITED, f"plan{noun}": UNLIMITED, **PERIOD}
    snake: dict[str, Any] = {f"remaining_{noun.lower()}": UNLIMITED, f"plan_{noun.lower()}": UNLIMITED}
    snake |= {"billing_period_start": None, "billing_period_end": None}
    return json_reply({"success": True, "data": snake if version == V1 else camel})
