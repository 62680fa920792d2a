"""What the leading one of several processes does: it copies, and compares beside that."""

from collections.abc import Sequence
from datetime import timedelta
from threading import Event
from time import monotonic

from db_sync_worker.comparisons import Comparisons
from db_sync_worker.copies import Copies
from db_sync_worker.engine.run import Engine
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.session import Connect
from suite.leadership import STOP_SECONDS, Election
from suite.loops import Loop

LEAD = "loop"
REST_SECONDS = 1.0
KEEP = timedelta(days=90)


class SyncCrew:
    """Two loops for one term of office; they end with the `stop` of the engine, which is the crew's own."""

    def __init__(
        self,
        engine: Engine,
        streams: Sequence[Stream],
        connect: Connect,
        interval: float | None = None,
        keep: timedelta = KEEP,
    ) -> None:
        self._stop = engine.stop
        self.copies = Copies(engine, streams, connect, interval, keep)
        self.comparisons = Comparisons(engine.beside(), streams, connect)
        self._loops = (
            Loop("copies", self.copies.go_round, self._rest, self._stop),
            Loop("comparisons", self.comparisons.go_round, self._rest, self._stop),
        )

    @property
    def alive(self) -> bool:
        """Whether both loops run. A turn may take hours, as a backfill does."""
        return all(loop.alive for loop in self._loops)

    def start(self) -> None:
        """Begin."""
        for loop in self._loops:
            loop.start()

    def stop(self, seconds: float) -> bool:
        """Let both end after the batch at hand; whether they did in time."""
        self._stop.set()
        until = monotonic() + seconds
        ended = [loop.join(until - monotonic()) for loop in self._loops]
        self.copies.close()
        return all(ended)

    def _rest(self) -> None:
        self._stop.wait(REST_SECONDS)


def lead(election: Election[SyncCrew], stop: Event) -> int:
    """Stand for election until asked to end; 0."""
    election.start()
    stop.wait()
    election.stop(STOP_SECONDS)
    return 0
