"""Events: told in the transaction in which they happen, delivered at least once, handled once in effect."""

from suite.events.errors import Delay, InvalidPayload, Permanent, PublisherNotFound
from suite.events.message import Message
from suite.events.publishing import publish, publish_many
from suite.events.subscriptions import Subscription, subscribe

__all__ = [
    "Delay",
    "InvalidPayload",
    "Message",
    "Permanent",
    "PublisherNotFound",
    "Subscription",
    "publish",
    "publish_many",
    "subscribe",
]
