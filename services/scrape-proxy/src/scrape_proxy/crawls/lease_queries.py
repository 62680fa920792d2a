"""SQL of whoever runs crawls: jobs claimed by lease, pages by state. All of it needs the crawler's view."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from scrape_proxy.crawls.addresses import hash_of
from scrape_proxy.crawls.queries import KEPT_HOURS, RETURNING_END, EndedJob
from scrape_proxy.crawls.skip_queries import skip_open_pages
from suite.database import Connection
from suite.http.replies import encode
from suite.ids import uuid7

CRAWLER = {"app.crawler": "on"}
LEASE_SECONDS = 30
MAX_ERROR = 500
MAX_PAGE_ATTEMPTS = 3
MAX_JOB_ATTEMPTS = 5
LOST_PAGE = "Given up: whoever read it did not survive it"
POSITION_SHIFT = 54  # of the 74 random bits of an id, 20 hold the position

CLAIM_JOB = """
    UPDATE crawl_jobs
       SET lease_owner = %(owner)s, lease_until = now() + %(seconds)s * interval '1 second', updated_at = now(),
           started_at = coalesce(started_at, now()), attempts = attempts + 1
     WHERE id = (SELECT id FROM crawl_jobs
                  WHERE engine = %(engine)s AND status = 'scraping' AND (lease_until IS NULL OR lease_until < now())
                  ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
 RETURNING id, user_id, start_url, options, external_id, bytes,
           extract(epoch FROM now() - started_at)::float, attempts
"""
RENEW_LEASE = """
    UPDATE crawl_jobs SET lease_until = now() + %(seconds)s * interval '1 second'
     WHERE id = %(id)s AND lease_owner = %(owner)s AND status = 'scraping'
"""
RELEASE_JOB = """
    UPDATE crawl_jobs SET lease_owner = NULL, lease_until = NULL, attempts = 0
     WHERE id = %(id)s AND lease_owner = %(owner)s
"""
LOCK_OWN_JOB = """
    SELECT TRUE FROM crawl_jobs WHERE id = %(id)s AND lease_owner = %(owner)s AND status = 'scraping' FOR UPDATE
"""
RETURN_PAGES = """
    UPDATE crawl_pages SET state = 'pending', attempts = attempts - 1, updated_at = clock_timestamp()
     WHERE job_id = %(id)s AND state = 'in_progress'
"""
# What was being read when a process died may be what ended it.
RETURN_LOST_PAGES = """
    UPDATE crawl_pages
       SET state = CASE WHEN attempts < %(most)s THEN 'pending' ELSE 'failed' END,
           error = CASE WHEN attempts < %(most)s THEN error ELSE coalesce(error, %(error)s) END,
           updated_at = clock_timestamp()
     WHERE job_id = %(id)s AND state = 'in_progress'
"""
POSTPONE_PAGE = """
    UPDATE crawl_pages
       SET state = 'pending', attempts = attempts - %(uncounted)s, error = %(error)s, updated_at = clock_timestamp()
     WHERE id = %(id)s AND state = 'in_progress'
"""
# One level of links at a time: a page's depth is the length of the shortest way to it, however slow the pages are.
# An array is made once; `IN (SELECT … LIMIT …)` may be planned so that it is asked again for each row, and claims more.
CLAIM_PAGES = """
    UPDATE crawl_pages SET state = 'in_progress', attempts = attempts + 1, updated_at = clock_timestamp()
     WHERE id = ANY (ARRAY(
                   SELECT id FROM crawl_pages
                    WHERE job_id = %(id)s AND state = 'pending'
                      AND depth = (SELECT min(depth) FROM crawl_pages
                                    WHERE job_id = %(id)s AND state IN ('pending', 'in_progress'))
                    ORDER BY id LIMIT %(count)s FOR UPDATE SKIP LOCKED))
       AND EXISTS (SELECT FROM crawl_jobs WHERE id = %(id)s AND lease_owner = %(owner)s AND status = 'scraping')
 RETURNING id, url, depth, hops, attempts
"""
INSERT_PAGES = """
    INSERT INTO crawl_pages (id, user_id, job_id, url, url_hash, depth, hops, state, counted, error,
                             created_at, updated_at)
    SELECT given.id, %(user_id)s, %(job_id)s, given.url, given.url_hash, %(depth)s, %(hops)s, %(state)s,
           %(counted)s, %(error)s, now(), clock_timestamp()
      FROM unnest(%(ids)s::uuid[], %(urls)s::text[], %(hashes)s::bytea[]) AS given (id, url, url_hash)
    ON CONFLICT ON CONSTRAINT uq_crawl_pages_job_id_url_hash DO NOTHING
"""
FINISH_PAGE = """
    UPDATE crawl_pages
       SET state = %(state)s, counted = %(counted)s, status_code = %(status_code)s, error = %(error)s,
           result = %(result)s, updated_at = clock_timestamp()
     WHERE id = %(id)s AND state = 'in_progress'
"""
RECOUNT_JOB = """
    UPDATE crawl_jobs AS job
       SET completed = found.completed, failed = found.failed, bytes = job.bytes + %(bytes)s, updated_at = now(),
           attempts = CASE WHEN found.completed + found.failed > job.completed + job.failed
                           THEN 0 ELSE job.attempts END,
           total = least(%(limit)s, found.completed + found.failed + found.open)
      FROM (SELECT count(*) FILTER (WHERE state = 'done' AND counted) AS completed,
                   count(*) FILTER (WHERE state = 'failed') AS failed,
                   count(*) FILTER (WHERE state IN ('pending', 'in_progress')) AS open
              FROM crawl_pages WHERE job_id = %(id)s) AS found
     WHERE job.id = %(id)s
 RETURNING job.completed, job.failed, found.open, job.bytes
"""
FINISH_JOB = f"""
    UPDATE crawl_jobs
       SET status = %(status)s, error = %(error)s, total = completed + failed, finished_at = now(),
           updated_at = now(), lease_owner = NULL, lease_until = NULL,
           expires_at = now() + %(kept)s * interval '1 hour'
     WHERE id = %(id)s AND status = 'scraping'
 {RETURNING_END}
"""
ADD_BASE = """
    UPDATE crawl_jobs SET options = jsonb_set(options, '{bases}', coalesce(options -> 'bases', '[]') || %(base)s::jsonb)
     WHERE id = %(id)s
"""
NOTE_SITEMAP = """
    UPDATE crawl_jobs SET options = options || '{"sitemapRead": true}' WHERE id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job this process runs now; `age` is how many seconds ago it was started first.

    `attempts` counts how often it was claimed since it last made progress, this time included.
    """

    id: UUID
    user_id: UUID
    url: str
    options: dict[str, Any]
    external_id: str | None
    bytes: int
    age: float
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class ClaimedPage:
    """A page to visit; `hops` redirects led to it, and it is begun for the `attempts`th time."""

    id: UUID
    url: str
    depth: int
    hops: int
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class PageCounts:
    """Pages of a job: with a result, without one, and still to do."""

    completed: int
    failed: int
    open: int
    bytes: int


def claim_job(
    connection: Connection, owner: str, engine: str = "embedded", seconds: int = LEASE_SECONDS
) -> ClaimedJob | None:
    """The oldest job nobody holds, now held by `owner`; what its last owner left unfinished is to do again."""
    row = connection.row(CLAIM_JOB, {"owner": owner, "engine": engine, "seconds": seconds})
    if row is None:
        return None
    connection.run(RETURN_LOST_PAGES, {"id": str(row[0]), "most": MAX_PAGE_ATTEMPTS, "error": LOST_PAGE})
    return ClaimedJob(UUID(str(row[0])), UUID(str(row[1])), *row[2:])


def renew_lease(connection: Connection, job: ClaimedJob, owner: str) -> bool:
    """Whether the job is still running and still held by `owner`."""
    values = {"id": str(job.id), "owner": owner, "seconds": LEASE_SECONDS}
    return connection.run(RENEW_LEASE, values) > 0


def release_job(connection: Connection, job: ClaimedJob, owner: str) -> None:
    """Let somebody else go on."""
    if connection.run(RELEASE_JOB, {"id": str(job.id), "owner": owner}):
        connection.run(RETURN_PAGES, {"id": str(job.id)})


def lock_own_job(connection: Connection, job: ClaimedJob, owner: str) -> bool:
    """Whether `owner` may still write to the job; the row is locked until the end of the transaction."""
    return bool(connection.value(LOCK_OWN_JOB, {"id": str(job.id), "owner": owner}))


def claim_pages(connection: Connection, job: ClaimedJob, owner: str, count: int) -> list[ClaimedPage]:
    """The next pages to visit, in the order they were found."""
    rows = connection.rows(CLAIM_PAGES, {"id": str(job.id), "owner": owner, "count": count})
    pages = [ClaimedPage(UUID(str(row[0])), *row[1:]) for row in rows]
    return sorted(pages, key=lambda page: page.id)


def insert_pages(
    connection: Connection,
    job_id: UUID,
    user_id: UUID,
    urls: Iterable[str],
    *,
    depth: int,
    hops: int = 0,
    state: str = "pending",
    error: str | None = None,
) -> int:
    """Store normalised URLs the job has not seen; how many were new."""
    listed = list(urls)
    values = {
        "user_id": str(user_id),
        "job_id": str(job_id),
        "depth": depth,
        "hops": hops,
        "state": state,
        "counted": state == "pending",
        "error": error,
        "ids": [str(ordered_id(position)) for position in range(len(listed))],
        "urls": listed,
        "hashes": [hash_of(url) for url in listed],
    }
    return connection.run(INSERT_PAGES, values) if listed else 0


def finish_page(
    connection: Connection,
    page: ClaimedPage,
    state: str,
    *,
    status_code: int | None = None,
    error: str | None = None,
    result: str | None = None,
) -> None:
    """Store what became of a page; one without a result is not counted as done."""
    values = {
        "id": str(page.id),
        "state": state,
        "counted": result is not None or state == "failed",
        "status_code": status_code,
        "error": error[:MAX_ERROR] if error else None,
        "result": result,
    }
    connection.run(FINISH_PAGE, values)


def postpone_page(connection: Connection, page: ClaimedPage, error: str | None, *, counted: bool) -> None:
    """Let a page be visited again; `counted` makes it one of the attempts it has."""
    values = {"id": str(page.id), "error": error[:MAX_ERROR] if error else None, "uncounted": int(not counted)}
    connection.run(POSTPONE_PAGE, values)


def recount_job(connection: Connection, job: ClaimedJob, limit: int, added_bytes: int) -> PageCounts:
    """Write the counts of a job from its pages."""
    row = connection.row(RECOUNT_JOB, {"id": str(job.id), "limit": limit, "bytes": added_bytes})
    assert row is not None
    return PageCounts(*map(int, row))


def finish_job(connection: Connection, job_id: UUID, status: str, error: str | None = None) -> list[EndedJob]:
    """End a running job; pages nobody visited are only counted. The job, unless it had ended already."""
    values = {"id": str(job_id), "status": status, "error": error, "kept": KEPT_HOURS}
    ended = [EndedJob(*row) for row in connection.rows(FINISH_JOB, values)]
    if ended:
        skip_open_pages(connection, job_id)
    return ended


def add_base(connection: Connection, job: ClaimedJob, base: str) -> None:
    """Remember where the start page redirected to."""
    connection.run(ADD_BASE, {"id": str(job.id), "base": encode([base]).decode()})


def note_sitemap(connection: Connection, job: ClaimedJob) -> None:
    """Remember that the sitemaps have been read."""
    connection.run(NOTE_SITEMAP, {"id": str(job.id)})


def ordered_id(position: int) -> UUID:
    """A time-ordered id that keeps the order of pages found at the same moment."""
    return uuid7(random_bits=(position << POSITION_SHIFT) | secrets.randbits(POSITION_SHIFT))
