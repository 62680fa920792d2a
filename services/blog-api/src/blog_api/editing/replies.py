"""Answers of the editing routes; a record carries its version as entity tag."""

from typing import Any

from blog_api.errors import RecordModified, RecordNotFound
from blog_api.inputs import PageQuery
from suite.http import Call, Reply, json_reply
from suite.http.etags import matches, strong
from suite.http.fields import reply

REFUSED = {403: "No role in the blog that allows it", 404: "Unknown, or no blog of this id"}
MODIFIED = {412: "Modified by another request"}


class RecordGoneSchema(reply.ReplySchema):
    """It is done."""

    success = reply.constant(True)


class BlogChangeSchema(reply.ReplySchema):
    """An entry of the audit log."""

    id = reply.text(format="uuid")
    noun = reply.text()
    nounId = reply.integer()
    action = reply.text()
    userId = reply.text()
    requestId = reply.text()
    old = reply.any_object(null=True, description="values before, by the fields of the noun")
    new = reply.any_object(null=True, description="values after, by the fields of the noun")
    createdAt = reply.moment()
    version = reply.integer(null=True, description="number of the change of this noun; null before changes were sealed")
    hash = reply.text(null=True, description="seal over the entry and the one before it")


def record_reply(record: dict[str, Any], status: int = 200) -> Reply:
    """`{success, data}` with the version as ETag."""
    return json_reply({"success": True, "data": record}, status, etag=strong(record["version"]))


def done_reply() -> Reply:
    """The answer to a deletion."""
    return json_reply({"success": True})


def list_reply(query: PageQuery, total: int, array: str) -> Reply:
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


def require(record: dict[str, Any] | None) -> dict[str, Any]:
    """The record, or RecordNotFound."""
    if record is None:
        raise RecordNotFound()
    return record
