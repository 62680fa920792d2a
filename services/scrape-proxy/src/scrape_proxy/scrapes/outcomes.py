"""How the work of an engine ended."""

from collections.abc import Callable
from typing import TypeVar

from scrape_proxy.errors import (
    FirecrawlAnswered,
    FirecrawlFailed,
    FirecrawlTimedOut,
    FirecrawlUnavailable,
    ResponseTooLarge,
    TargetTimedOut,
    TargetUnreachable,
)
from scrape_proxy.gateway import Gateway
from suite.errors import AppError
from suite.outbound import BlockedTarget

T = TypeVar("T")
REPLACEABLE = (
    TargetTimedOut,
    TargetUnreachable,
    FirecrawlTimedOut,
    FirecrawlUnavailable,
    FirecrawlFailed,
)


def is_replaceable(error: AppError) -> bool:
    """Whether a stale copy is better than this failure."""
    return isinstance(error, REPLACEABLE) or (isinstance(error, FirecrawlAnswered) and error.status >= 500)


def counted(gateway: Gateway, engine: str, work: Callable[[], T]) -> T:
    """The result of `work`, its outcome counted for the engine."""
    outcome = "ok"
    try:
        return work()
    except AppError as error:
        outcome = outcome_of(error)
        raise
    finally:
        gateway.metrics.count_engine(engine, outcome)


def outcome_of(error: AppError) -> str:
    """The metric label of a failure."""
    if isinstance(error, BlockedTarget):
        return "blocked"
    if isinstance(error, TargetTimedOut | FirecrawlTimedOut):
        return "timeout"
    embedded = isinstance(error, TargetUnreachable | ResponseTooLarge)
    return "target_error" if embedded else "upstream_error"
