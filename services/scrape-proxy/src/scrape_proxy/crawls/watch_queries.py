"""SQL of the watchdog. All of it needs the crawler's view."""

from uuid import UUID

from scrape_proxy.crawls.queries import KEPT_HOURS, RETURNING_END, EndedJob
from suite.database import Connection

END_EXCESSIVE = f"""
    UPDATE crawl_jobs
       SET status = 'failed', finished_at = now(), updated_at = now(), lease_owner = NULL, lease_until = NULL,
           total = completed + failed, expires_at = now() + %(kept)s * interval '1 hour',
           error = 'watchdog: ' || CASE WHEN bytes > %(bytes)s THEN 'bytes' ELSE 'time' END || ' limit'
     WHERE engine = 'embedded' AND status = 'scraping'
       AND (bytes > %(bytes)s OR started_at < now() - %(seconds)s * interval '1 second')
 {RETURNING_END}, CASE WHEN bytes > %(bytes)s THEN 'bytes' ELSE 'time' END
"""
DELETE_EXPIRED = """
    DELETE FROM crawl_jobs
     WHERE id = ANY (ARRAY(
                   SELECT id FROM crawl_jobs
                    WHERE finished_at IS NOT NULL AND expires_at < now()
                    ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED))
"""
UPDATE_PROGRESS = """
    UPDATE crawl_jobs SET total = %(total)s, completed = %(completed)s, updated_at = now()
     WHERE id = %(id)s AND status = 'scraping'
"""


def end_excessive_jobs(connection: Connection, seconds: int, max_bytes: int) -> list[tuple[EndedJob, str]]:
    """End embedded jobs beyond their limits, whoever runs them; each with the reason: time or bytes."""
    values = {"seconds": seconds, "bytes": max_bytes, "kept": KEPT_HOURS}
    return [(EndedJob(*row[:-1]), str(row[-1])) for row in connection.rows(END_EXCESSIVE, values)]


def delete_expired_jobs(connection: Connection) -> int:
    """Forget some of the jobs that are past their time, with their pages; how many."""
    return connection.run(DELETE_EXPIRED)


def update_progress(connection: Connection, job_id: UUID, total: int, completed: int) -> None:
    """What Firecrawl says of a job."""
    connection.run(UPDATE_PROGRESS, {"id": str(job_id), "total": total, "completed": completed})
