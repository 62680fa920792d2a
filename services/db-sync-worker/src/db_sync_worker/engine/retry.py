"""How often and how patiently something is tried again."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, sleep_using_event, stop_after_attempt
from tenacity.stop import stop_when_event_set
from tenacity.wait import wait_random_exponential

from db_sync_worker.engine.outcome import check_stop

T = TypeVar("T")


@dataclass(frozen=True)
class RetryPolicy:
    """Attempts in all; pauses of up to first·2ⁿ s at random, at most `longest_s`."""

    attempts: int = 5
    first_s: float = 1.0
    longest_s: float = 60.0


def retry(
    work: Callable[[], T],
    retry_policy: RetryPolicy,
    stop: Event,
    retryable: Callable[[BaseException], bool],
    count: Callable[[], None],
) -> T:
    """The result of `work`, tried again while its error is `retryable`; `count` is told about each new try."""

    def tell(_: RetryCallState) -> None:
        count()

    attempts = Retrying(
        stop=stop_after_attempt(retry_policy.attempts) | stop_when_event_set(stop),
        wait=wait_random_exponential(multiplier=retry_policy.first_s, max=retry_policy.longest_s),
        sleep=sleep_using_event(stop),
        retry=retry_if_exception(retryable),
        before_sleep=tell,
        reraise=True,
    )
    check_stop(stop)
    return attempts(work)
