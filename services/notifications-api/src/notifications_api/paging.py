"""A page of a list, as this service answers it."""

from notifications_api.notifications.schemas import Page
from suite.http import Reply, json_reply


def page_reply(page: Page, data: str, total: int) -> Reply:
    """`{data, total, page, limit, pagination}`; `data` is a JSON array."""
    place = f'"page":{page.page},"limit":{page.limit}'
    more = "true" if page.offset + page.limit < total else "false"
    return json_reply(
        f'{{"data":{data},"total":{total},{place},"pagination":{{{place},"total":{total},"hasMore":{more}}}}}'
    )
