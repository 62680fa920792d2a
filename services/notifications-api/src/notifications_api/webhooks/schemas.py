"""What webhooks are made from, and how they and their deliveries are asked for."""

from dataclasses import dataclass
from typing import Any

from notifications_api.inputs import NotificationBodySchema, Query
from notifications_api.kinds import ROUTED
from notifications_api.notifications.schemas import LAST_PAGE, MOST_ROWS, Counted
from suite.http.fields import Array, Choice, ExactText, Flag, QueryChoice, broken, documented

PENDING, DELIVERED, DEAD = "pending", "delivered", "dead"
STATES = (PENDING, DELIVERED, DEAD)
MOST_URL, MOST_DESCRIPTION = 2_048, 200


class EventList(Array):
    """Events of the suite, each once, at least one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Choice(ROUTED), len(ROUTED), **documented(options, {"minItems": 1}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        events = super()._deserialize(value, attr, data, **kwargs)
        if not events:
            raise broken(f"{self.label} must name at least one event", "required")
        return list(dict.fromkeys(events))


@dataclass(frozen=True)
class NewWebhook:
    """Body of POST /webhooks; all events unless some are named."""

    url: str
    events: list[str] | None = None
    description: str | None = None


class NewWebhookSchema(NotificationBodySchema):
    """Body of POST /webhooks."""

    produces = NewWebhook

    url = ExactText(1, MOST_URL, one_line=True, required=True)
    events = EventList()
    description = ExactText(0, MOST_DESCRIPTION, one_line=True, allow_none=True)


class WebhookChangesSchema(NotificationBodySchema):
    """Body of PATCH /webhooks/:id: the fields that change."""

    url = ExactText(1, MOST_URL, one_line=True)
    events = EventList()
    description = ExactText(0, MOST_DESCRIPTION, one_line=True, allow_none=True)
    enabled = Flag()


@dataclass(frozen=True)
class WantedDeliveries:
    """A page of a webhook's deliveries."""

    page: int = 1
    limit: int = 20
    state: str | None = None

    @property
    def offset(self) -> int:
        """Deliveries before the page."""
        return (self.page - 1) * self.limit


class WantedDeliveriesSchema(Query):
    """Query of GET /webhooks/:id/deliveries."""

    produces = WantedDeliveries

    page = Counted(1, LAST_PAGE, clamp=True)
    limit = Counted(1, MOST_ROWS, clamp=True)
    state = QueryChoice(STATES)
