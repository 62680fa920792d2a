"""Views that arrive while others are being counted are counted together, by whoever came first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Event, Lock
from time import monotonic, sleep

from suite.errors import AppError, NotFound, Unavailable

WAIT_SECONDS = 5.0
# A statement about more visitors would hold the article's row too long.
MOST_VISITORS = 200
# After a batch its article rests this long for each view, and the batch is answered one by one over that time: a crowd
# that came at once comes again evenly, and leaves the processor to readers. A lone visitor does not notice, and the
# limit lets a worker count more than it could ever answer.
PAUSE_SECONDS, MOST_PAUSE_SECONDS = 0.02, 0.25
KEPT_PAUSES = 1_000

# Visitors in rising order → views afterwards and who of them is new.
Count = Callable[[list[bytes]], tuple[int, set[bytes]]]


@dataclass(frozen=True, slots=True)
class Viewed:
    """An article of the blog a request asks for by id or host name, and the half hour it is viewed in."""

    blog: int | str
    article_id: int
    bucket: int


@dataclass(slots=True)
class ViewBatch:
    """Views of one article on their way: visitors in order of arrival, and what they are told."""

    visitors: list[bytes] = field(default_factory=list)
    done: Event = field(default_factory=Event)
    answers: list[tuple[bool, int]] = field(default_factory=list)
    refusal: type[AppError] = Unavailable

    @property
    def pause(self) -> float:
        """Seconds the article rests after it."""
        return min(MOST_PAUSE_SECONDS, PAUSE_SECONDS * len(self.visitors))


class ViewBatches:
    """Per process: one counting statement at a time, however many requests wait for it.

    So readers share the worker and its connections with one view, not with all of them.
    """

    def __init__(self) -> None:
        self._open: dict[Viewed, ViewBatch] = {}
        self._rested: dict[Viewed, float] = {}
        self._lock = Lock()
        self._turn = BoundedSemaphore(1)

    def count(self, viewed: Viewed, visitor: bytes, count: Count) -> tuple[bool, int]:
        """Whether the view counts, and the views after it.

        The first of a batch runs `count` for all of it. A NotFound it raises is everybody's; after any other
        failure the rest of the batch is told Unavailable.
        """
        batch, place = self._join(viewed, visitor)
        if place == 0:
            self._lead(viewed, batch, count)
        elif not batch.done.wait(2 * WAIT_SECONDS):
            raise Unavailable()
        if not batch.answers:
            raise batch.refusal()
        sleep(batch.pause * place / len(batch.visitors))
        return batch.answers[place]

    def _join(self, viewed: Viewed, visitor: bytes) -> tuple[ViewBatch, int]:
        with self._lock:
            batch = self._open.get(viewed)
            if batch is None or len(batch.visitors) == MOST_VISITORS:
                batch = self._open[viewed] = ViewBatch()
            batch.visitors.append(visitor)
            return batch, len(batch.visitors) - 1

    def _lead(self, viewed: Viewed, batch: ViewBatch, count: Count) -> None:
        try:
            sleep(max(0.0, self._rested.get(viewed, 0.0) - monotonic()))
            with self._taking_turns():
                self._close(viewed, batch)
                batch.answers = answers(batch.visitors, *count(sorted(set(batch.visitors))))
        except NotFound as error:
            batch.refusal = type(error)
            raise
        finally:
            self._close(viewed, batch)
            batch.done.set()

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise Unavailable()
        try:
            yield
        finally:
            self._turn.release()

    def _close(self, viewed: Viewed, batch: ViewBatch) -> None:
        """Nobody joins any more, and the article rests."""
        with self._lock:
            if self._open.get(viewed) is batch:
                del self._open[viewed]
            if len(self._rested) >= KEPT_PAUSES:
                self._rested.clear()
            self._rested[viewed] = monotonic() + batch.pause


def answers(visitors: list[bytes], views: int, fresh: set[bytes]) -> list[tuple[bool, int]]:
    """What each visitor would have been told one after another; `views` are those after all of them."""
    waiting = set(fresh)
    views -= len(fresh)
    results = []
    for visitor in visitors:
        is_new = visitor in waiting
        waiting.discard(visitor)
        views += is_new
        results.append((is_new, views))
    return results
