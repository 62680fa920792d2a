"""--serve: the control routes in processes of their own, the loop in this one."""

import logging
import os
import subprocess
import sys
from threading import Event, Thread

from db_sync_worker.crew import SyncCrew, lead
from db_sync_worker.settings import Settings
from suite.leadership import Election

log = logging.getLogger(__name__)
COMMAND = ("-m", "gunicorn", "-c", "python:suite.gunicorn_conf", "db_sync_worker.wsgi:app")


def serve(settings: Settings, election: Election[SyncCrew], stop: Event) -> int:
    """Run both until asked to end; 1 when the routes ended by themselves."""
    environment = {**os.environ, "SUITE_SETTINGS": "db_sync_worker.settings"}
    # A session of its own: signals of a terminal reach the routes only through this process.
    routes = subprocess.Popen([sys.executable, *COMMAND], env=environment, start_new_session=True)
    died = Event()

    def watch() -> None:
        routes.wait()
        if not stop.is_set():
            died.set()
            stop.set()

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    status = lead(election, stop)
    if died.is_set():
        log.error("the control routes ended by themselves")
        return 1
    routes.terminate()
    watcher.join(settings.shutdown_timeout_ms / 1000)
    if routes.poll() is None:
        routes.kill()
        return 1
    return status
