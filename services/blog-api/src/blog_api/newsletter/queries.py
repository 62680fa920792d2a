"""SQL over newsletter subscriptions."""

from uuid import UUID

from suite.database import Connection

NEW, REACTIVATED, KNOWN = "new", "reactivated", "known"

# One statement, so that two requests at once make one row: the row that was inserted has no xmax.
SUBSCRIBE = """
WITH written AS (
    INSERT INTO newsletter_subscriptions (id, blog_id, email, ip_hash, user_agent, source, is_active, confirmed_at)
    VALUES (%(id)s::uuid, %(blog_id)s, %(email)s, %(ip_hash)s, %(user_agent)s, %(source)s, %(active)s,
            CASE WHEN %(active)s THEN now() END)
    ON CONFLICT (blog_id, email) DO UPDATE
       SET is_active = %(active)s, unsubscribed_at = NULL, subscribed_at = now(), updated_at = now()
     WHERE NOT newsletter_subscriptions.is_active
    RETURNING xmax = 0 AS inserted)
SELECT inserted FROM written
"""


def subscribe(
    connection: Connection,
    blog_id: int,
    subscription: UUID,
    email: str,
    *,
    active: bool,
    ip_hash: bytes,
    user_agent: str | None,
    source: str | None,
) -> str:
    """Store an address: new, reactivated, or known and left as it is. Not `active` means: to be confirmed."""
    inserted = connection.value(
        SUBSCRIBE,
        {
            "id": str(subscription),
            "blog_id": blog_id,
            "email": email,
            "active": active,
            "ip_hash": ip_hash,
            "user_agent": user_agent,
            "source": source,
        },
    )
    if inserted is None:
        return KNOWN
    return NEW if inserted else REACTIVATED


def confirm(connection: Connection, blog_id: int, subscription: UUID) -> None:
    """Switch a subscription on; again changes nothing."""
    connection.run(
        "UPDATE newsletter_subscriptions SET is_active = true, unsubscribed_at = NULL,"
        " confirmed_at = coalesce(confirmed_at, now()), updated_at = now()"
        " WHERE blog_id = %(blog_id)s AND id = %(id)s::uuid AND NOT is_active",
        {"blog_id": blog_id, "id": str(subscription)},
    )


def unsubscribe(connection: Connection, blog_id: int, subscription: UUID) -> None:
    """Switch a subscription off; again changes nothing."""
    connection.run(
        "UPDATE newsletter_subscriptions SET is_active = false, unsubscribed_at = now(), updated_at = now()"
        " WHERE blog_id = %(blog_id)s AND id = %(id)s::uuid AND is_active",
        {"blog_id": blog_id, "id": str(subscription)},
    )


def select_subscriptions(connection: Connection, blog_id: int) -> list[tuple[UUID, str, bool]]:
    """Id, address and whether it is active, oldest first: for the operator's mailing, never for a route."""
    rows = connection.rows(
        "SELECT id::text, email, is_active FROM newsletter_subscriptions WHERE blog_id = %(blog_id)s"
        " AND unsubscribed_at IS NULL ORDER BY id",
        {"blog_id": blog_id},
    )
    return [(UUID(identifier), email, active) for identifier, email, active in rows]
