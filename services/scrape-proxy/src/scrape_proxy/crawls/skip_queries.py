"""SQL of pages that a crawl found and left out, and of the counts of a crawl."""

from collections.abc import Mapping
from uuid import UUID

from scrape_proxy.crawls.queries import Job
from suite.database import Connection

# More of one job are not told apart: a page of links to everywhere must not fill the table.
MOST_SKIPS = 10_000
INSERT_SKIPS = """
    INSERT INTO crawl_skips (job_id, url_hash, user_id, reason, created_at)
    SELECT %(job_id)s, given.url_hash, %(user_id)s, %(reason)s, now()
      FROM unnest(%(hashes)s::bytea[]) AS given (url_hash)
    ON CONFLICT DO NOTHING
"""
COUNT_SKIPS = "SELECT count(*) FROM crawl_skips WHERE job_id = %(job_id)s"
# What nobody visited before the end.
SKIP_OPEN_PAGES = """
    WITH gone AS (
        DELETE FROM crawl_pages WHERE job_id = %(job_id)s AND state IN ('pending', 'in_progress')
        RETURNING job_id, url_hash, user_id)
    INSERT INTO crawl_skips (job_id, url_hash, user_id, reason, created_at)
    SELECT job_id, url_hash, user_id, 'limit', now() FROM gone
    ON CONFLICT (job_id, url_hash) DO UPDATE SET reason = 'limit'
"""
SELECT_COUNTS = """
    WITH pages AS (
        SELECT count(*) FILTER (WHERE state = 'done' AND counted) AS done,
               count(*) FILTER (WHERE state = 'failed') AS failed,
               count(*) FILTER (WHERE state IN ('pending', 'in_progress')) AS open,
               count(*) FILTER (WHERE state = 'robots') AS robots,
               count(*) FILTER (WHERE state = 'blocked') AS blocked
          FROM crawl_pages WHERE job_id = %(job_id)s AND user_id = %(user_id)s),
    reasons AS (
        SELECT reason, count(*) AS number FROM crawl_skips AS skip
         WHERE job_id = %(job_id)s AND user_id = %(user_id)s
           AND NOT EXISTS (SELECT FROM crawl_pages AS page
                            WHERE page.job_id = skip.job_id AND page.url_hash = skip.url_hash)
         GROUP BY reason
        UNION ALL SELECT 'robots', robots FROM pages
        UNION ALL SELECT 'blocked', blocked FROM pages),
    skipped AS (
        SELECT reason, sum(number)::bigint AS number FROM reasons GROUP BY reason HAVING sum(number) > 0)
    SELECT json_build_object(
        'found', done + failed + open + coalesce((SELECT sum(number) FROM skipped), 0)::bigint,
        'done', done,
        'failed', failed,
        'skipped', coalesce((SELECT json_object_agg(reason, number ORDER BY reason) FROM skipped), '{}'))::text
      FROM pages
"""


def insert_skips(
    connection: Connection, job_id: UUID, user_id: UUID, skipped: Mapping[str, tuple[bytes, ...]], room: int
) -> int:
    """Note pages by reason, at most `room` of them; how many were new."""
    new = 0
    for reason, hashes in skipped.items():
        values = {"job_id": str(job_id), "user_id": str(user_id), "reason": reason}
        listed = list(hashes)[: max(0, room - new)]
        if listed:
            new += connection.run(INSERT_SKIPS, {**values, "hashes": listed})
    return new


def count_skips(connection: Connection, job_id: UUID) -> int:
    """How many are noted."""
    return int(connection.value(COUNT_SKIPS, {"job_id": str(job_id)}))


def skip_open_pages(connection: Connection, job_id: UUID) -> None:
    """Pages nobody visited before the end of their job are beyond its limits."""
    connection.run(SKIP_OPEN_PAGES, {"job_id": str(job_id)})


def select_counts(connection: Connection, job: Job, user_id: UUID) -> str:
    """`{found, done, failed, skipped: {reason: number}}` as JSON text."""
    return str(connection.value(SELECT_COUNTS, {"job_id": str(job.id), "user_id": str(user_id)}))
