"""/notifications/dead-letters: messages that could not be handled, for administrators."""

from uuid import UUID

from flask import Blueprint

from notifications_api.bus.replies import DeadLetterSchema, ReplayedSchema, ReplaySummarySchema
from notifications_api.bus.schemas import Replay, ReplaySchema, WantedSchema
from notifications_api.errors import DeadLetterNotFound
from notifications_api.pages import page_of, page_reply
from notifications_api.service import NotificationsService
from suite.errors import Unavailable
from suite.events.bus import Bus
from suite.events.dead_letters import (
    DeadLetter,
    drop_dead_letters,
    find_dead_letters,
    replay_messages,
    select_dead_letter,
)
from suite.events.errors import BusUnavailable
from suite.http import ADMIN, Call, Reply, endpoint, json_reply
from suite.http.replies import encode

MOST_REPLAYED = 1_000

dead_letters = Blueprint("dead_letters", __name__)
PAGE = ("A page", page_of(DeadLetterSchema))


class NoBus(Unavailable):
    """Service unavailable"""


def require_bus(call: Call[NotificationsService]) -> Bus:
    """The bus; NoBus where this service has none."""
    if call.service.bus is None:
        raise NoBus()
    return call.service.bus


@dead_letters.get("")
@endpoint(ADMIN, "Messages that were given up, latest first", query=WantedSchema(), replies={200: PAGE})
def list_dead_letters(call: Call[NotificationsService]) -> Reply:
    wanted = call.query
    try:
        found, total = find_dead_letters(
            require_bus(call), topic=wanted.topic, limit=wanted.limit, offset=wanted.offset
        )
    except BusUnavailable as error:
        raise NoBus() from error
    return page_reply(wanted, encode([dead_letter.wire() for dead_letter in found]).decode(), total)


@dead_letters.get("/<letter_id>")
@endpoint(ADMIN, "One of them", replies={200: ("The dead letter", DeadLetterSchema()), 404: "There is none"})
def show_dead_letter(call: Call[NotificationsService], letter_id: str) -> Reply:
    return json_reply(find_dead_letter(call, letter_id).wire())


@dead_letters.post("/<letter_id>/replay")
@endpoint(ADMIN, "Try one again", replies={200: ("How many", ReplayedSchema()), 404: "There is none"})
def replay_dead_letter(call: Call[NotificationsService], letter_id: str) -> Reply:
    dead_letter = find_dead_letter(call, letter_id)
    return json_reply({"replayed": len(replay_messages(require_bus(call), dead_letter_id=dead_letter.id))})


@dead_letters.post("/replay")
@endpoint(
    ADMIN,
    f"Try those of a topic, or all, again; at most {MOST_REPLAYED} a call",
    body=ReplaySchema(),
    replies={200: ("Which", ReplaySummarySchema())},
)
def replay_dead_letters(call: Call[NotificationsService]) -> Reply:
    wanted: Replay = call.body
    try:
        found = replay_messages(
            require_bus(call), topic=wanted.topic, since=wanted.since, dry_run=wanted.dry_run, limit=MOST_REPLAYED
        )
    except BusUnavailable as error:
        raise NoBus() from error
    replayed = 0 if wanted.dry_run else len(found)
    return json_reply(
        {"replayed": replayed, "dryRun": wanted.dry_run, "ids": [dead_letter.id for dead_letter in found]}
    )


@dead_letters.delete("/<letter_id>")
@endpoint(ADMIN, "Forget one", replies={204: "It is gone", 404: "There is none"})
def drop_dead_letter(call: Call[NotificationsService], letter_id: str) -> Reply:
    drop_dead_letters(require_bus(call), [find_dead_letter(call, letter_id).id])
    return json_reply(b"", 204)


def find_dead_letter(call: Call[NotificationsService], letter_id: str) -> DeadLetter:
    """The dead letter of a path; DeadLetterNotFound."""
    try:
        found = select_dead_letter(require_bus(call), UUID(letter_id))
    except ValueError:
        raise DeadLetterNotFound() from None
    except BusUnavailable as error:
        raise NoBus() from error
    if found is None:
        raise DeadLetterNotFound()
    return found
