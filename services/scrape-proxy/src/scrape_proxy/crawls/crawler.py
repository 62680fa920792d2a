"""The crawler of one process: a few loops around `run_once`, and the watchdog."""

import logging
import os
import socket
from collections.abc import Callable
from functools import partial
from threading import Event
from uuid import uuid4

from scrape_proxy.crawls.conclusion import end_job
from scrape_proxy.crawls.job_run import JobRun
from scrape_proxy.crawls.lease_queries import CRAWLER, MAX_JOB_ATTEMPTS, ClaimedJob, claim_job
from scrape_proxy.crawls.watchdog import Watchdog
from scrape_proxy.deadlines import Deadline
from scrape_proxy.gateway import Gateway
from suite.database import Database
from suite.errors import AppError
from suite.loops import Loop
from suite.webhooks import Deliveries, OneSecret
from suite.workers import Heartbeat

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0
WATCH_SECONDS = 15.0
WATCHDOG = "watchdog"
SIGNATURE_HEADER = "X-Firecrawl-Signature"


class Crawler:
    """Runs the jobs this process can claim; `stopped` ends all of it, `heartbeat` is told that loops turn."""

    def __init__(
        self,
        gateway: Gateway,
        database: Database,
        stopped: Event | None = None,
        heartbeat: Heartbeat | None = None,
    ) -> None:
        self._gateway, self._database = gateway, database
        self.stopped = stopped or Event()
        signed = OneSecret(gateway.settings.webhook_secret)
        self._deliveries = Deliveries(database, gateway.session, CRAWLER, signed, SIGNATURE_HEADER)
        self._heartbeat = heartbeat or Heartbeat()
        self._name = name_of_process()
        self._loops: list[Loop] = []

    def run_once(self, slot: int = 0) -> bool:
        """Claim a job and run it as far as possible; False when there is none."""
        owner = f"{self._name}:{slot}"
        with self._database.transaction(CRAWLER) as connection:
            job = claim_job(connection, owner)
        if job is None:
            return False
        self._gateway.metrics.add_active(1)
        try:
            self._run(job, owner, partial(self._heartbeat.beat, name_of_slot(slot)))
        finally:
            self._gateway.metrics.add_active(-1)
        return True

    def watch_once(self) -> None:
        """One look of the watchdog."""
        Watchdog(self._gateway, self._database, f"{self._name}:{WATCHDOG}", self._beat_watchdog).look()

    def start(self) -> None:
        """Start the loops; they end with `stop`."""
        self._name = name_of_process()  # the application may have been made before this process was forked
        for slot in range(self._gateway.settings.crawl_active_max):
            self._begin(name_of_slot(slot), partial(self.run_once, slot), IDLE_SECONDS)
        self._begin("webhooks", self.send_once, IDLE_SECONDS)
        self._begin(WATCHDOG, self._watch, WATCH_SECONDS)

    def stop(self, seconds: float) -> bool:
        """Finish the pages in flight and give the jobs back; False when that took too long."""
        self.stopped.set()
        deadline = Deadline.after(seconds)
        ended = [loop.join(deadline.remaining) for loop in self._loops]
        return all(ended)

    def _begin(self, name: str, work: Callable[[], bool], rest_seconds: float) -> None:
        def rest() -> None:
            self.stopped.wait(rest_seconds)

        loop = Loop(name, work, rest, self.stopped, self._heartbeat.beat)
        loop.start()
        self._loops.append(loop)

    def _run(self, job: ClaimedJob, owner: str, beat: Callable[[], None]) -> None:
        if job.attempts > MAX_JOB_ATTEMPTS:
            log.error("crawl given up", extra={"crawl": str(job.id), "attempts": job.attempts - 1})
            self._give_up(job, f"given up after {job.attempts - 1} attempts without progress")
            return
        try:
            run = JobRun(self._gateway, self._database, job, owner, self.stopped, beat)
        except AppError as error:
            # A newer release may store options this one does not know.
            log.error("crawl has options nobody understands", extra={"error": type(error).__name__})
            self._give_up(job, "options not understood")
            return
        run.run()

    def _give_up(self, job: ClaimedJob, reason: str) -> None:
        with self._database.transaction(CRAWLER) as connection:
            end_job(connection, job.id, "failed", reason)

    def send_once(self) -> bool:
        """Send a batch of the webhooks that are due; False when none was."""
        return self._deliveries.send_once()

    def _watch(self) -> bool:
        self.watch_once()
        return False

    def _beat_watchdog(self) -> None:
        self._heartbeat.beat(WATCHDOG)


def name_of_slot(slot: int) -> str:
    """The name of a loop that runs jobs."""
    return f"crawl-{slot}"


def name_of_process() -> str:
    """A name no other process has."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
