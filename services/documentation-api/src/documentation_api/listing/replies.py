"""The envelope of a list."""

from typing import Any

from documentation_api.listing.queries import RowPage
from suite.http import Reply, json_reply
from suite.http.replies import encode


def list_reply(page: RowPage, query: dict[str, Any], /, **named: Any) -> Reply:
    """`{success, data, count, total, limit, offset, filters}` and what the route names."""
    facts = encode(
        {
            "count": page.count,
            "total": page.total,
            "limit": query["limit"],
            "offset": query["offset"],
            "filters": page.filters,
            **named,
        }
    ).decode()
    return json_reply(f'{{"success":true,"data":{page.rows},{facts[1:]}')
