"""publish() writes an outbox row in the caller's transaction, or refuses before anything is written."""

from collections.abc import Iterator
from typing import Any

import pytest

from suite.database import Database
from suite.events import InvalidPayload, PublisherNotFound, publish, publish_many
from suite.events.topics import TOPICS
from suite.logs.context import request_context
from suite_testing.databases import TestCluster

MOVED = {
    "itemId": "i1",
    "title": 'O\'Brien: "ção" <b>',
    "from": "new",
    "to": "review",
    "changedBy": "u",
    "changedAt": "2026-01-15T10:30:00.000Z",
}
VALID: dict[str, dict[str, Any]] = {
    "notification-created": {
        "id": "n",
        "notificationId": "n",
        "userId": "u",
        "type": "email",
        "message": "m",
        "createdAt": "2026-01-15T10:30:00.000Z",
    },
    "notification-sent": {
        "notificationId": "n",
        "status": "sent",
        "timestamp": "2026-01-15T10:30:00.000Z",
        "channel": "email",
    },
    "notification-failed": {
        "notificationId": "n",
        "status": "failed",
        "reason": "no_recipient",
        "attempts": 1,
        "timestamp": "2026-01-15T10:30:00.000Z",
    },
    "mail-requested": {
        "mailId": "0199",
        "to": "reader@example.com",
        "reader": "r1",
        "template": "article",
        "subject": "Novo artigo",
        "data": {"title": "Ação"},
    },
    "newsletter-page": {"articleId": "1", "blogId": "3", "after": "0199"},
    "article-published": {
        "articleId": "a",
        "blogId": "b",
        "slug": "s",
        "title": "t",
        "publishedAt": "2026-01-15T10:30:00.000Z",
    },
    "item-status-changed": MOVED,
    "idea-moved": {"ideaId": "x", **{name: value for name, value in MOVED.items() if name != "itemId"}},
    "crawl-finished": {
        "crawlId": "c",
        "url": "https://example.org/",
        "status": "completed",
        "completed": 3,
        "failed": 0,
        "finishedAt": "2026-01-15T10:30:00.000Z",
    },
    "sync-failed": {
        "stream": "trades",
        "runId": "r",
        "error": "timeout",
        "failedAt": "2026-01-15T10:30:00.000Z",
        "consecutiveFailures": 3,
    },
    "system-down": {"service": "blog-api", "status": "not_ready", "since": "2026-01-15T10:30:00.000Z"},
    "webhook-disabled": {
        "webhookId": "0199",
        "host": "hooks.example.com",
        "reason": "a day of failures",
        "disabledAt": "2026-01-15T10:30:00.000Z",
    },
    "dead-letter": {
        "original": {"id": "x"},
        "subscription": "s",
        "reason": "r",
        "attempts": 5,
        "failedAt": "2026-01-15T10:30:00.000Z",
    },
}


@pytest.fixture(scope="module")
def database(test_cluster: TestCluster) -> Iterator[Database]:
    found = test_cluster.clone("workspace-api", "workspace")
    database = Database(found.dsn("app_workspace"), schema="workspace", application="test")
    yield database
    database.close()


def outbox(database: Database, message_id: str) -> tuple[Any, ...] | None:
    with database.read() as connection:
        return connection.row("SELECT topic, key, data, attributes, sent_at FROM outbox WHERE id = %s", (message_id,))


def size(database: Database) -> int:
    with database.read() as connection:
        return int(connection.value("SELECT count(*) FROM outbox"))


def test_the_row_appears_with_the_commit(database: Database) -> None:
    with database.transaction() as connection:
        told = publish(connection, "item-status-changed", MOVED, request_id="r-1")
        assert outbox(database, told["messageId"]) is None
    assert told["topic"] == "item-status-changed"
    attributes = {"version": 1, "requestId": "r-1"}
    assert outbox(database, told["messageId"]) == ("item-status-changed", "i1", MOVED, attributes, None)


