"""Answers of the editing routes; a record carries its version as entity tag."""

from typing import Any, Protocol

from blog_api.errors import RecordModified
from suite.http import Call, Reply, json_reply
from suite.http.etags import matches, strong


class Page(Protocol):
    """A list request."""

    @property
    def page(self) -> int: ...

    @property
    def limit(self) -> int: ...


def record_reply(record: dict[str, Any], status: int = 200) -> Reply:
    """`{success, data}` with the version as ETag."""
    return json_reply({"success": True, "data": record}, status, etag=strong(record["version"]))


def done_reply() -> Reply:
    """The answer to a deletion."""
    return json_reply({"success": True})


def list_reply(query: Page, total: int, array: str) -> Reply:
    """`{success, data, pagination}` around records that already are JSON."""
    pages = -(-total // query.limit)
    return json_reply(
        f'{{"success":true,"data":{array},"pagination":{{"page":{query.page},"limit":{query.limit},'
        f'"total":{total},"totalPages":{pages}}}}}'
    )


def require_match(call: Call, version: int) -> None:
    """RecordModified when If-Match names another version."""
    if not matches(call.header("If-Match"), strong(version)):
        raise RecordModified(version)
