"""Routes of Firecrawl's API are declared as all are; their errors have the statuses of which SDKs show the words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from scrape_proxy.replies import FAILED, REFUSED
from suite.errors import AppError
from suite.http import Reply
from suite.http import endpoint as declare

# SDKs print the message of 400, 402, 403, 408, 409 and 500, and of anything else only the number.
STATUSES = {501: 400, 502: 500, 504: 408}
View = Callable[..., Reply]


def endpoint(access: str, summary: str, **options: Any) -> Callable[[View], View]:
    """Declare a view of /v1 and /v2; see suite.http.endpoint."""
    replies = {400: REFUSED, 402: FAILED[402], 404: FAILED[404], 408: "No answer in time", **options.pop("replies")}
    declared = declare(access, summary, replies=replies, **options)

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(*arguments: Any, **path: Any) -> Reply:
            try:
                return view(*arguments, **path)
            except AppError as error:
                error.status = STATUSES.get(error.status, error.status)  # type: ignore[misc]
                raise

        return declared(answer)

    return decorate
