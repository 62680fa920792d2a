"""SQL over the inbox of the consumer's own schema. `now` None means the time of the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from suite.database import Connection

_NOW = "coalesce(%(now)s::timestamptz, clock_timestamp())"
# A lost attempt (the process died) is followed by the same pause as a failed one.
CLAIM = f"""
    INSERT INTO inbox AS held (subscription, message_id, state, attempts, replay, lease_until)
    VALUES (%(subscription)s, %(message_id)s, 'processing', 1, %(replay)s, {_NOW} + %(lease)s * interval '1 second')
    ON CONFLICT (subscription, message_id) DO UPDATE
    SET state = 'processing', replay = greatest(held.replay, excluded.replay), lease_until = excluded.lease_until,
        attempts = CASE WHEN excluded.replay > held.replay THEN 1 ELSE held.attempts + 1 END
    WHERE held.state <> 'done' AND (
        (held.state = 'dead' AND excluded.replay > held.replay)
        OR (held.attempts < %(most)s AND (
            (held.state = 'failed' AND held.lease_until <= {_NOW})
            OR (held.state = 'processing' AND held.lease_until + interval '1 second'
                * least(%(longest)s, %(first)s * power(2, held.attempts - 1)) <= {_NOW})))
    )
    RETURNING attempts, replay
"""
SELECT_HELD = f"""
    SELECT state, attempts, replay, last_error, extract(epoch FROM lease_until - {_NOW})::float8
    FROM inbox WHERE subscription = %(subscription)s AND message_id = %(message_id)s
"""
_SAME = (
    " WHERE subscription = %(subscription)s AND message_id = %(message_id)s AND attempts = %(attempts)s"
    " AND replay = %(replay)s"
)
_MINE = _SAME + " AND state = 'processing'"
FINISH = f"UPDATE inbox SET state = 'done', done_at = {_NOW}, last_error = NULL" + _MINE
RENEW = f"UPDATE inbox SET lease_until = {_NOW} + %(lease)s * interval '1 second'" + _MINE
RELEASE = (
    f"UPDATE inbox SET state = 'failed', lease_until = {_NOW} + %(delay)s * interval '1 second',"
    " attempts = %(left)s, last_error = %(reason)s" + _MINE
)
GIVE_UP = (
    f"UPDATE inbox SET state = 'dead', done_at = {_NOW}, last_error = %(reason)s"
    + _SAME
    + " AND state IN ('processing', 'failed')"
)
TIDY = """
    DELETE FROM inbox WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM inbox WHERE done_at < now() - %(days)s * interval '1 day' LIMIT 10000))
"""


@dataclass(frozen=True)
class Claim:
    """The right to handle a message; `attempts` counts this one too."""

    subscription: str
    message_id: UUID
    replay: int
    attempts: int

    def values(self) -> dict[str, Any]:
        """As parameters."""
        return {
            "subscription": self.subscription,
            "message_id": str(self.message_id),
            "replay": self.replay,
            "attempts": self.attempts,
        }


@dataclass(frozen=True)
class Held:
    """A message that cannot be claimed: `seconds` its lease or pause still lasts, negative when it has ended."""

    state: str
    attempts: int
    replay: int
    last_error: str | None
    seconds: float


def claim_message(connection: Connection, values: dict[str, Any]) -> tuple[int, int] | None:
    """Number and generation of the attempt that begins; None: it is done, dead, in other hands or not yet due."""
    row = connection.row(CLAIM, values)
    return (row[0], row[1]) if row else None


def select_held(connection: Connection, values: dict[str, Any]) -> Held | None:
    """What keeps the message from being claimed."""
    row = connection.row(SELECT_HELD, values)
    return Held(*row) if row else None


def finish_message(connection: Connection, claim: Claim, now: datetime | None) -> bool:
    """Mark as done; False when the claim is no longer ours."""
    return connection.run(FINISH, {**claim.values(), "now": now}) == 1


def renew_claim(connection: Connection, claim: Claim, lease: float, now: datetime | None) -> bool:
    """Hold it for so long from now; False when the claim is no longer ours."""
    return connection.run(RENEW, {**claim.values(), "lease": lease, "now": now}) == 1


def release_message(
    connection: Connection, claim: Claim, delay: float, left: int, reason: str, now: datetime | None
) -> bool:
    """Let it be tried again after `delay` seconds, with `left` attempts counted."""
    values = {**claim.values(), "delay": delay, "left": left, "reason": reason, "now": now}
    return connection.run(RELEASE, values) == 1


def give_up_message(connection: Connection, claim: Claim, reason: str, now: datetime | None) -> bool:
    """Mark as dead; False when the claim is no longer ours."""
    return connection.run(GIVE_UP, {**claim.values(), "reason": reason, "now": now}) == 1


def delete_finished(connection: Connection, days: int) -> int:
    """Forget what was finished so long ago; how many there were, at most 10 000 a call."""
    return connection.run(TIDY, {"days": days})
