"""How documentation-api words its errors."""

from typing import Any

from suite.errors import (
    ABSENT,
    AppError,
    BadRequest,
    DatabaseUnavailable,
    Problem,
    RateLimited,
    ValidationFailed,
)

SHOWN_CHARACTERS = 100


def envelope(error: AppError, request_id: str) -> dict[str, Any]:
    """`{success, error, message, errors, code, request_id}`, and `details` when a field is at fault."""
    listed = once(error.problems)
    text = message_of(error)
    body = {
        "success": False,
        "error": text,
        "message": text,
        "errors": [error_entry(problem) for problem in listed],
        "code": error.code,
        "request_id": request_id,
    }
    if isinstance(error, BadRequest) and listed:
        body["error"] = ValidationFailed.__doc__
        body["message"] = "; ".join(problem.message for problem in listed)
        body["details"] = [detail_entry(problem) for problem in listed]
    return {**body, **error.extra}


def message_of(error: AppError) -> str:
    """The sentence of an error, in the words of this service."""
    if isinstance(error, RateLimited):
        return error.message.removesuffix(".")
    return "Database connection error" if isinstance(error, DatabaseUnavailable) else error.message


def once(problems: tuple[Problem, ...]) -> list[Problem]:
    """Every broken rule, each once."""
    return list({(problem.field, problem.message): problem for problem in problems}.values())


def detail_entry(problem: Problem) -> dict[str, Any]:
    """`{field, message, value}`, without a value when none was sent."""
    return {"field": problem.field, "message": problem.message, **shown_value(problem)}


def error_entry(problem: Problem) -> dict[str, Any]:
    """The same as the documentation site reads it."""
    return {
        "field": problem.field,
        "message": problem.message,
        "code": problem.code,
        "type": "field",
        "msg": problem.message,
        "path": problem.field,
        "location": problem.location,
        **shown_value(problem),
    }


def shown_value(problem: Problem) -> dict[str, Any]:
    """The value that was sent: text cut short, anything nested as the text of its beginning."""
    value = problem.value
    if value is ABSENT:
        return {}
    if isinstance(value, list) and problem.location == "query":
        value = value[0] if len(value) == 1 else ",".join(value)
    if value is None or isinstance(value, bool | int | float):
        return {"value": value}
    return {"value": (value if isinstance(value, str) else repr(value))[:SHOWN_CHARACTERS]}
