"""The crawler of one process: a few loops around `run_once`, and the watchdog."""

import logging
import os
import socket
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from uuid import uuid4

from scrape_proxy.crawls.conclusion import end_job
from scrape_proxy.crawls.job_run import JobRun
from scrape_proxy.crawls.lease_queries import CRAWLER, MAX_JOB_ATTEMPTS, ClaimedJob, claim_job
from scrape_proxy.crawls.watchdog import Watchdog
from scrape_proxy.deadlines import Deadline
from scrape_proxy.gateway import Gateway
from suite.database import Database
from suite.errors import AppError
from suite.webhooks import Deliveries, OneSecret
from suite.workers import Heartbeat

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
WATCH_SECONDS = 15.0
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
        self._threads: list[Thread] = []

    def run_once(self, slot: int = 0) -> bool:
        """Claim a job and run it as far as possible; False when there is none."""
        owner = f"{self._name}:{slot}"
        with self._database.transaction(CRAWLER) as connection:
            job = claim_job(connection, owner)
        if job is None:
            return False
        self._gateway.metrics.add_active(1)
        try:
            self._run(job, owner, partial(self._beat, slot))
        finally:
            self._gateway.metrics.add_active(-1)
        return True

    def watch_once(self) -> None:
        """One look of the watchdog."""
        Watchdog(self._gateway, self._database, f"{self._name}:watchdog", self._beat_watchdog).look()

    def start(self) -> None:
        """Start the loops; they end with `stop`."""
        self._name = name_of_process()  # the application may have been made before this process was forked
        loops = [(self._crawl, slot) for slot in range(self._gateway.settings.crawl_active_max)]
        for work, slot in (*loops, (self._watch, 0), (self._send, 0)):
            thread = Thread(target=work, args=(slot,), daemon=True, name=f"crawler-{slot}")
            thread.start()
            self._threads.append(thread)

    def stop(self, seconds: float) -> bool:
        """Finish the pages in flight and give the jobs back; False when that took too long."""
        self.stopped.set()
        deadline = Deadline.after(seconds)
        for thread in self._threads:
            thread.join(deadline.remaining)
        return not any(thread.is_alive() for thread in self._threads)

    def _beat(self, slot: int) -> None:
        self._heartbeat.beat(f"crawl-{slot}")

    def _beat_watchdog(self) -> None:
        self._heartbeat.beat("watchdog")

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

    def _crawl(self, slot: int) -> None:
        while not self.stopped.is_set():
            self._beat(slot)
            try:
                if not self.run_once(slot):
                    self.stopped.wait(IDLE_SECONDS)
            except Exception as error:
                # The lease runs out and the job is claimed again; a loop that ended would never come back.
                log.exception("crawl interrupted", extra={"error": type(error).__name__})
                self.stopped.wait(TROUBLE_SECONDS)

    def send_once(self) -> bool:
        """Send a batch of the webhooks that are due; False when none was."""
        return self._deliveries.send_once()

    def _send(self, slot: int) -> None:
        while not self.stopped.is_set():
            self._heartbeat.beat("webhooks")
            try:
                if not self.send_once():
                    self.stopped.wait(IDLE_SECONDS)
            except Exception as error:
                log.exception("webhooks interrupted", extra={"error": type(error).__name__})
                self.stopped.wait(TROUBLE_SECONDS)

    def _watch(self, slot: int) -> None:
        self._beat_watchdog()
        while not self.stopped.wait(WATCH_SECONDS):
            self._beat_watchdog()
            try:
                self.watch_once()
            except Exception as error:
                log.exception("watchdog interrupted", extra={"error": type(error).__name__})


def name_of_process() -> str:
    """A name no other process has."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
