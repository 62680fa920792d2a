"""What replies of the service look like."""

from typing import Any

from werkzeug.test import TestResponse

from workspace_api.items.fields import BY_WIRE

FIRST_KEYS = [
    "id",
    "title",
    "description",
    "category",
    "priority",
    "status",
    "tags",
    "createdAt",
    "updatedAt",
    "createdBy",
    "updatedBy",
    "metadata",
    "version",
]
# What was added since follows the keys clients have known from the first day.
ITEM_KEYS = [*FIRST_KEYS, *(wire for wire, field in BY_WIRE.items() if field.added)]
SEED_NAMES = ("documentacao", "coleta-dados", "banco-dados", "analise-dados", "gestao-riscos", "dashboard")
CATEGORY_MESSAGE = f"category must be one of: {', '.join(SEED_NAMES)}"


def assert_refused(reply: TestResponse, status: int, message: str) -> dict[str, Any]:
    """The body of a refusal that is not about fields."""
    body = refusal(reply, status)
    assert body["message"] == message
    assert body["error"] == message
    return body


def assert_invalid(reply: TestResponse, *problems: tuple[str, str, str]) -> None:
    """A 400 that names exactly these (field, message, code), in order."""
    body = refusal(reply, 400)
    told = [(error["field"], error["message"], error["code"]) for error in body["errors"]]
    assert told == list(problems), told
    assert body["message"] == "Validation failed"
    assert body["error"] == "; ".join(message for _, message, _ in problems)


def refusal(reply: TestResponse, status: int) -> dict[str, Any]:
    """The body of any refusal: JSON with the four keys every client may read."""
    assert reply.status_code == status, reply.get_data(as_text=True)
    assert reply.content_type == "application/json"
    body: dict[str, Any] = reply.get_json()
    assert body["success"] is False
    assert body["error"] and isinstance(body["error"], str)
    assert body["message"] and isinstance(body["message"], str)
    assert all(set(told) == {"field", "message", "code"} for told in body["errors"])
    return body


def codes_of(body: dict[str, Any]) -> list[str]:
    """The codes of a refusal's errors."""
    return [told["code"] for told in body["errors"]]


def titles_of(reply: TestResponse) -> list[str]:
    """Titles of a list reply in its order."""
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return [item["title"] for item in reply.get_json()["data"]]
