"""Comparisons beside the copying: a thread with an engine, connections and a rhythm of its own."""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from time import monotonic

import psycopg2

from db_sync_worker.engine.outcome import RECONCILE, Order, RunOutcome
from db_sync_worker.engine.run import Engine
from db_sync_worker.requested import run_requested
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.session import Connect

log = logging.getLogger(__name__)
NAP_SECONDS = 1.0


class Comparisons:
    """Compares the streams that are due, requested comparisons first."""

    def __init__(self, engine: Engine, streams: Sequence[Stream], connect: Connect) -> None:
        self._engine, self._connect = engine, connect
        self._streams = {stream.name: stream for stream in streams}
        self._due = {name: monotonic() for name in self._streams}

    def run(self, leads: Callable[[], bool]) -> None:
        """Go round until asked to end, while this loop is the one that leads."""
        while not self._engine.stop.is_set():
            try:
                if leads():
                    self.go_round()
            except (psycopg2.Error, OSError) as error:
                log.warning("round of the comparisons failed", extra={"error": type(error).__name__})
            self._engine.stop.wait(NAP_SECONDS)

    def go_round(self) -> None:
        """Requested comparisons, then those that are due."""
        with closing(self._connect()) as connection:
            while not self._engine.stop.is_set():
                if not run_requested(connection, self._streams, self._run, comparing=True):
                    break
        for stream in self._streams.values():
            every = stream.reconcile_every
            if self._engine.stop.is_set() or every is None or not stream.table:
                continue
            if monotonic() >= self._due[stream.name]:
                self._due[stream.name] = monotonic() + every.total_seconds()
                self._run(stream, Order(mode=RECONCILE, trigger="loop", requested_by="loop"))

    def _run(self, stream: Stream, order: Order) -> RunOutcome:
        return self._engine.run(stream, order)
