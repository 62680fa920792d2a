"""Handing messages to Google's publisher and learning what became of each."""

from collections.abc import Mapping, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any
from uuid import UUID

from google.api_core.exceptions import GoogleAPICallError, RetryError
from google.api_core.retry import Retry, if_exception_type
from google.cloud import pubsub_v1
from google.cloud.pubsub_v1.publisher.exceptions import MessageTooLargeError, PublishToPausedOrderingKeyException

from suite.events.errors import BusUnavailable
from suite.events.message import Message

CALL_SECONDS = 5.0
RESULT_SECONDS = 8.0
# The outbox keeps what fails; trying for long here would only hold the lease.
NO_RETRY = Retry(predicate=if_exception_type(), timeout=CALL_SECONDS)
FAILURES = (
    GoogleAPICallError,
    RetryError,
    FutureTimeout,
    MessageTooLargeError,
    PublishToPausedOrderingKeyException,
    ValueError,
)
Addressed = tuple[str, Message, Mapping[str, str]]


def publish_all(publisher: pubsub_v1.PublisherClient, addressed: Sequence[Addressed]) -> Mapping[UUID, str]:
    """Publish (topic path, message, marks), in their order; the reason for each that failed. BusUnavailable when all
    did."""
    futures = [(topic, message, begin(publisher, topic, message, marks)) for topic, message, marks in addressed]
    refused: dict[UUID, str] = {}
    for topic, message, future in futures:
        try:
            if isinstance(future, Exception):
                raise future
            future.result(RESULT_SECONDS)
        except FAILURES as error:
            refused[message.id] = type(error).__name__
            if message.key:
                publisher.resume_publish(topic, message.key)
    if refused and len(refused) == len(addressed):
        raise BusUnavailable(next(iter(refused.values())))
    return refused


def begin(publisher: pubsub_v1.PublisherClient, topic: str, message: Message, marks: Mapping[str, str]) -> Any:
    """A future, or the exception that kept it from being made."""
    try:
        return publisher.publish(
            topic,
            message.encode().encode(),
            ordering_key=message.key or "",
            retry=NO_RETRY,
            timeout=CALL_SECONDS,
            **{"id": str(message.id), **marks},
        )
    except FAILURES as error:
        return error
