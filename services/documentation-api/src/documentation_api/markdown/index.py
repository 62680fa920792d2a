"""The index of one process: what searches ask, and the loop that keeps it up to date."""

import logging
from datetime import UTC, datetime
from threading import Thread
from time import monotonic

from documentation_api.audit.entries import DOCS, REINDEXED
from documentation_api.audit.ledger import AuditActor, record
from documentation_api.markdown.errors import ReindexRunning
from documentation_api.markdown.index_queries import select_state
from documentation_api.markdown.index_run import IndexOutcome, Interrupted, run_index
from documentation_api.markdown.library import Library
from documentation_api.markdown.metrics import SearchMetrics
from documentation_api.markdown.query_log import QueryLog
from documentation_api.settings import Settings
from suite.audit import Sealer
from suite.database import Connection
from suite.environment import find_root
from suite.http import Service
from suite.ids import uuid7

log = logging.getLogger(__name__)
TICK_SECONDS = 5.0
NEVER = float("inf")
COLLECTION = "documentation"
SYSTEM_USER = "system"


class DocumentIndex:
    """The documents `settings` name, as a service searches them."""

    def __init__(self, service: Service[Settings], sealer: Sealer) -> None:
        settings = service.settings
        self._database, self._stopped = service.database, service.shutting_down
        self._sealer = sealer
        self._interval = settings.docs_reindex_interval_s
        self.outdated_days = settings.docs_outdated_days
        self.library = library_of(settings)
        self.query_log = QueryLog()
        self.metrics = SearchMetrics(service.metrics.registry, service.database)
        self._started_at = datetime.now(UTC)
        self._due_at = 0.0

    def run(self, *, manual: bool, actor: AuditActor | None = None) -> IndexOutcome:
        """One run in the name of `actor`, the service itself by default; see run_index."""
        named = actor or AuditActor(SYSTEM_USER, str(uuid7()), self._sealer)
        return run_index(
            self._database,
            self.library,
            outdated_days=self.outdated_days,
            manual=manual,
            stopped=self._stopped,
            record=lambda connection, outcome: record_run(connection, named, outcome),
        )

    def start(self) -> None:
        """Keep the index up to date until the service ends."""
        self._thread = Thread(target=self._loop, daemon=True, name="document-index")
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Wait for the step at hand once the service is ending; False when that took too long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def tick(self) -> None:
        """Write what was counted; make a run when one is due and no other process made it."""
        self.query_log.flush(self._database)
        if monotonic() < self._due_at:
            return
        wait = self._seconds_until_due()
        if wait <= 0:
            try:
                self.run(manual=False)
            except ReindexRunning:
                return  # looked at again with the next tick
            wait = self._interval or NEVER
        self._due_at = monotonic() + wait

    def _seconds_until_due(self) -> float:
        """0 or less when it is time: at the start of a process, then an interval after the last run of anybody."""
        with self._database.read() as connection:
            last_run = select_state(connection).last_run
        if last_run is None or (last_run < self._started_at and not self._due_at):
            return 0.0
        return self._interval - (datetime.now(UTC) - last_run).total_seconds() if self._interval else NEVER

    def _loop(self) -> None:
        while not self._stopped.is_set():
            try:
                self.tick()
            except Interrupted:
                return
            except Exception as error:
                # A loop that ended would never come back; the stored index keeps answering.
                log.exception("reindex interrupted", extra={"error": type(error).__name__})
            self._stopped.wait(TICK_SECONDS)


def record_run(connection: Connection, actor: AuditActor, outcome: IndexOutcome) -> None:
    """The audit entry of a run."""
    counts = {"added": outcome.added, "changed": outcome.changed, "removed": outcome.removed}
    new = {**counts, "files": outcome.counts.files, "errors": len(outcome.errors)}
    record(connection, actor, DOCS, COLLECTION, REINDEXED, new=new)


def library_of(settings: Settings) -> Library:
    """The folder the settings name, relative to the repository root; the suite's own documents without one."""
    root = find_root()
    return Library.of_folder(root / settings.docs_dir) if settings.docs_dir else Library.of_suite(root)