def test_a_rollback_takes_the_row_with_it(database: Database) -> None:
    before = size(database)
    with pytest.raises(RuntimeError, match="changed my mind"), database.transaction() as connection:
        publish(connection, "item-status-changed", MOVED)
        raise RuntimeError("changed my mind")
    assert size(database) == before


def test_publishing_costs_one_statement(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    operations: list[str] = []
    monkeypatch.setattr(database._meter, "observe_query", lambda operation, *_: operations.append(operation))
    with database.transaction() as connection:
        publish(connection, "item-status-changed", MOVED)
        publish_many(connection, "item-status-changed", [MOVED] * 50)
        publish_many(connection, "item-status-changed", [])
    assert operations == ["insert", "insert"]  # the last carries the commit


def test_many_events_keep_their_order(database: Database) -> None:
    moves = [{**MOVED, "itemId": "many", "to": f"s{number}"} for number in range(30)]
    with database.transaction() as connection:
        told = publish_many(connection, "item-status-changed", moves)
    with database.read() as connection:
        rows = connection.rows("SELECT id::text, data FROM outbox WHERE key = 'many' ORDER BY seq")
    assert rows == [(one["messageId"], data) for one, data in zip(told, moves, strict=True)]


def test_the_request_in_progress_is_remembered(database: Database) -> None:
    token = request_context.set({"request_id": "of-the-request"})
    try:
        with database.transaction() as connection:
            told = publish(connection, "item-status-changed", MOVED)
    finally:
        request_context.reset(token)
    row = outbox(database, told["messageId"])
    assert row is not None
    assert row[3]["requestId"] == "of-the-request"


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_takes_its_data_and_lists_what_it_requires(topic: str, database: Database) -> None:
    with database.transaction() as connection:
        publish(connection, topic, {**VALID[topic], "an extra": [1, None]})
    with pytest.raises(InvalidPayload) as refused, database.transaction() as connection:
        publish(connection, topic, {})
    assert refused.value.code == "INVALID_PAYLOAD"
    assert all(name in refused.value.message for name in VALID[topic])


def test_an_unknown_topic_is_refused(database: Database) -> None:
    with pytest.raises(PublisherNotFound) as refused, database.transaction() as connection:
        publish(connection, "item-eaten", MOVED)
    assert refused.value.code == "PUBLISHER_NOT_FOUND"


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {**MOVED, "itemId": 7},
        {**MOVED, "itemId": "x" * 101},
        {**MOVED, "changedAt": "yesterday"},
        {**MOVED, "changedAt": "2026-01-15T10:30:00"},
        {**MOVED, "title": "nul \x00"},
        {**MOVED, "extra": "lone \ud800"},
        {**MOVED, "extra": float("nan")},
        {**MOVED, "extra": 10**30},
        {**MOVED, "extra": object()},
        {**MOVED, "extra": "x" * 262_144},
    ],
    ids=[
        "nothing",
        "list",
        "number",
        "long",
        "no date",
        "no zone",
        "NUL",
        "surrogate",
        "NaN",
        "integer",
        "object",
        "huge",
    ],
)
def test_bad_data_are_refused_before_anything_is_written(data: Any, database: Database) -> None:
    before = size(database)
    with database.transaction() as connection:
        connection.value("SELECT 1")
        with pytest.raises(InvalidPayload):
            publish(connection, "item-status-changed", data)
    assert size(database) == before


def test_the_six_characters_of_an_escape_are_text_like_any_other(database: Database) -> None:
    title = "what \\u0000 and \\ud800 mean"
    with database.transaction() as connection:
        publish(connection, "item-status-changed", {**MOVED, "title": title})
        assert connection.value("SELECT data->>'title' FROM outbox ORDER BY seq DESC LIMIT 1") == title


def test_a_key_of_ones_own_is_bounded(database: Database) -> None:
    with database.transaction() as connection:
        told = publish(connection, "item-status-changed", MOVED, key="k" * 255)
        for key in ("", "k" * 256):
            with pytest.raises(InvalidPayload):
                publish(connection, "item-status-changed", MOVED, key=key)
    row = outbox(database, told["messageId"])
    assert row is not None
    assert row[1] == "k" * 255
