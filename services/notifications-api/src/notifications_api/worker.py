"""What runs beside the web server: leases of vanished senders are freed, services are watched."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

from notifications_api.identity import EVERYBODY
from notifications_api.mails.queries import free_leases
from notifications_api.settings import Settings
from notifications_api.watch.watcher import Watcher, read_targets
from suite.database import Database
from suite.settings import load_settings
from suite.workers import Heartbeat, Worker

log = logging.getLogger(__name__)
FREE_SECONDS = 15.0
ENDED, CUT_SHORT = 0, 1


@dataclass(frozen=True)
class Loop:
    """Something done again and again; trouble is logged and the next turn tries again."""

    name: str
    pause: float
    turn: Callable[[], object]

    def run(self, stopped: Event, heartbeat: Heartbeat) -> None:
        """Turn until `stopped`."""
        while not stopped.is_set():
            heartbeat.beat(self.name)
            try:
                self.turn()
            except Exception as error:
                log.error("loop stumbled", exc_info=error, extra={"loop": self.name, "error": type(error).__name__})
            stopped.wait(self.pause)


def build_loops(settings: Settings, database: Database) -> list[Loop]:
    """The loops of a worker."""

    def free() -> None:
        with database.transaction(EVERYBODY) as connection:
            free_leases(connection)

    loops = [Loop("leases", FREE_SECONDS, free)]
    targets = read_targets(settings.watch_url or "", settings.ID) if settings.watch_seconds else ()
    if targets:
        watcher = Watcher(database, targets, settings.watch_down_seconds)
        loops.append(Loop("watch", settings.watch_seconds, watcher.look))
    return loops


def start_loops(loops: list[Loop], stopped: Event, heartbeat: Heartbeat) -> list[Thread]:
    """Each loop in a thread of its own."""
    threads = [Thread(target=loop.run, args=(stopped, heartbeat), name=loop.name, daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    return threads


def join_loops(threads: list[Thread], seconds: float) -> bool:
    """Whether all loops have ended in time."""
    deadline = monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - monotonic()))
    return not any(thread.is_alive() for thread in threads)


def run_worker() -> int:
    """Work until SIGTERM or SIGINT; 0 when everything in hand was finished in time."""
    settings = load_settings(Settings)
    worker = Worker(settings)
    loops = build_loops(settings, worker.service.database)
    with worker.running():
        threads = start_loops(loops, worker.stopped, worker.heartbeat)
        log.info("worker started")
        worker.stopped.wait()
        finished = join_loops(threads, settings.shutdown_timeout_ms / 1000)
    return ENDED if finished else CUT_SHORT
