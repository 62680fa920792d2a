"""What holds for every report of a mail, every push and every resumed stream."""

import base64
import contextlib
import json
from datetime import UTC, datetime
from string import Formatter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from notifications_api.consumers.wording import MOST_MESSAGE, SENTENCES, tell
from notifications_api.email_events.reports import parse_events
from notifications_api.email_events.routes import COUNTED
from notifications_api.push.messages import parse_action, parse_push
from notifications_api.stream.routes import parse_event_id
from suite.errors import AppError
from suite.mail.addresses import is_address
from suite.text.storable import is_storable_json

EVERY = settings(max_examples=150, deadline=None)
STRANGE = some.text(some.characters(codec=None), max_size=30)
JSON: Any = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False), some.text(max_size=10)),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MOMENTS = some.datetimes().map(datetime.isoformat) | some.sampled_from(
    ["0001-01-01T00:00:00Z", "0001-01-05", "9999-12-31T23:59:59-14:00", "now", ""]
)
DETAIL = some.fixed_dictionaries(
    {},
    optional={
        "feedbackId": some.just("f") | JSON,
        "bounceType": some.just("Permanent") | JSON,
        "timestamp": MOMENTS | JSON,
        **dict.fromkeys(
            ("bouncedRecipients", "complainedRecipients", "recipients"),
            some.lists(some.emails() | STRANGE | some.fixed_dictionaries({"emailAddress": some.emails() | JSON}))
            | JSON,
        ),
    },
)
EVENT = some.fixed_dictionaries(
    {"eventType": some.sampled_from(["Bounce", "Complaint", "Delivery", "Open"]) | JSON},
    optional={"bounce": DETAIL, "complaint": DETAIL, "delivery": DETAIL, "mail": DETAIL | JSON},
)


@EVERY
@given(some.lists(EVENT, max_size=3) | EVENT | JSON)
def test_any_report_of_mails_has_events_or_is_invalid(content: Any) -> None:
    with contextlib.suppress(AppError):
        for event in parse_events(content):
            assert all(map(is_address, event.addresses))
            assert event.at - COUNTED < event.at <= datetime.now(UTC)


@EVERY
@given(
    some.fixed_dictionaries(
        {},
        optional={
            "data": (JSON | STRANGE).map(lambda content: base64.b64encode(json.dumps(content).encode()).decode())
            | STRANGE
            | JSON,
            "messageId": STRANGE | JSON,
        },
    ).map(lambda message: {"message": message})
    | JSON
)
def test_any_push_has_an_action_or_is_refused(body: Any) -> None:
    with contextlib.suppress(AppError):
        pushed = parse_push(body)
        assert is_storable_json(pushed.content)
        parse_action(pushed.content)


@EVERY
@given(STRANGE | some.uuids().map(str) | some.integers(0, 2**128 - 1).map(lambda number: f"{number:032x}"))
def test_a_stream_is_resumed_or_begun(text: str) -> None:
    found = parse_event_id(text)
    assert found is None or found[0].tzinfo is not None


@EVERY
@given(some.sampled_from(sorted(SENTENCES)), some.text(max_size=5), some.text(max_size=400))
def test_any_value_is_told_in_a_sentence(topic: str, locale: str, value: str) -> None:
    names = {
        name for wording in SENTENCES[topic].values() for _, name, _, _ in Formatter().parse(wording.message) if name
    }
    sentence = tell(topic, locale, dict.fromkeys(names, value))
    assert 0 < len(sentence.message) <= MOST_MESSAGE
