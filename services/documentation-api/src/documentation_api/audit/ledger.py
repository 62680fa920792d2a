"""Writing the log. Record a change in its own transaction, as the last step before the commit."""

from dataclasses import dataclass

from documentation_api.audit.entries import AUDIT_LOG, DELETED, UPDATED
from suite.audit import Sealer
from suite.audit.entries import Values
from suite.database import Connection


@dataclass(frozen=True)
class AuditActor:
    """Who changes something, and in which request."""

    user_id: str
    request_id: str
    sealer: Sealer
    ip: str | None = None
    user_agent: str | None = None


def record(
    connection: Connection,
    actor: AuditActor,
    entity_type: str,
    entity_id: object,
    action: str,
    *,
    old: Values | None = None,
    new: Values | None = None,
) -> None:
    """One entry at the end of the entity's chain; takes the chain's lock until the commit.

    `old` and `new` hold JSON values: all of them when something is created or deleted, else those that changed.
    """
    AUDIT_LOG.record(
        connection,
        (entity_type, str(entity_id)),
        actor.sealer,
        action,
        old=old,
        new=new,
        request_id=actor.request_id,
        ip=actor.ip,
        entity_type=entity_type,
        entity_id=str(entity_id),
        user_id=actor.user_id,
        user_agent=actor.user_agent,
    )


def record_update(
    connection: Connection, actor: AuditActor, entity_type: str, entity_id: object, before: Values, after: Values
) -> None:
    """The values that differ between `before` and `after`; nothing differs: an entry that says so."""
    changed = [name for name in after if before.get(name) != after[name]]
    record(
        connection,
        actor,
        entity_type,
        entity_id,
        UPDATED,
        old={name: before.get(name) for name in changed},
        new={name: after[name] for name in changed},
    )


def record_deleted(
    connection: Connection, actor: AuditActor, entity_type: str, entity_id: object, before: Values
) -> None:
    """An entity is gone."""
    record(connection, actor, entity_type, entity_id, DELETED, old=before)
