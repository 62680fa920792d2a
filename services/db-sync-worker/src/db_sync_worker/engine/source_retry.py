"""A source whose small questions are asked again when their answer fails; streams are retried by who reads them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from threading import Event
from typing import Any, TypeVar

from db_sync_worker.engine.retry import RetryPolicy, retry
from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.errors import SourceUnavailable

T = TypeVar("T")


class RetryingSource:
    """Like the client it wraps; `count` is told about each new try."""

    def __init__(self, source: QuestDb, retry_policy: RetryPolicy, stop: Event, count: Callable[[], None]) -> None:
        self._source, self._retry_policy, self._stop, self._count = source, retry_policy, stop, count

    def select(self, query: str) -> list[list[Any]]:
        """All rows of a small answer."""
        return self.retrying(lambda: self._source.select(query))

    def value(self, query: str) -> Any:
        """The first column of the first row, None without rows."""
        return self.retrying(lambda: self._source.value(query))

    def describe(self, query: str) -> tuple[list[dict[str, Any]], list[list[Any]]]:
        """Columns and rows of a small answer."""
        return self.retrying(lambda: self._source.describe(query))

    def rows_as_text(self, query: str) -> list[list[str | None]]:
        """Rows of a page."""
        return self.retrying(lambda: self._source.rows_as_text(query))

    def stream(self, query: str) -> AbstractContextManager[Iterator[bytes]]:
        """Blocks of CSV as they arrive; a stream that breaks off is not taken up again."""
        return self._source.stream(query)

    def retrying(self, work: Callable[[], T]) -> T:
        """The result of `work`, tried again while the source is away or its answer broken."""
        return retry(work, self._retry_policy, self._stop, is_retryable, self._count)


def is_retryable(error: BaseException) -> bool:
    """Whether the source may answer the next time."""
    return isinstance(error, SourceUnavailable)
