"""Event JSON of SES: what happened to a mail that SES had accepted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from notifications_api.errors import Invalid, invalid
from suite.http.fields.moments import moment_of
from suite.mail.addresses import MAX_ADDRESS, is_address, normal_address

BOUNCE, COMPLAINT, DELIVERY = "bounce", "complaint", "delivery"
MOST_EVENTS = 1_000
RECIPIENTS = {BOUNCE: "bouncedRecipients", COMPLAINT: "complainedRecipients", DELIVERY: "recipients"}
ID_LENGTH = 200
FIRST_YEAR = 2011


@dataclass(frozen=True)
class MailEvent:
    """A report about some addresses; `permanent` only of bounces. `id` stays the same when it is reported again."""

    kind: str
    id: str
    addresses: tuple[str, ...]
    permanent: bool
    at: datetime


def parse_events(content: Any) -> list[MailEvent]:
    """The known events of a body, single or array; others (sends, opens, clicks) are passed over. Invalid."""
    listed = content if isinstance(content, list) else [content]
    if not listed or len(listed) > MOST_EVENTS:
        raise invalid("body", f"body must be an event or an array of 1 to {MOST_EVENTS} events", "invalid_body")
    return list(_parse_all(listed))


def _parse_all(listed: list[Any]) -> Iterator[MailEvent]:
    for position, entry in enumerate(listed):
        if not isinstance(entry, Mapping):
            raise _broken(position, "must be an object")
        kind = entry.get("eventType") or entry.get("notificationType")
        if not isinstance(kind, str):
            raise _broken(position, "lacks eventType")
        if kind.lower() in RECIPIENTS:
            yield _parse(kind.lower(), entry, position)


def _parse(kind: str, entry: Mapping[str, Any], position: int) -> MailEvent:
    detail = entry.get(kind)
    if not isinstance(detail, Mapping):
        raise _broken(position, f"lacks {kind}")
    mail = entry.get("mail")
    identifier = detail.get("feedbackId") or (mail.get("messageId") if isinstance(mail, Mapping) else None)
    if not isinstance(identifier, str) or not identifier:
        raise _broken(position, "lacks feedbackId and mail.messageId")
    addresses = tuple(_addresses(detail.get(RECIPIENTS[kind]), position))
    permanent = kind == BOUNCE and str(detail.get("bounceType", "")).lower() == "permanent"
    return MailEvent(kind, identifier[:ID_LENGTH], addresses, permanent, _moment(detail.get("timestamp")))


def _addresses(recipients: Any, position: int) -> Iterator[str]:
    if not isinstance(recipients, list) or len(recipients) > MOST_EVENTS:
        raise _broken(position, "lacks recipients")
    for recipient in recipients:
        address = recipient.get("emailAddress") if isinstance(recipient, Mapping) else recipient
        if not isinstance(address, str) or len(address) > MAX_ADDRESS + 100:
            raise _broken(position, "has a recipient without address")
        # SES may repeat the name of a recipient: `Ana <ana@example.org>`.
        bare = address.rpartition("<")[2].rstrip("> ").strip()
        if is_address(bare):
            yield normal_address(bare)


def _moment(text: Any) -> datetime:
    """When it happened; now, when it does not say so, or a moment when there was no SES, or that is still to come."""
    now = datetime.now(UTC)
    try:
        moment = moment_of(str(text))
    except (ValueError, OverflowError):
        return now
    return moment if moment.year >= FIRST_YEAR and moment <= now else now


def _broken(position: int, text: str) -> Invalid:
    return invalid(f"events.{position}", f"event {position} {text}", "invalid_event")
