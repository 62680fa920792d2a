"""SQL of crawl jobs and their pages, as callers see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.dates import sql_date
from suite.http.replies import encode

KEPT_HOURS = 24
# Of the results in one answer, at least one page and no more than about this many bytes.
RESULT_BYTES = 10_485_760

INSERT_JOB = """
    INSERT INTO crawl_jobs (id, user_id, engine, kind, external_id, start_url, options, created_at, updated_at,
                            started_at, expires_at, total)
    VALUES (%(id)s, %(user_id)s, %(engine)s, %(kind)s, %(external_id)s, %(url)s, %(options)s, now(), now(),
            CASE WHEN %(engine)s = 'firecrawl' THEN now() END, now() + %(kept)s * interval '1 hour', %(total)s)
    ON CONFLICT (external_id) WHERE external_id IS NOT NULL DO NOTHING
"""
SELECT_JOB = f"""
    SELECT id, engine, external_id, status, total, completed,
           {sql_date("expires_at")}, error, kind
      FROM crawl_jobs
     WHERE user_id = %(user_id)s AND (id = %(id)s OR external_id = %(text)s)
"""
JOB_EXISTS = """
    SELECT EXISTS (SELECT FROM crawl_jobs WHERE id = %(id)s OR external_id = %(text)s)
"""
SELECT_ACTIVE = f"""
    SELECT coalesce(external_id, id::text), start_url, options, {sql_date("created_at")}
      FROM crawl_jobs
     WHERE user_id = %(user_id)s AND status = 'scraping' AND kind = 'crawl'
     ORDER BY created_at DESC LIMIT 100
"""
SELECT_LATEST = f"""
    SELECT coalesce(json_agg(json_build_object(
                'id', coalesce(external_id, id::text), 'url', start_url, 'engine', engine, 'status', status,
                'total', total, 'completed', completed, 'createdAt', {sql_date("created_at")},
                'error', error) ORDER BY created_at DESC, id), '[]')::text
      FROM (SELECT * FROM crawl_jobs
             WHERE user_id = %(user_id)s AND kind = 'crawl' ORDER BY created_at DESC, id LIMIT %(most)s) AS latest
"""
SELECT_QUEUE = """
    SELECT count(*) FILTER (WHERE lease_until >= now()), count(*) FILTER (WHERE coalesce(lease_until < now(), true))
      FROM crawl_jobs
     WHERE user_id = %(user_id)s AND status = 'scraping'
"""
SELECT_RESULTS = """
    SELECT count(*), '[' || coalesce(string_agg(shown.result, ',' ORDER BY shown.place), '') || ']'
      FROM (SELECT page.result, page.place,
                   sum(octet_length(page.result)) OVER (ORDER BY page.place) - octet_length(page.result) AS before
              FROM (SELECT result::text AS result, row_number() OVER (ORDER BY updated_at, id) AS place
                      FROM crawl_pages
                     WHERE job_id = %(job_id)s AND user_id = %(user_id)s AND state = 'done' AND counted
                     ORDER BY updated_at, id OFFSET %(skip)s LIMIT %(limit)s) AS page) AS shown
     WHERE shown.before < %(bytes)s
"""
SELECT_ERRORS = f"""
    SELECT json_build_object(
        'errors', coalesce(json_agg(json_build_object(
                'id', id,
                'timestamp', {sql_date("updated_at")},
                'url', url,
                'error', error) ORDER BY updated_at, id) FILTER (WHERE state <> 'robots'), '[]'),
        'robotsBlocked', coalesce(json_agg(url ORDER BY updated_at, id) FILTER (WHERE state = 'robots'), '[]')
    )::text
      FROM crawl_pages
     WHERE job_id = %(job_id)s AND user_id = %(user_id)s AND state IN ('failed', 'blocked', 'robots')
"""
# What the end of a job is told by, whoever brings it about.
RETURNING_END = """RETURNING coalesce(external_id, id::text), start_url, status, completed, failed, finished_at,
           user_id, options, error"""
CANCEL_JOB = f"""
    UPDATE crawl_jobs
       SET status = 'cancelled', finished_at = now(), updated_at = now(), lease_owner = NULL, lease_until = NULL,
           total = completed + failed, expires_at = now() + %(kept)s * interval '1 hour'
     WHERE id = %(id)s AND user_id = %(user_id)s AND status = 'scraping'
 {RETURNING_END}
