"""The record of what editors changed."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from psycopg2.extras import Json

from movies_api.cache import catalogue_changes
from movies_api.editing.queries import insert_entry
from suite.database import Connection
from suite.http import Call
from suite.ids import now_milliseconds, uuid7

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
# They differ with every change and say nothing about it.
BOOKKEEPING = ("version", "updatedAt", "updatedBy")


def record(
    connection: Connection, call: Call, entity: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> None:
    """One entry, in the transaction of the change, which ends what is kept of the catalogue."""
    catalogue_changes(connection)
    row = new or old
    assert row is not None
    action = CREATED if old is None else DELETED if new is None else UPDATED
    insert_entry(
        connection,
        {
            "id": str(uuid7()),
            "at": now_milliseconds(),
            "entity": entity,
            "entity_id": str(row["id"]),
            "action": action,
            "user_id": str(call.identity.uuid),
            "actor": call.identity.user_id,
            "request_id": call.request_id,
            "ip": network_address(call.client),
            "old": None if old is None else Json(old),
            "new": None if new is None else Json(new),
            "changed": changed_fields(old or {}, new or {}),
        },
    )


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Keys whose values differ, in the order of the row."""
    keys = dict.fromkeys([*old, *new])
    return [key for key in keys if key not in BOOKKEEPING and old.get(key) != new.get(key)]


def network_address(text: str) -> str | None:
    """The address if it is one."""
    try:
        return str(ip_address(text))
    except ValueError:
        return None
