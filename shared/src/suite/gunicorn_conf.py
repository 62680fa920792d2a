"""The one gunicorn configuration. SUITE_SETTINGS names the service's settings class, e.g. workspace_api.settings.

Worker class: gevent with cooperative libpq, measured best (docs/adr/0002-gunicorn-worker.md).
"""

import math
import os
import signal
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from suite import gunicorn_response
from suite.environment import find_root
from suite.metrics.multiprocess import fold_ended_worker, prepare_folder
from suite.settings import ServiceSettings, load_settings

_class: type[ServiceSettings] = import_module(os.environ["SUITE_SETTINGS"]).Settings
_settings = load_settings(_class)
_metrics_folder = Path(os.environ.get("SUITE_RUN_DIR", find_root() / "var" / "run")) / "metrics" / _settings.ID
# The server ends a statement at its own limit; one that has not answered by then is silent.
_DATABASE_SILENCE_SECONDS = _settings.db_statement_timeout_ms / 1000 + 2

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = os.environ.get("SUITE_WORKER_CLASS", "gevent")
threads = int(os.environ.get("SUITE_WORKER_THREADS", "1"))
worker_connections = 1_000
keepalive = 75
timeout = 60
graceful_timeout = math.ceil(_settings.shutdown_timeout_ms / 1000)
max_requests = 0
accesslog = None
errorlog = "-"
loglevel = "warning"
proc_name = _settings.ID
limit_request_line = 8_190
limit_request_fields = 100
forwarded_allow_ips = "127.0.0.1,::1" if _settings.trusted_proxy_hops else ""
no_control_socket = True


def on_starting(server: Any) -> None:
    """Before the first worker: an empty folder for the metrics of all of them."""
    prepare_folder(_metrics_folder)


def post_fork(server: Any, worker: Any) -> None:
    """In the new worker, before the application is loaded."""
    gunicorn_response.install()
    if worker_class == "gevent":
        from suite.database.cooperative import cooperate

        cooperate(_DATABASE_SILENCE_SECONDS)


def post_worker_init(worker: Any) -> None:
    """The application is loaded: readiness turns false with the first sign of the end."""
    application = worker.wsgi
    shutting_down = getattr(application, "shutting_down", None)
    if shutting_down is None:
        return
    stop: Callable[[int, FrameType | None], Any] = worker.handle_exit

    def announce_then_stop(signum: int, frame: FrameType | None) -> Any:
        shutting_down.set()
        return stop(signum, frame)

    signal.signal(signal.SIGTERM, announce_then_stop)


def worker_exit(server: Any, worker: Any) -> None:
    """In the ending worker: give its connections back to PostgreSQL."""
    database = getattr(getattr(worker, "wsgi", None), "database", None)
    if database is not None:
        database.close()


def child_exit(server: Any, worker: Any) -> None:
    """In the master, when a worker has ended: keep its counts."""
    fold_ended_worker(_metrics_folder, worker.pid)