"""


@dataclass(frozen=True, slots=True)
class EndedJob:
    """A job that has just ended, as the columns of RETURNING_END."""

    public_id: str
    url: str
    status: str
    completed: int
    failed: int
    finished_at: datetime
    user_id: UUID
    options: dict[str, Any]
    error: str | None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its owner sees it; `expires_at` is ISO text."""

    id: UUID
    engine: str
    external_id: str | None
    status: str
    total: int
    completed: int
    expires_at: str
    error: str | None
    kind: str = "crawl"

    @property
    def public_id(self) -> str:
        """The id the client knows."""
        return self.external_id or str(self.id)


def insert_job(
    connection: Connection,
    job_id: UUID,
    user_id: UUID,
    engine: str,
    url: str,
    options: Mapping[str, Any],
    external_id: str | None = None,
    kind: str = "crawl",
    total: int = 1,
) -> None:
    """Store a new job; one Firecrawl id is stored once."""
    values = {
        "id": str(job_id),
        "user_id": str(user_id),
        "engine": engine,
        "kind": kind,
        "external_id": external_id,
        "url": url,
        "options": encode(options).decode(),
        "kept": KEPT_HOURS,
        "total": total if engine == "embedded" else 0,
    }
    connection.run(INSERT_JOB, values)


def select_job(connection: Connection, crawl_id: str, user_id: UUID) -> Job | None:
    """The job of this owner with this id, ours or Firecrawl's."""
    values = {"user_id": str(user_id), "id": as_uuid(crawl_id), "text": crawl_id}
    row = connection.row(SELECT_JOB, values)
    return Job(UUID(str(row[0])), *row[1:]) if row else None


def select_active(connection: Connection, user_id: UUID) -> list[dict[str, Any]]:
    """The running crawls of a caller, newest first."""
    rows = connection.rows(SELECT_ACTIVE, {"user_id": str(user_id)})
    return [dict(zip(("id", "url", "options", "created_at"), row, strict=True)) for row in rows]


def select_latest(connection: Connection, user_id: UUID, most: int) -> str:
    """The crawls of a caller, newest first, as a JSON array."""
    return str(connection.value(SELECT_LATEST, {"user_id": str(user_id), "most": most}))


def select_queue(connection: Connection, user_id: UUID) -> tuple[int, int]:
    """How many jobs of a caller are running, and how many wait for a crawler."""
    running, waiting = connection.row(SELECT_QUEUE, {"user_id": str(user_id)}) or (0, 0)
    return int(running), int(waiting)


def job_exists(connection: Connection, crawl_id: str) -> bool:
    """Whether anybody has a job with this id; needs the crawler's view."""
    return bool(connection.value(JOB_EXISTS, {"id": as_uuid(crawl_id), "text": crawl_id}))


def select_results(connection: Connection, job: Job, user_id: UUID, skip: int, limit: int) -> tuple[int, str]:
    """How many pages, and a JSON array of them, in the order they were finished."""
    values = {"job_id": str(job.id), "user_id": str(user_id), "skip": skip, "limit": limit, "bytes": RESULT_BYTES}
    count, text = connection.row(SELECT_RESULTS, values) or (0, "[]")
    return int(count), str(text)


def select_errors(connection: Connection, job: Job, user_id: UUID) -> str:
    """`{errors, robotsBlocked}` as JSON text."""
    return str(connection.value(SELECT_ERRORS, {"job_id": str(job.id), "user_id": str(user_id)}))


def cancel_job(connection: Connection, job: Job, user_id: UUID) -> list[EndedJob]:
    """The job, when it was running and is cancelled now."""
    values = {"id": str(job.id), "user_id": str(user_id), "kept": KEPT_HOURS}
    return [EndedJob(*row) for row in connection.rows(CANCEL_JOB, values)]


def as_uuid(text: str) -> str | None:
    """The UUID in its usual spelling, None for other ids."""
    try:
        return str(UUID(text))
    except ValueError:
        return None
