"""What a line of an import file may hold."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from marshmallow import RAISE

from suite.audit import milliseconds
from suite.http.fields import Choice, StrictField, broken
from suite.ids import time_of
from workspace_api.items.fields import STATUSES
from workspace_api.items.schemas import SERVER_FIELDS, NewItemSchema

TIMED = 7  # the version of UUID that names a time
CLOCK_TOLERANCE = timedelta(minutes=1)


class ItemId(StrictField):
    """A UUID of any version whose time, if it has one, is past: history is searched from that time on."""

    expectation = "must be a UUID"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> UUID:
        if not isinstance(value, str):
            raise self.wrong_type()
        try:
            identifier = UUID(value)
        except ValueError:
            raise broken(f"{self.label} {self.expectation}", "invalid_format") from None
        created = time_of(identifier)
        if identifier.version == TIMED and (created is None or created > datetime.now(UTC) + CLOCK_TOLERANCE):
            raise broken(f"{self.label} is from the future", "out_of_range")
        return identifier


class PastMoment(StrictField):
    """An ISO 8601 date-time that is past, as UTC cut to the millisecond."""

    expectation = "must be an ISO 8601 date-time"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise self.wrong_type()
        try:
            moment = datetime.fromisoformat(value)
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise broken(f"{self.label} {self.expectation}", "invalid_date") from None
        if moment > datetime.now(UTC) + CLOCK_TOLERANCE:
            raise broken(f"{self.label} lies in the future", "out_of_range")
        return milliseconds(moment)


class ImportedItemSchema(NewItemSchema):
    """An exported item. Its id is required: without one a second import would store it again."""

    produces: ClassVar[Any] = dict
    # What this installation sets itself.
    ignored = tuple(wire for wire in SERVER_FIELDS if wire not in ("id", "createdAt"))

    class Meta:
        unknown = RAISE

    id = ItemId(required=True)
    createdAt = PastMoment()
    status = Choice(STATUSES, load_default="new")
