"""An entry of an audit log: one change of one thing, sealed over the entry before it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from suite.audit.seals import Sealer, entry_id, exact_date

UNSEALED = UUID(int=0)
# They are made of the others.
_NOT_SEALED = ("id", "hash", "hash_alg")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What every log keeps. A service's class adds what was changed and by whom, in fields named as its columns.

    `COLUMNS` tells the columns that are named otherwise than their fields.
    """

    COLUMNS: ClassVar[Mapping[str, str]] = {}

    id: UUID
    created_at: datetime
    version: int
    action: str
    old_values: Values | None
    new_values: Values | None
    request_id: str
    ip: str | None
    prev_hash: str
    hash: str
    hash_alg: str

    @property
    def subject(self) -> str:
        """What the chain is about: "item 019b…"."""
        raise NotImplementedError

    def sealed_values(self) -> Values:
        """What the hash covers, by column."""
        return {
            column: _sealed_value(getattr(self, name))
            for name, column in columns_of(type(self)).items()
            if name not in _NOT_SEALED
        }


E = TypeVar("E", bound=AuditEntry)
_columns: dict[type[AuditEntry], Mapping[str, str]] = {}


def columns_of(entry: type[AuditEntry]) -> Mapping[str, str]:
    """Field → column, in the order of the fields."""
    if entry not in _columns:
        _columns[entry] = {field.name: entry.COLUMNS.get(field.name, field.name) for field in fields(entry)}
    return _columns[entry]


def sealed_entry(entry: E, sealer: Sealer) -> E:
    """The entry with its hash and id."""
    digest = sealer.seal(entry.sealed_values())
    return replace(entry, id=entry_id(entry.created_at, digest), hash=digest)


def _sealed_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return exact_date(value)
    return str(value) if isinstance(value, UUID) else value
