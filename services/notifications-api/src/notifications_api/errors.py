"""How notifications-api words its errors."""

from collections.abc import Mapping
from typing import Any

from notifications_api.push.errors import (
    HandlerFailed,
    InProgress,
    InvalidBase64,
    InvalidContent,
    InvalidStructure,
    MissingAction,
)
from notifications_api.wording import CATALOGUE
from suite.errors import AppError, BadRequest, Conflict, Forbidden, NotFound, Problem, ValidationFailed

CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "CONFLICT",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "VALIDATION",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}

# These keep their own code: whoever pushes reads it.
PUSH_ERRORS = (HandlerFailed, InProgress, InvalidBase64, InvalidContent, InvalidStructure, MissingAction)


class Invalid(ValidationFailed):
    """Validation failed"""

    status = 422


class InvalidNotificationId(BadRequest):
    """Invalid notification ID format"""

    code = "INVALID_ID"


class NotificationNotFound(NotFound):
    """Notification not found"""

    code = "NOTIFICATION_NOT_FOUND"


class ForeignNotification(Forbidden):
    """Cannot create notifications for other users"""

    code = "FOREIGN_NOTIFICATION"


class ForeignContact(Forbidden):
    """Cannot see or change other users' contacts"""

    code = "FOREIGN_CONTACT"


class ForeignPreferences(Forbidden):
    """Cannot see or change other users' preferences"""

    code = "FOREIGN_PREFERENCES"


class ContactNotFound(NotFound):
    """Contact not found"""

    code = "CONTACT_NOT_FOUND"


class SuppressionNotFound(NotFound):
    """Suppression not found"""

    code = "SUPPRESSION_NOT_FOUND"


class DeadLetterNotFound(NotFound):
    """Dead letter not found"""

    code = "DEAD_LETTER_NOT_FOUND"


class InvalidToken(NotFound):
    """This link is not valid"""

    code = "INVALID_LINK"


class WebhookNotFound(NotFound):
    """Webhook not found"""

    code = "WEBHOOK_NOT_FOUND"


class DeliveryNotFound(NotFound):
    """Delivery not found"""

    code = "DELIVERY_NOT_FOUND"


class WebhookOff(Conflict):
    """The webhook is switched off"""

    code = "WEBHOOK_OFF"


class DeliveryPending(Conflict):
    """The delivery is on its way"""

    code = "DELIVERY_PENDING"


class TooManyWebhooks(Conflict):
    """There are as many webhooks as there may be"""

    code = "TOO_MANY_WEBHOOKS"


def invalid(field: str, message: str, code: str = "invalid") -> Invalid:
    """One broken rule."""
    return Invalid(problems=[Problem(field, message, code)])


def error_body(error: AppError, request_id: str, languages: str | None) -> dict[str, Any]:
    """`{"error": {"code", "message", "details"?}, "request_id"}`, the message in the best of the wanted languages."""
    code = CODES.get(error.status, "INTERNAL_SERVER_ERROR" if error.status >= 500 else "BAD_REQUEST")
    if isinstance(error, PUSH_ERRORS):
        code = error.code
    body: dict[str, Any] = {"code": code, "message": CATALOGUE.word(error, CATALOGUE.best_locale(languages))}
    if error.problems:
        body["details"] = [{"field": item.field, "message": item.message} for item in error.problems]
    return {"error": body, "request_id": request_id, **error.extra}


def envelope_of(environ: Mapping[str, Any]) -> Any:
    """The envelope in the languages of this request."""
    languages = environ.get("HTTP_ACCEPT_LANGUAGE")
    return lambda error, request_id: error_body(error, request_id, languages)
