"""The table of an audit log: its entries as rows, the heads of its chains, and the streams a verification reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Generic
from uuid import UUID

from psycopg2.extras import Json

from suite.audit.entries import UNSEALED, E, Values, columns_of, sealed_entry
from suite.audit.partition_queries import PartitionedLog
from suite.audit.seals import FIRST_HASH, Sealer, canonical_ip
from suite.database import Connection, Prepared

FETCHED_ROWS = 1_000
ChainKey = tuple[str, str]
Stream = Iterator[tuple[ChainKey, Any]]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last entry of a chain that retention has dropped; `deleted` when it told of a deletion."""

    version: int
    hash: str
    deleted: bool


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The newest entry of a chain, as it is kept beside the log."""

    version: int
    hash: str


class AuditLog(PartitionedLog, Generic[E]):
    """A service's log of entries of one class. All names are constants.

    The service reads through `view`, which shows a session what it may see. `key` are the columns that name a chain,
    of which `subject`, an expression, names the thing alone. `heads` keeps the newest entry of each chain, where the
    rows of the things themselves do not. A log that forgets nothing needs neither `anchors` nor what upkeep needs
    (`role`, `lock_key`). Entries without a hash are older than the seals and belong to no chain.
    """

    def __init__(
        self,
        entry: type[E],
        *,
        table: str,
        view: str,
        key: tuple[str, str],
        subject: str,
        heads: str | None = None,
        anchors: str = "",
        role: str = "",
        lock_key: int = 0,
    ) -> None:
        columns = columns_of(entry)
        super().__init__(table, anchors, role, key, columns["version"], lock_key)
        self._entry = entry
        self._view, self._heads, self._subject = view, heads, subject
        self._types = {field.name: field.type for field in fields(entry)}
        self.columns = ", ".join(f"host({columns[name]})" if name == "ip" else columns[name] for name in columns)
        self._insert = f"INSERT INTO {table} ({', '.join(columns.values())}) VALUES "
        self._placeholders = f"({', '.join(['%s'] * len(columns))})"
        self._insert_one = Prepared(
            f"append_{table}",
            f"{self._insert}({', '.join(f'%({name})s' for name in columns)})",
            **{name: _sql_type(name, self._types[name]) for name in columns},
        )
        # The order of Python's strings, whatever the collation of the database.
        uuids = {columns[name] for name, kind in self._types.items() if kind is UUID}
        self._order = ", ".join(name if name in uuids else f'{name}::text COLLATE "C"' for name in key)

    def select_entries(self, connection: Connection, conditions: str, parameters: Any = None) -> list[E]:
        """Entries the session may see; `conditions` is what follows the name of the view."""
        return [self.entry_of(row) for row in connection.rows(self._select(self._view, conditions), parameters)]

    def entry_of(self, row: Sequence[Any]) -> E:
        """A row of `columns` as an entry."""
        values = zip(self._types.items(), row, strict=True)
        return self._entry(*(_value_of(name, kind, value) for (name, kind), value in values))

    def insertion(self, entries: Sequence[E]) -> tuple[str, list[Any]]:
        """The statement that appends sealed entries, and its parameters: it may share a round trip with others."""
        statement = self._insert + ", ".join([self._placeholders] * len(entries))
        return statement, [value for entry in entries for value in _row_of(entry)]

    def insertion_of_one(self, entry: E) -> tuple[Prepared, dict[str, Any]]:
        """The same for a single entry, planned once a connection."""
        return self._insert_one, dict(zip(columns_of(type(entry)), _row_of(entry), strict=True))

    def lock_head(self, connection: Connection, key: ChainKey) -> ChainHead:
        """The newest entry of a chain, version 0 before the first; nobody else appends to it until the commit."""
        # The update changes nothing: it waits for the writer before us and locks the row for our own transaction.
        row = connection.row(
            f"INSERT INTO {self._heads} ({', '.join(self.key)}, version, hash) VALUES (%s, %s, 0, %s)"
            f" ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET version = {self._heads}.version"
            " RETURNING version, hash",
            (*key, FIRST_HASH),
        )
        assert row is not None
        return ChainHead(*row)

    def record(
        self,
        connection: Connection,
        key: ChainKey,
        sealer: Sealer,
        action: str,
        *,
        old: Values | None,
        new: Values | None,
        request_id: str,
        ip: str | None,
        **fields_of_service: Any,
    ) -> None:
        """Seal one change at the end of a chain; takes the chain's lock until the commit."""
        head = self.lock_head(connection, key)
        entry = self._entry(
            id=UNSEALED,
            created_at=datetime.now(UTC),
            version=head.version + 1,
            action=action,
            old_values=old,
            new_values=new,
            request_id=request_id,
            ip=ip,
            prev_hash=head.hash,
            hash="",
            hash_alg=sealer.algorithm,
            **fields_of_service,
        )
        self.append(connection, key, sealed_entry(entry, sealer))

    def append(self, connection: Connection, key: ChainKey, entry: E) -> None:
        """Append a sealed entry to the chain whose head is locked, and make it the head."""
        statement, parameters = self.insertion([entry])
        chain = " AND ".join(f"{column} = %s" for column in self.key)
        connection.run(
            f"{statement}; UPDATE {self._heads} SET version = %s, hash = %s WHERE {chain}",
            [*parameters, entry.version, entry.hash, *key],
        )

    def streams(self, connection: Connection, chosen: str | None) -> list[Stream]:
        """Entries (versions ascending), anchors and heads of all chains, or of those of one thing."""
        found = [self._stream_entries(connection, chosen)]
        found += [self._stream_anchors(connection, chosen)] if self.anchors else []
        found += [self._stream_heads(connection, chosen)] if self._heads else []
        return found

    def _stream_entries(self, connection: Connection, chosen: str | None) -> Stream:
        places = [list(columns_of(self._entry).values()).index(column) for column in self.key]
        sealed = self._only(chosen, "hash IS NOT NULL")
        ordered = f"{sealed} ORDER BY {self._order}, {self.version}"
        for row in stream_rows(connection, "entries", self._select(self.table, ordered), _chosen(chosen)):
            yield (str(row[places[0]]), str(row[places[1]])), self.entry_of(row)

    def _stream_anchors(self, connection: Connection, chosen: str | None) -> Stream:
        for row in self._stream_ends(connection, self.anchors, "version, hash, deleted", chosen):
            yield (str(row[0]), str(row[1])), Anchor(*row[2:])

    def _stream_heads(self, connection: Connection, chosen: str | None) -> Stream:
        for row in self._stream_ends(connection, str(self._heads), "version, hash", chosen):
            yield (str(row[0]), str(row[1])), ChainHead(*row[2:])

    def _stream_ends(self, connection: Connection, table: str, columns: str, chosen: str | None) -> Iterator[Any]:
        statement = f"SELECT {', '.join(self.key)}, {columns} FROM {table}{self._only(chosen)} ORDER BY {self._order}"
        return stream_rows(connection, f"of_{table}", statement, _chosen(chosen))

    def _select(self, source: str, conditions: str) -> str:
        return f"SELECT {self.columns} FROM {source} {conditions}"

    def _only(self, chosen: str | None, *conditions: str) -> str:
        found = [*conditions, f"{self._subject} = %(chosen)s"] if chosen else conditions
        return f" WHERE {' AND '.join(found)}" if found else ""


def stream_rows(connection: Connection, cursor: str, statement: str, parameters: Any = None) -> Iterator[Any]:
    """Rows of `statement` through a cursor of that name; inside a transaction only."""
    connection.run(f"DECLARE {cursor} NO SCROLL CURSOR FOR {statement}", parameters)
    while rows := connection.rows(f"FETCH {FETCHED_ROWS} FROM {cursor}"):
        yield from rows


def _chosen(chosen: str | None) -> dict[str, str] | None:
    return {"chosen": chosen} if chosen else None


def _value_of(name: str, kind: Any, value: Any) -> Any:
    if name == "ip":
        return canonical_ip(value)
    return UUID(str(value)) if kind is UUID else value


def _sql_type(name: str, kind: Any) -> str:
    if name == "ip":
        return "inet"
    return {UUID: "uuid", datetime: "timestamptz", int: "int", Values | None: "jsonb"}.get(kind, "text")


def _row_of(entry: E) -> Iterator[Any]:
    for name in columns_of(type(entry)):
        value = getattr(entry, name)
        if isinstance(value, UUID):
            yield str(value)
        else:
            yield Json(value) if isinstance(value, dict) else value
