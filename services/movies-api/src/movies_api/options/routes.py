"""/journey-option-flows."""

from dataclasses import asdict

from flask import Blueprint

from movies_api.described import list_or_page
from movies_api.errors import InvalidIdentifier, OptionNotFound
from movies_api.options.queries import select_option, select_options
from movies_api.options.replies import OptionDetailReplySchema, OptionReplySchema
from movies_api.options.schemas import OptionListSchema
from movies_api.pagination import page_reply
from movies_api.parameters import require_id
from movies_api.replies import tagged_reply
from movies_api.service import MovieCall
from suite.http import PUBLIC, Reply, endpoint

options = Blueprint("options", __name__)


@options.get("")
@endpoint(
    PUBLIC,
    "Journey options",
    query=OptionListSchema(),
    replies={200: ("An array in journey order", list_or_page(OptionReplySchema)), 304: "Unchanged"},
    headers=("X-Total-Count", "Link"),
)
def list_options(call: MovieCall) -> Reply:
    with call.read() as connection:
        rows, shown, total = select_options(connection, asdict(call.query))
    return page_reply(call, rows, total=total, shown=shown)


@options.get("/<option_id>")
@endpoint(
    PUBLIC,
    "One journey option",
    replies={
        200: ("With what it expects and suggests", OptionDetailReplySchema()),
        404: "Unknown id",
        304: "Unchanged",
    },
)
def show_option(call: MovieCall, option_id: str) -> Reply:
    number = require_id(option_id, InvalidIdentifier("Invalid option id"))
    with call.read() as connection:
        text = select_option(connection, number)
    if text is None:
        raise OptionNotFound()
    return tagged_reply(call, text)
