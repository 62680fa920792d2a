"""Rows on their way: read and converted in a thread, a few megabytes ahead of who writes them."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Condition, Event, Thread

from db_sync_worker.engine.outcome import check_stop
from db_sync_worker.engine.reader import Window
from db_sync_worker.values.copy_rows import Converted

# Of source text; converted it takes four times as much memory.
MAX_AHEAD_BYTES = 6 * 1_048_576
GLANCE_SECONDS = 0.2
# A thread that reads from a silent source cannot be woken; it ends with its timeout.
FAREWELL_SECONDS = 2.0


@dataclass(frozen=True)
class Begin:
    """A window begins, or begins again: what came of it before does not count. None is rows of no window."""

    window: Window | None


@dataclass(frozen=True)
class Rows:
    """Some rows: how many were read, what became of them, and their bytes in the source."""

    converted: Converted
    read: int
    size: int


@dataclass(frozen=True)
class End:
    """All rows of the window have come, and they are as many as were counted."""

    window: Window | None


Item = Begin | Rows | End
Put = Callable[[Item], None]


class SupplyAbandoned(Exception):
    """Nobody waits for these rows any more"""


class Supply:
    """What `produce` puts in a thread of its own, in order; its error is raised where the items are taken."""

    def __init__(self, produce: Callable[[Put], None], stop: Event, limit: int = MAX_AHEAD_BYTES) -> None:
        self._produce, self._stop, self._limit = produce, stop, limit
        self._changed = Condition()
        self._items: deque[Item] = deque()
        self._held = 0
        self._over = self._abandoned = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._work, name="supply", daemon=True)

    def __enter__(self) -> Iterator[Item]:
        self._thread.start()
        return self._take_all()

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._abandoned = True
            self._items.clear()
            self._changed.notify_all()
        self._thread.join(FAREWELL_SECONDS)

    def _work(self) -> None:
        try:
            self._produce(self._put)
        except SupplyAbandoned:
            pass
        except BaseException as error:
            self._error = error
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def _put(self, item: Item) -> None:
        size = item.size if isinstance(item, Rows) else 0
        with self._changed:
            self._changed.wait_for(lambda: self._abandoned or not self._held or self._held + size <= self._limit)
            if self._abandoned:
                raise SupplyAbandoned
            self._items.append(item)
            self._held += size
            self._changed.notify_all()

    def _take_all(self) -> Iterator[Item]:
        while (item := self._take()) is not None:
            yield item

    def _take(self) -> Item | None:
        with self._changed:
            while not self._changed.wait_for(lambda: self._items or self._over, GLANCE_SECONDS):
                check_stop(self._stop)
            if not self._items:
                if self._error:
                    raise self._error
                return None
            item = self._items.popleft()
            self._held -= item.size if isinstance(item, Rows) else 0
            self._changed.notify_all()
            return item
