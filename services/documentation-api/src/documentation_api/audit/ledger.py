"""Writing the log. Record a change in its own transaction, as the last step before the commit."""

from dataclasses import dataclass
from datetime import UTC, datetime

from documentation_api.audit import queries
from documentation_api.audit.entries import DELETED, UPDATED, Entry, Values
from suite.audit import UNSEALED, Sealer, sealed_entry
from suite.database import Connection


@dataclass(frozen=True)
class Actor:
    """Who changes something, and in which request."""

    user_id: str
    request_id: str
    sealer: Sealer
    ip: str | None = None
    user_agent: str | None = None


def record(
    connection: Connection,
    actor: Actor,
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
    version, previous = queries.lock_head(connection, entity_type, str(entity_id))
    entry = Entry(
        id=UNSEALED,
        created_at=datetime.now(UTC),
        entity_type=entity_type,
        entity_id=str(entity_id),
        action=action,
        user_id=actor.user_id,
        old_values=old,
        new_values=new,
        ip_address=actor.ip,
        user_agent=actor.user_agent,
        request_id=actor.request_id,
        version=version + 1,
        prev_hash=previous,
        hash="",
        hash_alg=actor.sealer.algorithm,
    )
    queries.insert_entry(connection, sealed_entry(entry, actor.sealer))


def record_update(
    connection: Connection, actor: Actor, entity_type: str, entity_id: object, before: Values, after: Values
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


def record_deleted(connection: Connection, actor: Actor, entity_type: str, entity_id: object, before: Values) -> None:
    """An entity is gone."""
    record(connection, actor, entity_type, entity_id, DELETED, old=before)
