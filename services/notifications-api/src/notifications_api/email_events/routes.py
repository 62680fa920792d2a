"""POST /email/events: bounces, complaints and deliveries, as SES tells them."""

from datetime import timedelta

from flask import Blueprint

from notifications_api.email_events.replies import AcceptedEventsSchema
from notifications_api.email_events.reports import BOUNCE, COMPLAINT, MailEvent, parse_events
from notifications_api.service import NotificationsService
from notifications_api.tokens import require_token
from suite.database import Connection
from suite.http import PUBLIC, Call, Reply, endpoint, json_reply
from suite.http.bodies import MAX_BODY_BYTES, parse_json, read_body, require_json
from suite.mail.queries import count_bounces, insert_bounce, insert_suppression

COUNTED = timedelta(days=7)
MOST_BOUNCES = 3

email_events = Blueprint("email_events", __name__)


@email_events.post("/events")
@endpoint(
    PUBLIC,
    "Reports of the mail provider; Bearer EMAIL_EVENTS_TOKEN",
    token="pushed",
    reads={"application/json": {"description": "an event of SES, or a list of them", "type": ["object", "array"]}},
    replies={
        200: ("How many", AcceptedEventsSchema()),
        401: "Not the token",
        408: "The body did not arrive in time",
        413: "The body is too large",
        415: "Not JSON",
        422: "Not events of SES",
    },
)
def accept_events(call: Call[NotificationsService]) -> Reply:
    require_token(call, call.service.settings.email_events_token)
    body = read_body(call.environ, MAX_BODY_BYTES)
    require_json(call.environ)
    events = parse_events(parse_json(body))
    with call.service.database.transaction() as connection:
        for event in events:
            remember(connection, event)
    for event in events:
        call.service.notification_metrics.count_event(event.kind)
    return json_reply({"accepted": len(events)})


def remember(connection: Connection, event: MailEvent) -> None:
    """Suppress what bounced for good or complained, and what bounced three times in a week."""
    for address in event.addresses:
        if event.kind == COMPLAINT:
            insert_suppression(connection, address, COMPLAINT)
        elif event.kind == BOUNCE and event.permanent:
            insert_suppression(connection, address, BOUNCE)
        elif event.kind == BOUNCE:
            insert_bounce(connection, event.id, address, event.at)
            if count_bounces(connection, address, event.at - COUNTED) >= MOST_BOUNCES:
                insert_suppression(connection, address, BOUNCE)
