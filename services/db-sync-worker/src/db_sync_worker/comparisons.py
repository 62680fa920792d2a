"""Comparisons beside the copying, with an engine, connections and a rhythm of their own."""

from collections.abc import Sequence
from contextlib import closing
from time import monotonic

from db_sync_worker.engine.outcome import RECONCILE, Order, RunOutcome
from db_sync_worker.engine.run import Engine
from db_sync_worker.requested import run_requested
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.session import Connect


class Comparisons:
    """Compares the streams that are due, requested comparisons first."""

    def __init__(self, engine: Engine, streams: Sequence[Stream], connect: Connect) -> None:
        self._engine, self._connect = engine, connect
        self._streams = {stream.name: stream for stream in streams}
        self._due = {name: monotonic() for name in self._streams}

    def go_round(self) -> bool:
        """Requested comparisons, then those that are due; False, as nothing is left to do until the next round."""
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
        return False

    def _run(self, stream: Stream, order: Order) -> RunOutcome:
        return self._engine.run(stream, order)
