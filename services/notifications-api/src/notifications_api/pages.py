"""A page of a list, as this service answers it."""

from functools import cache

from marshmallow import Schema

from notifications_api.notifications.schemas import NotificationPage
from suite.http import Reply, json_reply
from suite.http.fields import reply


class PaginationSchema(reply.ReplySchema):
    """Where a page is in its list."""

    page = reply.integer()
    limit = reply.integer()
    total = reply.integer()
    hasMore = reply.boolean()


@cache
def page_of(schema: type[Schema]) -> Schema:
    """The schema of a page, named after what is on it."""
    members = {
        "data": reply.array(schema),
        "total": reply.integer(),
        "page": reply.integer(),
        "limit": reply.integer(),
        "pagination": reply.nested(PaginationSchema),
    }
    page: type[Schema] = type(schema.__name__.removesuffix("Schema") + "PageSchema", (reply.ReplySchema,), members)
    return page()


def page_reply(page: NotificationPage, data: str, total: int) -> Reply:
    """`{data, total, page, limit, pagination}`; `data` is a JSON array."""
    place = f'"page":{page.page},"limit":{page.limit}'
    more = "true" if page.offset + page.limit < total else "false"
    return json_reply(
        f'{{"data":{data},"total":{total},{place},"pagination":{{{place},"total":{total},"hasMore":{more}}}}}'
    )
