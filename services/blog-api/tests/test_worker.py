"""The announcer as a process."""

import os
import signal
import subprocess
import sys
from typing import Any

from blog_client import Rows

from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase

START_SECONDS = 30


def test_the_worker_announces_what_is_due_and_ends_when_asked(
    blog_database: TestDatabase, rows: Rows, draft: dict[str, Any]
) -> None:
    rows.run("UPDATE articles SET state = 'scheduled' WHERE id = %s", draft["id"])
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "BLOG_DATABASE_URL": blog_database.dsn("app_blog"),
    }
    worker = subprocess.Popen([sys.executable, "-m", "blog_api.worker"], env=environment, stdout=subprocess.DEVNULL)
    try:
        told = "SELECT count(*) FROM outbox WHERE topic = 'article-published' AND key = %s"
        assert wait_until(lambda: rows.value(told, str(draft["id"])) == 1, START_SECONDS)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(START_SECONDS) == 0
    finally:
        worker.kill()
        worker.wait()
