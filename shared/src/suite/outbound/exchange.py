"""JSON over HTTP with a service of others: time limits, bounded answers, retries where they may help.

What requests says of a failure may hold the address with a key: nothing of it goes on.
"""

import json
from collections.abc import Mapping
from time import monotonic
from typing import Any

import requests
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from suite.outbound.bodies import AnswerTooLarge, AnswerTooSlow, read_body
from suite.outbound.connections import bounded_session
from suite.text.storable import storable_json

CONNECT_SECONDS = 3.0
ATTEMPTS = 3
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.5, 8.0
LONGEST_RETRY_AFTER = 30.0
LARGEST_ANSWER = 4 * 1024 * 1024
REFUSED = frozenset({401, 402, 403})
# Words of a 429 that no waiting helps against.
OUT_OF_CREDIT = (
    "insufficient_quota",
    "insufficient balance",
    "billing",
    "quota exceeded",
    "exceeded your current quota",
)


class ExchangeFailed(Exception):
    """`status` 0 means no answer. `passing` failures are worth another try, `for_good` ones are not today."""

    def __init__(self, reason: str, status: int = 0, *, passing: bool = False, for_good: bool = False) -> None:
        super().__init__(reason)
        self.status, self.passing, self.for_good = status, passing, for_good
        self.retry_after: float | None = None


class ExchangeTimeout(ExchangeFailed):
    """No whole answer within its time; worth another try"""

    def __init__(self) -> None:
        super().__init__("timeout", passing=True)


class Exchange:
    """One service of others. `read_seconds` bounds an answer as a whole, `largest` its bytes."""

    def __init__(
        self,
        read_seconds: float,
        headers: Mapping[str, str] | None = None,
        *,
        attempts: int = ATTEMPTS,
        largest: int = LARGEST_ANSWER,
    ) -> None:
        self._read_seconds, self._attempts, self._largest = read_seconds, attempts, largest
        self._session = bounded_session()
        self._session.headers.update({"Accept": "application/json", **(headers or {})})

    def get(self, url: str, parameters: Mapping[str, Any]) -> Any:
        """The parsed answer; ExchangeFailed."""
        return self._patiently("GET", url, params=parameters)

    def post(self, url: str, content: Any) -> Any:
        """The parsed answer; ExchangeFailed."""
        return self._patiently("POST", url, json=content)

    def _patiently(self, method: str, url: str, **options: Any) -> Any:
        for attempt in Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, ExchangeFailed) and error.passing),
            stop=stop_after_attempt(self._attempts),
            wait=seconds_to_wait,
            reraise=True,
        ):
            with attempt:
                return self._once(method, url, **options)
        raise AssertionError("unreachable")

    def _once(self, method: str, url: str, **options: Any) -> Any:
        try:
            with self._session.request(
                method,
                url,
                timeout=(CONNECT_SECONDS, self._read_seconds),
                stream=True,
                allow_redirects=False,
                **options,
            ) as response:
                body = self._read(response)
                if response.status_code != 200:
                    raise failure_of(response.status_code, response.headers.get("Retry-After"), body)
                return storable_json(json.loads(body))
        except requests.Timeout:
            raise ExchangeTimeout() from None
        except requests.RequestException:
            raise ExchangeFailed("no connection", passing=True) from None
        except (ValueError, RecursionError):
            raise ExchangeFailed("the answer is not JSON", 200) from None

    def _read(self, response: requests.Response) -> bytes:
        try:
            return read_body(response, self._largest, monotonic() + self._read_seconds)
        except AnswerTooLarge:
            raise ExchangeFailed("the answer is too large", response.status_code) from None
        except AnswerTooSlow:
            raise ExchangeTimeout() from None


def failure_of(status: int, retry_after: str | None, body: bytes) -> ExchangeFailed:
    """What an answer other than 200 means."""
    reason = body.decode("utf-8", "replace").lower()
    if status in REFUSED:
        return ExchangeFailed(f"HTTP {status}: key refused or no credit", status, for_good=True)
    if status == 429 and any(words in reason for words in OUT_OF_CREDIT):
        return ExchangeFailed("HTTP 429: quota used up", status, for_good=True)
    wait = seconds_of(retry_after)
    passing = (status == 429 or status >= 500) and (wait is None or wait <= LONGEST_RETRY_AFTER)
    failure = ExchangeFailed(f"HTTP {status}", status, passing=passing)
    failure.retry_after = wait
    return failure


def seconds_of(retry_after: str | None) -> float | None:
    """The header in seconds; a date in it is as good as nothing."""
    return float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None


def seconds_to_wait(state: RetryCallState) -> float:
    """As long as the other side asks, else longer from try to try."""
    error = state.outcome.exception() if state.outcome else None
    retry_after = error.retry_after if isinstance(error, ExchangeFailed) else None
    return (
        retry_after
        if retry_after is not None
        else wait_random_exponential(FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS)(state)
    )
