"""Who listens to what."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from suite.database import Connection, Database
from suite.events.message import Message
from suite.events.topics import find_topic

_NAME = re.compile(r"[a-z][a-z0-9-]{1,99}")
Conclusion = Callable[[Connection], None]
# handler(message, connection) for effects in the database; with outside effects handler(message, database), which
# may return what is to be written with the mark that the message is done.
Handler = Callable[[Message, Any], Any]
DeadHandler = Callable[[Message, Connection, str, int], None]


@dataclass(frozen=True)
class Subscription:
    """A named place in the flow of a topic; made by `subscribe`."""

    topic: str
    name: str
    handler: Handler
    ordered: bool = False
    outside: bool = False
    on_dead: DeadHandler | None = None


def subscribe(
    topic: str,
    handler: Handler,
    *,
    name: str,
    ordered: bool = False,
    outside: bool = False,
    on_dead: DeadHandler | None = None,
) -> Subscription:
    """Declare who handles a topic; give it to an EventWorker. A raised exception is a failed attempt.

    Without `outside`, `handler(message, connection)` runs inside the transaction that marks the message as done: its
    effects in the database happen exactly once. With `outside` (e-mail, calls), `handler(message, database)` runs
    under a lease and outside any transaction; it may return a function of a connection, which is run in the
    transaction that marks the message as done. Its outside effect happens at least once.

    `on_dead(message, connection, reason, attempts)` is told, in a transaction of the consumer, when the message is
    given up. `ordered` keeps the order of each key: a failing message holds back those of its key, only those.
    Raises PublisherNotFound for an unknown topic, ValueError for a bad name.
    """
    find_topic(topic)
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a subscription: small letters, digits and dashes")
    return Subscription(topic, name, handler, ordered, outside, on_dead)


__all__ = ["Conclusion", "Database", "DeadHandler", "Handler", "Subscription", "subscribe"]
