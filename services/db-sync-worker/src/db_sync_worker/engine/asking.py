"""A source whose small questions are asked again when their answer fails; streams are retried by who reads them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from threading import Event
from typing import Any, TypeVar

from db_sync_worker.engine.retries import Patience, persist
from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.errors import SourceUnavailable

T = TypeVar("T")


class PatientSource:
    """Like the client it wraps; `count` is told about each new try."""

    def __init__(self, source: QuestDb, patience: Patience, stop: Event, count: Callable[[], None]) -> None:
        self._source, self._patience, self._stop, self._count = source, patience, stop, count

    def ask(self, query: str) -> list[list[Any]]:
        """All rows of a small answer."""
        return self.insist(lambda: self._source.ask(query))

    def value(self, query: str) -> Any:
        """The first column of the first row, None without rows."""
        return self.insist(lambda: self._source.value(query))

    def describe(self, query: str) -> tuple[list[dict[str, Any]], list[list[Any]]]:
        """Columns and rows of a small answer."""
        return self.insist(lambda: self._source.describe(query))

    def rows_as_text(self, query: str) -> list[list[str | None]]:
        """Rows of a page."""
        return self.insist(lambda: self._source.rows_as_text(query))

    def stream(self, query: str) -> AbstractContextManager[Iterator[bytes]]:
        """Blocks of CSV as they arrive; a stream that breaks off is not taken up again."""
        return self._source.stream(query)

    def insist(self, work: Callable[[], T]) -> T:
        """The result of `work`, tried again while the source is away or its answer broken."""
        return persist(work, self._patience, self._stop, is_worth_it, self._count)


def is_worth_it(error: BaseException) -> bool:
    """Whether the source may answer the next time."""
    return isinstance(error, SourceUnavailable)
