"""Announces scheduled articles when their time has come and mails published ones: python -m blog_api.worker."""

import logging
import sys

from blog_api.articles.announcements import announce_due
from blog_api.newsletter.mails import mailing_subscriptions
from blog_api.settings import Settings
from blog_api.tenants.queries import select_tenant_ids
from suite.database import Database
from suite.errors import Unavailable
from suite.events.service import connect_events
from suite.settings import load_settings
from suite.workers import Worker

log = logging.getLogger(__name__)
LOOP = "announcements"
PAUSE_SECONDS = 5.0


def main() -> int:
    """Announce and mail until SIGTERM or SIGINT; 0."""
    settings = load_settings(Settings)
    worker = Worker(settings)
    connect_events(worker.service, mailing_subscriptions(settings), beat=worker.heartbeat.beat)
    with worker.running():
        log.info("announcer started")
        while not worker.stopped.is_set():
            worker.heartbeat.beat(LOOP)
            try:
                more = announce_everywhere(worker.service.database, settings.site_url)
            except Unavailable:
                log.warning("the database is not available; announcements wait")
                more = False
            if not more:
                worker.stopped.wait(PAUSE_SECONDS)
    return 0


def announce_everywhere(database: Database, site_url: str) -> bool:
    """Announce what is due in every active blog, a transaction each; whether there may be more."""
    with database.read() as connection:
        blogs = select_tenant_ids(connection)
    announced = 0
    for blog_id in blogs:
        with database.transaction({"app.blog_id": str(blog_id)}) as connection:
            count = announce_due(connection, blog_id, site_url)
        announced += count
    if announced:
        log.info("scheduled articles announced", extra={"announced": announced})
    return announced > 0


if __name__ == "__main__":
    sys.exit(main())
