"""What control requests are made of."""

from uuid import UUID

from suite.http.fields import Choice, Flag, QueryField, QueryWhole, Text, TextList, broken
from suite.http.schemas import InputSchema, QuerySchema

MOMENT = {"format": "date-time"}


class QueryId(QueryField):
    """An id of this service."""

    def read(self, given: list[str]) -> UUID:
        try:
            return UUID(self.only(given))
        except ValueError:
            raise broken(f"{self.label} must be an id", "invalid_format") from None


class NewestPageSchema(QuerySchema):
    """A page of a list, newest first; `before` is the last id of the page before."""

    limit = QueryWhole(1, 100, load_default=20)
    before = QueryId()


class RunSchema(InputSchema):
    """Body of POST /api/v1/streams/:name/run."""

    mode = Choice(("incremental", "backfill"), load_default="incremental")
    start = Text(1, 40, data_key="from", metadata=MOMENT)
    end = Text(1, 40, data_key="to", metadata=MOMENT)
    dry_run = Flag(load_default=False)


class ResetSchema(InputSchema):
    """Body of POST /api/v1/streams/:name/reset-watermark: where to, else where both sides agree."""

    to = Text(1, 40, metadata=MOMENT)


class CancelSchema(InputSchema):
    """Body of POST /api/v1/streams/:name/cancel: one run, else all that wait or run."""

    run_id = Text(1, 40, metadata={"format": "uuid"})


class RejectedIdsSchema(InputSchema):
    """Body of the requests to drop or retry rejected rows: these, else all that are open."""

    ids = TextList(1_000, 40, each="id", metadata={"items": {"type": "string", "format": "uuid"}})


class ReconcileSchema(InputSchema):
    """Body of POST /api/v1/streams/:name/reconcile."""

    start = Text(1, 40, data_key="from", metadata=MOMENT)
    end = Text(1, 40, data_key="to", metadata=MOMENT)
    deep = Flag(load_default=False)
    repair = Flag(load_default=True)
