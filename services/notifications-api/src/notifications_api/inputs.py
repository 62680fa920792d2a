"""Input of this service: a broken rule is 422."""

from notifications_api.errors import Invalid
from suite.http.schemas import InputSchema, QuerySchema


class NotificationBodySchema(InputSchema):
    """A JSON body."""

    refused_with = Invalid


class Query(QuerySchema):
    """A query string."""

    refused_with = Invalid
