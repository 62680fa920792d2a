"""A pushed message under the same rules as one the bus delivers: the inbox keeps it from taking effect twice."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from notifications_api.errors import Invalid, invalid
from notifications_api.push.actions import ACTIONS, Act
from notifications_api.push.errors import HandlerFailed, InProgress
from notifications_api.push.messages import Action, Pushed, parse_action
from suite.database import Connection, Database
from suite.events import Message, Subscription
from suite.events.bus import Bus
from suite.events.dead_letters import DeadLetter
from suite.events.errors import BrokenMessage
from suite.events.handler import ACK, DEAD, DUPLICATE, HandlerVerdict, Handling
from suite.events.message import parse_message
from suite.events.metrics import EventMeter
from suite.events.retries import Retries

HELD = "in other hands"
_ACTIONS = UUID("5d6f3a66-6d0d-5f61-8a35-5c2f1c0b9a77")
# Pub/Sub waits by itself before it pushes again.
AT_ONCE = Retries(first_seconds=0.0, longest_seconds=0.0)


class PushReceiver:
    """Handles pushed events by this service's subscriptions, and pushed actions by their names."""

    def __init__(
        self,
        database: Database,
        subscriptions: Sequence[Subscription],
        meter: EventMeter,
        bus: Bus | None,
        actions: Mapping[str, Act] = ACTIONS,
    ) -> None:
        self._handling = Handling(database, meter, retries=AT_ONCE)
        self._subscriptions = subscriptions
        self._bus = bus
        self._actions = actions

    def receive(self, pushed: Pushed) -> dict[str, Any]:
        """The body of the answer; errors that make Pub/Sub push again, or not, are raised."""
        if "topic" in pushed.content:
            return self._receive_event(pushed.content)
        return self._receive_action(pushed.message_id, parse_action(pushed.content))

    def _receive_event(self, content: Mapping[str, Any]) -> dict[str, Any]:
        try:
            message = parse_message(dict(content))
        except BrokenMessage as error:
            raise invalid("message.data", str(error), "invalid_envelope") from error
        listening = [subscription for subscription in self._subscriptions if subscription.topic == message.topic]
        verdicts = [self._handle(subscription, message) for subscription in listening]
        return receipt(verdicts, None)

    def _receive_action(self, message_id: str, action: Action) -> dict[str, Any]:
        act = self._actions.get(action.name)
        if act is None:
            return {"success": True, "handled": False}
        results: list[Any] = []
        broken: list[Invalid] = []

        def handler(message: Message, connection: Connection) -> None:
            try:
                results.append(act(message.data, connection))
            except Invalid as error:
                broken.append(error)
                raise

        subscription = Subscription("push", f"push-{action.name}", handler)
        message = Message(uuid5(_ACTIONS, message_id), "push", action.body)
        verdict = self._handling.handle(subscription, message)
        if broken and verdict.kind != DEAD:
            raise broken[0]
        return receipt([verdict], results[0] if results else None)

    def _handle(self, subscription: Subscription, message: Message) -> HandlerVerdict:
        verdict = self._handling.handle(subscription, message)
        if verdict.kind == DEAD and verdict.counted and self._bus is not None:
            self._bus.dead_letters.add(
                DeadLetter(
                    subscription=subscription.name,
                    topic=message.topic,
                    message_id=message.id,
                    envelope=message.wire(),
                    reason=verdict.reason or "given up",
                    attempts=verdict.attempts,
                )
            )
        return verdict


def receipt(verdicts: Sequence[HandlerVerdict], result: Any) -> dict[str, Any]:
    """What the pusher hears. A message that was given up is answered as taken: pushing it again would not help."""
    kinds = {verdict.kind for verdict in verdicts}
    for verdict in verdicts:
        if verdict.kind not in (ACK, DUPLICATE, DEAD):
            raise InProgress() if verdict.reason == HELD else HandlerFailed()
    if ACK in kinds:
        return {"success": True, "handled": True, "result": result}
    if DUPLICATE in kinds:
        return {"success": True, "handled": False, "duplicate": True}
    return {"success": True, "handled": False}
