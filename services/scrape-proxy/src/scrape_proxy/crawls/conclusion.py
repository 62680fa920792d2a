"""Every end of a crawl, told in the transaction that brings it about."""

from collections.abc import Iterable
from uuid import UUID

from scrape_proxy.crawls import lease_queries, queries, watch_queries
from scrape_proxy.crawls.queries import EndedJob, Job
from scrape_proxy.crawls.webhooks import COMPLETED, FAILED, tell_webhook
from scrape_proxy.health import without_user_info
from suite.database import Connection
from suite.dates import wire_date
from suite.events import publish_many

TOPIC = "crawl-finished"


def end_job(connection: Connection, job_id: UUID, status: str, error: str | None = None) -> bool:
    """End a running job as its crawler or the watchdog; False when it had ended already."""
    return tell(connection, lease_queries.finish_job(connection, job_id, status, error))


def cancel_job(connection: Connection, job: Job, user_id: UUID) -> bool:
    """End a running job as its owner; False when it had ended already."""
    return tell(connection, queries.cancel_job(connection, job, user_id))


def end_excessive_jobs(connection: Connection, seconds: int, max_bytes: int) -> list[str]:
    """End all embedded jobs beyond their limits; the reasons: time or bytes."""
    ended = watch_queries.end_excessive_jobs(connection, seconds, max_bytes)
    tell(connection, [job for job, _ in ended])
    return [reason for _, reason in ended]


def tell(connection: Connection, ended: Iterable[EndedJob]) -> bool:
    """Publish the ends, and tell the webhooks of those that have one; whether there were any."""
    ended = list(ended)
    for job in ended:
        if job.status in (COMPLETED, FAILED):
            user_id = UUID(str(job.user_id))
            tell_webhook(connection, user_id, job.public_id, job.options, job.status, error=job.error)
    events = [
        {
            "crawlId": job.public_id,
            "url": without_user_info(job.url),
            "status": job.status,
            "completed": job.completed,
            "failed": job.failed,
            "finishedAt": wire_date(job.finished_at),
        }
        for job in ended
    ]
    publish_many(connection, TOPIC, events)
    return bool(events)
