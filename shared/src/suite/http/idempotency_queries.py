"""SQL of idempotency keys. `table` is a constant of the service."""

from suite.database import Connection

KEPT = "24 hours"
WAIT_MS = 5_000
LONGEST_ROUTE = 200


def insert_claim(connection: Connection, table: str, user_id: str, key: str, route: str, request_hash: str) -> bool:
    """Claim a key until the commit; False when it is answered. LockTimeout: somebody else's claim is open."""
    inserted = connection.row(
        f"SET LOCAL lock_timeout = {WAIT_MS}; SET LOCAL statement_timeout = {2 * WAIT_MS};"
        f" DELETE FROM {table} WHERE user_id = %(user_id)s AND key = %(key)s"
        f" AND created_at < now() - interval '{KEPT}';"
        f" INSERT INTO {table} (user_id, key, route, request_hash, created_at)"
        " VALUES (%(user_id)s, %(key)s, %(route)s, %(request_hash)s, now())"
        " ON CONFLICT (user_id, key) DO NOTHING RETURNING 1",
        {"user_id": user_id, "key": key, "route": route[:LONGEST_ROUTE], "request_hash": request_hash},
    )
    return inserted is not None


def select_reply(connection: Connection, table: str, user_id: str, key: str) -> tuple[str, int | None, str] | None:
    """The hash of the request a key was used with, and the status and text of its reply once there is one."""
    return connection.row(
        f"SELECT request_hash, status_code, response::text FROM {table} WHERE user_id = %s AND key = %s",
        (user_id, key),
    )


def update_claim(connection: Connection, table: str, user_id: str, key: str, status: int, response: str) -> None:
    """The reply of a claimed key, with the next round trip."""
    connection.run_later(
        f"UPDATE {table} SET status_code = %s, response = %s WHERE user_id = %s AND key = %s",
        (status, response, user_id, key),
    )
