"""What notifications are made from, and how they are asked for."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from notifications_api.errors import InvalidNotificationId
from notifications_api.inputs import NotificationBodySchema, Query
from notifications_api.kinds import TYPES
from suite.auth.identity import user_uuid
from suite.http.fields import (
    Choice,
    ExactText,
    JsonObject,
    QueryChoice,
    QueryFlag,
    QueryWhole,
    UserId,
    broken,
    documented,
)
from suite.mail.addresses import is_address

MOST_ROWS = 100
LAST_PAGE = 1_000_000_000
MOST_DATA_BYTES = 16 * 1_024


class AddressText(ExactText):
    """One e-mail address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(3, 254, one_line=True, **documented(options, {"format": "email"}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not is_address(text):
            raise broken(f"{self.label} must be an e-mail address", "invalid_email")
        return text


class Counted(QueryWhole):
    """A whole number from 1; above `high` it is `high`."""

    def __init__(self, low: int, high: int, **options: Any) -> None:
        super().__init__(low, high, **documented(options, {"minimum": 1}))

    def read(self, given: list[str]) -> int:
        number = super().read(given)
        if self.only(given).strip().startswith("-") or int(given[0]) < 1:
            raise broken(f"{self.label} must be an integer of 1 or more", "out_of_range")
        return number


@dataclass(frozen=True)
class NewNotification:
    """Body of POST /notifications."""

    user_ref: str
    type: str
    message: str
    title: str | None = None
    template: str | None = None
    data: dict[str, Any] | None = None
    recipient: str | None = None

    @property
    def user_id(self) -> UUID:
        """The owner."""
        return user_uuid(self.user_ref)


class NewNotificationSchema(NotificationBodySchema):
    """Body of POST /notifications."""

    produces = NewNotification

    user_ref = UserId(required=True, data_key="userId")
    type = Choice(TYPES, required=True)
    message = ExactText(1, 10_000, required=True)
    title = ExactText(0, 200, one_line=True, allow_none=True)
    template = ExactText(1, 50, one_line=True, allow_none=True)
    data = JsonObject(most_bytes=MOST_DATA_BYTES, most_depth=16, allow_none=True)
    recipient = AddressText(data_key="to", allow_none=True)


@dataclass(frozen=True)
class NotificationPage:
    """Which notifications, and which page of them."""

    page: int = 1
    limit: int = 20
    read: bool | None = None
    type: str | None = None
    user_ref: str | None = None

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.limit


class NotificationQuerySchema(Query):
    """Query of GET /notifications."""

    produces = NotificationPage

    page = Counted(1, LAST_PAGE, clamp=True)
    limit = Counted(1, MOST_ROWS, clamp=True)
    read = QueryFlag()
    type = QueryChoice(TYPES)
    user_ref = UserId(data_key="userId")


def parse_id(text: str) -> UUID:
    """The id of a path; InvalidNotificationId unless it is a UUID in its usual spelling."""
    try:
        parsed = UUID(text)
    except ValueError:
        raise InvalidNotificationId() from None
    if str(parsed) != text.lower():
        raise InvalidNotificationId()
    return parsed
