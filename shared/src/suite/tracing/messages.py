"""Spans of an event on its way: published, relayed, delivered. Its attributes carry the publishing span."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager

from suite.tracing.spans import CONSUMER, INTERNAL, PRODUCER, Span, begin_trace, installed, span, trace

ATTRIBUTE = "traceparent"


def publication(topic: str) -> AbstractContextManager[Span | None]:
    """Writing an event to the outbox: a step of the trace in progress."""
    return span(
        f"publish {topic}",
        PRODUCER,
        messaging__system="colmeia",
        messaging__operation__type="send",
        messaging__destination__name=topic,
    )


def record_relays(started: int, relayed: Iterable[tuple[str, str, Mapping[str, str], str | None]]) -> None:
    """Handing events (id, topic, attributes, error) to the bus since `started`: a step of each publisher's trace."""
    recorder = installed()
    if recorder is None:
        return
    for message_id, topic, attributes, error in relayed:
        if ATTRIBUTE in attributes:
            about = {"messaging.destination.name": topic, "messaging.message.id": message_id}
            step = begin_trace(recorder, f"relay {topic}", INTERNAL, attributes[ATTRIBUTE], about)
            step.started = started
            step.end(error)
            recorder.finish(step.trace)


def delivery(
    message_id: str, topic: str, subscription: str, request_id: str | None, attributes: Mapping[str, str]
) -> AbstractContextManager[Span | None]:
    """Handling an event: in the publisher's trace, linked to the span that published it."""
    return trace(
        f"deliver {topic}",
        CONSUMER,
        attributes.get(ATTRIBUTE),
        linked=True,
        messaging__system="colmeia",
        messaging__operation__type="process",
        messaging__destination__name=topic,
        messaging__destination__subscription__name=subscription,
        messaging__message__id=message_id,
        suite__request_id=request_id,
    )
