"""What a crawl or a batch tells the address its caller gave: started, page, completed, failed, in Firecrawl's words."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from scrape_proxy.crawls.schemas import BATCH
from suite.database import Connection
from suite.webhooks import insert_delivery

STARTED, PAGE, COMPLETED, FAILED = "started", "page", "completed", "failed"
EVENTS = (STARTED, PAGE, COMPLETED, FAILED)
PREFIXES = {BATCH: "batch_scrape"}


def tell_webhook(
    connection: Connection,
    user_id: UUID,
    job_id: str,
    options: Mapping[str, Any],
    event: str,
    data: list[Any] | None = None,
    error: str | None = None,
) -> None:
    """Store an event of a job for the webhook among its options, if there is one that wants it."""
    webhook = options.get("webhook")
    if not isinstance(webhook, dict) or event not in webhook.get("events", EVENTS):
        return
    body = {
        "success": event != FAILED,
        "type": f"{PREFIXES.get(str(options.get('kind')), 'crawl')}.{event}",
        "id": job_id,
        "data": data or [],
        "metadata": webhook.get("metadata", {}),
        **({"error": error} if error else {}),
    }
    insert_delivery(connection, user_id, body["type"], webhook["url"], body, webhook.get("headers", {}))


def page_data(result: str) -> list[Any]:
    """The pages of a `page` event: the one that was read."""
    return [orjson.loads(result)]
