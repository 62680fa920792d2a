"""Flask without middleware: as it is commonly written and served, and the same app under our own worker."""

import sys
from dataclasses import replace

from bench.contender import PEERS, WORKERS, Contender, Launch, Site, nothing_to_prepare, peer_environment
from bench.contenders.suite_stack import launch_under_suite

FOLDER = PEERS / "flask_bare"
THREADS = 4


def launch_with_threads(site: Site) -> Launch:
    """Gunicorn's threaded worker, as many connections as threads."""
    arguments = (
        *(sys.executable, "-m", "gunicorn", "app:app", "--bind", f"127.0.0.1:{site.port}"),
        *("--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS)),
    )
    return Launch(arguments, FOLDER, peer_environment(site) | {"POOL_SIZE": str(THREADS)})


def launch_under_our_worker(site: Site) -> Launch:
    """The gunicorn configuration of the suite around the application without middleware; no database."""
    launch = launch_under_suite(site, "app:app", "bench.hello.settings", "BENCH")
    arguments = (*launch.arguments[:-1], "--pythonpath", str(FOLDER), launch.arguments[-1])
    return replace(launch, arguments=arguments)


FLASK_BARE = Contender("flask-bare", launch_with_threads, nothing_to_prepare)
FLASK_BARE_SAME_WORKER = Contender("flask-bare-same-worker", launch_under_our_worker, nothing_to_prepare)
