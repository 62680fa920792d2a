"""SQL over `send_quota` and `suppressions`, tables of whichever service sends.

CREATE TABLE send_quota (
    adapter   VARCHAR(20)      PRIMARY KEY,
    next_at   TIMESTAMPTZ      NOT NULL,      -- when the next mail may go
    used      INTEGER          NOT NULL,      -- in the window that ends at resets_at
    resets_at TIMESTAMPTZ      NOT NULL
);
CREATE TABLE suppressions (
    email      VARCHAR(254) PRIMARY KEY,      -- lower case
    reason     VARCHAR(20)  NOT NULL,         -- bounce, complaint, unsubscribe, admin
    created_at TIMESTAMPTZ  NOT NULL
);
CREATE TABLE bounces (                        -- transient ones, counted over a week
    id UUID PRIMARY KEY, email VARCHAR(254) NOT NULL, created_at TIMESTAMPTZ NOT NULL
);
"""

from datetime import datetime
from typing import Any

from suite.database import Connection

_NOW = "coalesce(%(at)s::timestamptz, clock_timestamp())"
OPEN_QUOTA = f"""
    INSERT INTO send_quota (adapter, next_at, used, resets_at)
    VALUES (%(adapter)s, {_NOW}, 0, {_NOW} + interval '24 hours')
    ON CONFLICT (adapter) DO NOTHING
"""
# The row is the bucket of every process: each caller moves the next free moment on by one mail and is told its own.
RESERVE = f"""
    WITH clock AS (SELECT {_NOW} AS now)
    UPDATE send_quota SET
        next_at = greatest(next_at, clock.now) + make_interval(secs => 1 / %(rate)s::float8),
        used = greatest(CASE WHEN resets_at <= clock.now THEN 0 ELSE used END, %(used)s) + 1,
        resets_at = CASE WHEN resets_at <= clock.now THEN clock.now + interval '24 hours' ELSE resets_at END
    FROM clock
    WHERE adapter = %(adapter)s
      AND next_at <= clock.now + make_interval(secs => %(longest)s::float8)
      AND (%(daily)s::int IS NULL
           OR greatest(CASE WHEN resets_at <= clock.now THEN 0 ELSE used END, %(used)s) < %(daily)s::int)
    RETURNING extract(epoch FROM next_at - clock.now)::float8 - 1 / %(rate)s::float8, %(daily)s::int - used
"""
SELECT_WAIT = f"""
    WITH clock AS (SELECT {_NOW} AS now)
    SELECT extract(epoch FROM CASE
               WHEN %(daily)s::int IS NOT NULL AND resets_at > clock.now AND greatest(used, %(used)s) >= %(daily)s::int
               THEN resets_at ELSE next_at END - clock.now)::float8
    FROM send_quota, clock WHERE adapter = %(adapter)s
"""


def reserve_turn(connection: Connection, values: dict[str, Any]) -> tuple[float, int | None] | None:
    """Seconds to wait before sending and what is left of the day, or None when the next turn is too far off."""
    row = connection.row(RESERVE, values)
    if row is None:
        connection.run(OPEN_QUOTA, values)
        row = connection.row(RESERVE, values)
    return (max(0.0, row[0]), row[1]) if row else None


def select_wait(connection: Connection, values: dict[str, Any]) -> float:
    """Seconds until the next turn can be had."""
    return max(0.0, float(connection.value(SELECT_WAIT, values) or 0.0))


def select_suppressed(connection: Connection, email: str) -> bool:
    """Whether an address, in lower case, gets no mail."""
    found = connection.value("SELECT true FROM suppressions WHERE email = %(email)s", {"email": email})
    return found is not None


def insert_suppression(connection: Connection, email: str, reason: str) -> bool:
    """Suppress an address, in lower case; False when it already was."""
    statement = (
        "INSERT INTO suppressions (email, reason, created_at) VALUES (%(email)s, %(reason)s, now())"
        " ON CONFLICT (email) DO NOTHING"
    )
    return connection.run(statement, {"email": email, "reason": reason}) > 0


def insert_bounce(connection: Connection, bounce_id: str, email: str, at: datetime) -> None:
    """Remember a transient bounce; the same one again changes nothing."""
    connection.run(
        "INSERT INTO bounces (id, email, created_at) VALUES (%(id)s, %(email)s, %(at)s)"
        " ON CONFLICT (id, email) DO NOTHING",
        {"id": bounce_id, "email": email, "at": at},
    )


def count_bounces(connection: Connection, email: str, since: datetime) -> int:
    """Transient bounces of an address since a moment; older ones are forgotten."""
    values = {"email": email, "since": since}
    connection.run("DELETE FROM bounces WHERE email = %(email)s AND created_at < %(since)s", values)
    return int(connection.value("SELECT count(*) FROM bounces WHERE email = %(email)s", values))
