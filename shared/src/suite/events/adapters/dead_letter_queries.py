"""SQL over the dead letters."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.events.dead_letters import DeadLetter, DeadLetterChoice

_CHOSEN = """
    WHERE (%(topic)s::text IS NULL OR topic = %(topic)s)
      AND (%(subscription)s::text IS NULL OR subscription = %(subscription)s)
      AND (%(dead_letter_id)s::uuid IS NULL OR id = %(dead_letter_id)s)
      AND (%(since)s::timestamptz IS NULL OR failed_at >= %(since)s)
      AND (%(replayed)s OR replayed_at IS NULL)
"""
COLUMNS = (
    "id",
    "subscription",
    "topic",
    "message_id",
    "envelope",
    "body",
    "reason",
    "attempts",
    "failed_at",
    "replay",
    "replayed_at",
)
SELECT = (
    f"SELECT {', '.join(COLUMNS)} FROM dead_letters"
    + _CHOSEN
    + " ORDER BY failed_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s"
)
COUNT = "SELECT count(*) FROM dead_letters" + _CHOSEN
UPSERT = """
    INSERT INTO dead_letters AS kept
        (id, subscription, topic, message_id, envelope, body, reason, attempts, failed_at, replay)
    VALUES (%(id)s, %(subscription)s, %(topic)s, %(message_id)s, %(envelope)s, %(body)s, %(reason)s, %(attempts)s,
            %(failed_at)s, %(replay)s)
    ON CONFLICT (subscription, message_id) DO UPDATE
    SET envelope = excluded.envelope, body = excluded.body, reason = excluded.reason, attempts = excluded.attempts,
        failed_at = excluded.failed_at, replay = greatest(kept.replay, excluded.replay), replayed_at = NULL
"""
MARK = """
    UPDATE dead_letters SET replayed_at = clock_timestamp()
    FROM unnest(%(ids)s::uuid[], %(failed)s::timestamptz[]) AS told (letter, failed)
    WHERE id = letter AND failed_at = failed
"""
DROP = "DELETE FROM dead_letters WHERE id = ANY(%(ids)s::uuid[])"
PURGE = "DELETE FROM dead_letters WHERE failed_at < %(before)s"


def upsert_dead_letter(connection: Connection, dead_letter: DeadLetter) -> None:
    """Keep it in place of an earlier one about the same message."""
    values = {
        "id": str(dead_letter.id),
        "subscription": dead_letter.subscription,
        "topic": dead_letter.topic,
        "message_id": str(dead_letter.message_id),
        "envelope": json.dumps(dead_letter.envelope) if dead_letter.envelope is not None else None,
        "body": dead_letter.body,
        "reason": dead_letter.reason[:2_000],
        "attempts": dead_letter.attempts,
        "failed_at": dead_letter.failed_at,
        "replay": dead_letter.replay,
    }
    connection.run(UPSERT, values)


def select_dead_letters(connection: Connection, choice: DeadLetterChoice, limit: int, offset: int) -> list[DeadLetter]:
    """The chosen ones, latest failure first."""
    rows = connection.rows(SELECT, {**_values(choice), "limit": limit, "offset": offset})
    return [dead_letter_of(dict(zip(COLUMNS, row, strict=True))) for row in rows]


def dead_letter_of(values: dict[str, Any]) -> DeadLetter:
    """A row of SELECT by column."""
    return DeadLetter(**{**values, "id": UUID(values["id"]), "message_id": UUID(values["message_id"])})


def count_dead_letters(connection: Connection, choice: DeadLetterChoice) -> int:
    """How many are chosen."""
    return int(connection.value(COUNT, _values(choice)))


def mark_replayed(connection: Connection, dead_letters: Sequence[DeadLetter]) -> None:
    """They are on their way, unless they have failed anew since they were read."""
    values = {
        "ids": [str(dead_letter.id) for dead_letter in dead_letters],
        "failed": [dead_letter.failed_at for dead_letter in dead_letters],
    }
    connection.run(MARK, values)


def delete_dead_letters(connection: Connection, dead_letter_ids: Sequence[UUID]) -> int:
    """Forget these; how many there were."""
    return connection.run(DROP, {"ids": [str(dead_letter_id) for dead_letter_id in dead_letter_ids]})


def delete_before(connection: Connection, before: datetime) -> int:
    """Forget those that failed before; how many there were."""
    return connection.run(PURGE, {"before": before})


def _values(choice: DeadLetterChoice) -> dict[str, Any]:
    return {
        "topic": choice.topic,
        "subscription": choice.subscription,
        "dead_letter_id": str(choice.dead_letter_id) if choice.dead_letter_id else None,
        "since": choice.since,
        "replayed": choice.replayed,
    }
