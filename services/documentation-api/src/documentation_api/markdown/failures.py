"""What an unexpected failure of a route is called."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from suite.errors import AppError

log = logging.getLogger(__name__)


@contextmanager
def failing_as(failure: type[AppError], count: Callable[[], None] | None = None) -> Iterator[None]:
    """Answer what nobody expected with `failure`; errors that say what they are pass through."""
    try:
        yield
    except Exception as error:
        if count:
            count()
        if isinstance(error, AppError):
            raise
        log.error("unhandled error", exc_info=error, extra={"error": type(error).__name__})
        raise failure() from error
