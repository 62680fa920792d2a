"""SQL of mails on their way. Who calls sees everybody's rows (identity.EVERYBODY)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from suite.database import Connection
from suite.dates import sql_date

LEASE_SECONDS = 60
# The same message takes its row back at once: that it was delivered again means its former holder is gone. Another
# message about the same mail waits for the lease. A mail that was given up may be tried again: it was never sent.
CLAIM = """
    UPDATE notifications n SET status = 'sending', claimed_by = %(by)s::uuid, attempts = attempts + 1,
           lease_until = clock_timestamp() + make_interval(secs => %(lease)s), updated_at = clock_timestamp()
    WHERE id = %(id)s::uuid AND type = 'email'
      AND (status IN ('pending', 'failed')
           OR (status = 'sending' AND (claimed_by = %(by)s::uuid OR lease_until < clock_timestamp())))
    RETURNING id, user_id, user_ref, title, message, template, data, recipient, kind, attempts,
              (SELECT email FROM contacts c WHERE c.user_id = n.user_id),
              coalesce(locale, (SELECT locale FROM contacts c WHERE c.user_id = n.user_id), 'en')
"""


@dataclass(frozen=True)
class ClaimedMail:
    """A claimed row: what is to be sent and to whom."""

    id: UUID
    user_id: UUID
    user_ref: str
    title: str | None
    message: str
    template: str | None
    data: dict[str, Any] | None
    to: str | None
    kind: str
    attempts: int
    contact: str | None
    locale: str


def claim_mail(
    connection: Connection, notification_id: UUID, by: UUID, lease: int = LEASE_SECONDS
) -> ClaimedMail | None:
    """The mail, from now on in this process's hands for `lease` seconds; None when it is not to be had."""
    row = connection.row(CLAIM, {"id": str(notification_id), "by": str(by), "lease": lease})
    return ClaimedMail(UUID(row[0]), UUID(row[1]), *row[2:]) if row else None


def select_lease(connection: Connection, notification_id: UUID) -> float | None:
    """Seconds until somebody else's claim ends, None when nobody is sending."""
    seconds: float | None = connection.value(
        "SELECT extract(epoch FROM lease_until - clock_timestamp())::float8 FROM notifications"
        " WHERE id = %(id)s::uuid AND status = 'sending'",
        {"id": str(notification_id)},
    )
    return seconds


def release_mail(connection: Connection, notification_id: UUID, by: UUID, reason: str, *, counted: bool) -> None:
    """Give a claimed mail back; not `counted`: the attempt did not happen."""
    connection.run(
        "UPDATE notifications SET status = 'pending', lease_until = NULL, claimed_by = NULL, last_error = %(reason)s,"
        " attempts = attempts - %(back)s, updated_at = clock_timestamp()"
        " WHERE id = %(id)s::uuid AND status = 'sending' AND claimed_by = %(by)s::uuid",
        {"id": str(notification_id), "by": str(by), "reason": reason[:500], "back": 0 if counted else 1},
    )


def finish_mail(
    connection: Connection,
    notification_id: UUID,
    status: str,
    *,
    reason: str | None = None,
    provider: str | None = None,
) -> tuple[int, str] | None:
    """Write the end of a mail: attempts and the moment as told outside; None when it had ended already."""
    row = connection.row(
        "UPDATE notifications SET status = %(status)s, last_error = %(reason)s, provider_message_id = %(provider)s,"
        " lease_until = NULL, claimed_by = NULL, updated_at = clock_timestamp(),"
        " sent_at = CASE WHEN %(status)s = 'sent' THEN clock_timestamp() END"
        " WHERE id = %(id)s::uuid AND status IN ('pending', 'sending')"
        f" RETURNING attempts, {sql_date('updated_at')}",
        {
            "id": str(notification_id),
            "status": status,
            "reason": reason[:500] if reason else None,
            "provider": provider[:500] if provider else None,
        },
    )
    return (row[0], row[1]) if row else None


def free_leases(connection: Connection) -> int:
    """Let go of mails whose sender has gone: how many."""
    return connection.run(
        "UPDATE notifications SET status = 'pending', lease_until = NULL, claimed_by = NULL,"
        " updated_at = clock_timestamp() WHERE status = 'sending' AND lease_until < clock_timestamp()"
    )


def select_everybody(connection: Connection) -> None:
    """Let the rest of this transaction see everybody's rows."""
    connection.run("SELECT set_config('app.scope', 'all', true)")
