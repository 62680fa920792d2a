"""How dead letters are asked for."""

from dataclasses import dataclass
from datetime import datetime

from notifications_api.inputs import NotificationBodySchema, Query
from notifications_api.notifications.schemas import LAST_PAGE, MOST_ROWS, Counted
from suite.http.fields import ExactText, Flag, QueryMoment, QueryText


@dataclass(frozen=True)
class DeadLetterPage:
    """A page of dead letters."""

    page: int = 1
    limit: int = 20
    topic: str | None = None

    @property
    def offset(self) -> int:
        """Letters before the page."""
        return (self.page - 1) * self.limit


class WantedSchema(Query):
    """Query of GET /notifications/dead-letters."""

    produces = DeadLetterPage

    page = Counted(1, LAST_PAGE, clamp=True)
    limit = Counted(1, MOST_ROWS, clamp=True)
    topic = QueryText(1, 100)


@dataclass(frozen=True)
class Replay:
    """Body of POST /notifications/dead-letters/replay."""

    topic: str | None = None
    since: datetime | None = None
    dry_run: bool = False


class IsoMoment(ExactText):
    """A date-time of ISO 8601."""

    def __init__(self) -> None:
        super().__init__(1, 40, one_line=True, metadata={"format": "date-time"})

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: object) -> datetime:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        reader = QueryMoment()
        reader.name, reader.data_key = self.name, self.data_key
        return reader.read([text])


class ReplaySchema(NotificationBodySchema):
    """Body of POST /notifications/dead-letters/replay."""

    produces = Replay

    topic = ExactText(1, 100, one_line=True)
    since = IsoMoment()
    dry_run = Flag(data_key="dryRun")
