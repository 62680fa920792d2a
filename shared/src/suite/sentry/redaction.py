"""What must not leave with an event: the same that must not reach a log, and addresses of people everywhere."""

from collections.abc import Callable, Iterable
from typing import Any

from suite.logs.redaction import Redactor

BeforeSend = Callable[[Any, Any], Any]


def redacting(secrets: Iterable[str]) -> BeforeSend:
    """Sentry's hook before an event is sent."""
    redactor = Redactor(secrets, mask_emails=True)

    def redact_event(event: dict[str, Any], _hint: object) -> dict[str, Any]:
        # Part by part: what is too long of one leaves the others whole.
        redacted = {name: redactor.redact(value) for name, value in event.items() if name not in ("exception", "spans")}
        if "exception" in event:
            redacted["exception"] = {"values": [redactor.redact(value) for value in event["exception"]["values"]]}
        if "spans" in event:
            redacted["spans"] = [redactor.redact(span) for span in event["spans"]]
        return redacted

    return redact_event
