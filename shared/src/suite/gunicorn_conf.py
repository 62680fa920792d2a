"""The one gunicorn configuration. SUITE_SETTINGS names the service's settings class, e.g. workspace_api.settings.

Worker class: gevent with cooperative libpq, measured best (docs/adr/0002-gunicorn-worker.md).
"""

import os
from typing import Any

_cooperative = os.environ.get("SUITE_WORKER_CLASS", "gevent") == "gevent"
worker_class: Any = "gevent" if _cooperative else os.environ["SUITE_WORKER_CLASS"]
if _cooperative:
    # Before anything else is imported: what takes a lock or a thread from an unpatched module blocks a whole worker.
    import warnings

    import gevent
    from gevent import monkey

    # gunicorn itself has loaded ssl by now; no connection has been made with it.
    warnings.filterwarnings("ignore", category=monkey.MonkeyPatchWarning)
    monkey.patch_all()

import gc
import math
import signal
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Event
from types import FrameType

from suite import gunicorn_response
from suite.environment import find_root
from suite.logs.buffer import LONGEST_SECONDS
from suite.settings import ServiceSettings, load_settings

_service = os.environ["SUITE_SETTINGS"].partition(".")[0].replace("_", "-")
_metrics_folder = Path(os.environ.get("SUITE_RUN_DIR", find_root() / "var" / "run")) / "metrics" / _service
# prometheus_client decides when it is imported whether it counts for one process or for several: not before this, and
# a settings module may import it by way of what it names.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_metrics_folder)
from suite.metrics.multiprocess import fold_ended_worker, forget_process, prepare_folder

_class: type[ServiceSettings] = import_module(os.environ["SUITE_SETTINGS"]).Settings
_settings = load_settings(_class)
if _cooperative:
    from suite import gunicorn_worker

    worker_class = gunicorn_worker.guarded_worker(_settings)
# The server ends a statement at its own limit; one that has not answered by then is silent.
_DATABASE_SILENCE_SECONDS = _settings.db_statement_timeout_ms / 1000 + 2
# Told to end with the first sign of it, like the readiness; this is what it may take beyond the last request.
_BACKGROUND_SECONDS = 2.0
# A master whose parent was killed goes on serving until the next parent has started another, and no longer than this.
_WITHOUT_PARENT_SECONDS = 30

# A parent that hands the socket from one master to the next passes it, and one more that only it knows.
_inherited = os.environ.pop("SUITE_LISTEN_FDS", "")
_follows_another = os.environ.pop("SUITE_GENERATION", "1") != "1"
bind = [f"fd://{number}" for number in _inherited.split(",")] if _inherited else f"{_settings.host}:{_settings.port}"
# The sign of life of each worker is the time of a file, in memory where there is such a folder: a full disk ends none.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
workers = _settings.workers
threads = int(os.environ.get("SUITE_WORKER_THREADS", "1"))
worker_connections = 2_000
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
control_socket_disable = True
# The application is loaded once, in the master: workers share its memory and start in a moment. Whatever belongs to one
# process (connections, threads, files of metrics) is opened after the fork.
preload_app = True

if not _follows_another:
    # Before the application makes its metrics; a predecessor that still serves goes on counting.
    prepare_folder(_metrics_folder)


def pre_fork(server: Any, worker: Any) -> None:
    """In the master, before a worker: what the application is made of stays as it is, and so in shared memory.

    Without this each full collection of a worker looks at it again, 50 to 70 ms for some 95 000 objects in the middle
    of a request, and copies the pages it writes to.
    """
    forget_process(_metrics_folder, os.getpid())
    gc.collect()
    gc.freeze()


def on_starting(server: Any) -> None:
    """In the master, before its first worker."""
    outlive_parent()


def outlive_parent() -> None:
    """SIGALRM is how the kernel tells that the parent died, and later how the clock tells that nobody followed it."""
    parent = os.getppid()
    stopping = False

    def wait_then_stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        if os.getppid() == parent:
            return
        if stopping:
            os.kill(os.getpid(), signal.SIGTERM)
        stopping = True
        signal.alarm(_WITHOUT_PARENT_SECONDS)

    signal.signal(signal.SIGALRM, wait_then_stop)


def post_fork(server: Any, worker: Any) -> None:
    """In the new worker, before it serves."""
    # A sign of the end would be lost in the handler inherited from the master until the worker has its own.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gunicorn_response.install()
    metrics = getattr(worker.app.callable, "metrics", None)
    if metrics is not None:
        metrics.window.reopen()


def post_worker_init(worker: Any) -> None:
    """The application is there, in a process whose standard library is cooperative by now."""
    if _cooperative:
        from suite.database.cooperative import cooperate

        cooperate(_DATABASE_SILENCE_SECONDS)
        access_log = getattr(worker.wsgi, "access_log", None)
        if access_log is not None:
            access_log.hold_lines(gevent.get_hub().loop.timer(LONGEST_SECONDS))
    for task in getattr(worker.wsgi, "background", ()):
        task.start()
    shutting_down = getattr(worker.wsgi, "shutting_down", None)
    if shutting_down is not None:
        announce_shutdown(worker, shutting_down)


def announce_shutdown(worker: Any, shutting_down: Event) -> None:
    """Readiness turns false with the first sign of the end."""
    stop: Callable[[int, FrameType | None], Any] = worker.handle_exit

    def announce_then_stop(signum: int, frame: FrameType | None) -> Any:
        shutting_down.set()
        return stop(signum, frame)

    signal.signal(signal.SIGTERM, announce_then_stop)


def worker_exit(server: Any, worker: Any) -> None:
    """In the ending worker: end what runs beside the requests and give its connections back to PostgreSQL."""
    application = getattr(worker, "wsgi", None)
    for task in getattr(application, "background", ()):
        task.stop(_BACKGROUND_SECONDS)
    database = getattr(application, "database", None)
    if database is not None:
        database.close()
    access_log = getattr(application, "access_log", None)
    if access_log is not None:
        access_log.flush()
    for name in ("tracing", "sentry"):
        reports = getattr(application, name, None)
        if reports is not None:
            reports.stop(_BACKGROUND_SECONDS)


def child_exit(server: Any, worker: Any) -> None:
    """In the master, when a worker has ended: keep its counts."""
    fold_ended_worker(_metrics_folder, worker.pid)
