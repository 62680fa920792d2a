"""A connection as queries see it: text in, rows out, every statement counted, errors translated."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter, time_ns
from types import FrameType
from typing import Any, Protocol

import psycopg2
import psycopg2.extensions

from suite.database.errors import translate
from suite.database.observation import record_statement, report_slow_query
from suite.errors import DatabaseUnavailable
from suite.text.storable import storable_text
from suite.tracing.spans import Span, current_span

BYTES = psycopg2.extensions.BYTES
Parameters = Mapping[str, Any] | Sequence[Any] | None
MAX_PREPARED = 64
SLOW_SECONDS = 1.0
UNKNOWN_ROWS = -1
_HERE = globals()
OPERATIONS = frozenset({"select", "insert", "update", "delete", "copy"})


class QueryMeter(Protocol):
    """Who is told about each statement: operation, seconds, whether it succeeded, the function that sent it."""

    def observe_query(self, operation: str, seconds: float, succeeded: bool, query: str) -> None: ...

    def count_slow_query(self) -> None: ...


class SilentMeter:
    """Counts nothing: command lines and tests."""

    def observe_query(self, operation: str, seconds: float, succeeded: bool, query: str) -> None:
        return None

    def set_pool(self, used: int, idle: int, waiting: int) -> None:
        return None

    def count_pool_timeout(self) -> None:
        return None

    def count_slow_query(self) -> None:
        return None


class Prepared:
    """A hot statement that PostgreSQL plans once a connection.

    `sql` uses %(name)s; `types` gives each parameter's SQL type in the order of its number. Where prepared
    statements are switched off (PgBouncer in transaction mode) the text itself is sent.
    """

    def __init__(self, name: str, sql: str, **types: str) -> None:
        self.name = name
        self.sql = sql
        numbered = sql
        for number, parameter in enumerate(types, start=1):
            numbered = numbered.replace(f"%({parameter})s", f"${number}")
        self.preparation = f"PREPARE {name}({', '.join(types.values())}) AS {numbered}"
        self.execution = f"EXECUTE {name}({', '.join(f'%({parameter})s' for parameter in types)})"


@dataclass(frozen=True, slots=True)
class Queued:
    """A statement that waits for the next round trip: its text with parameters, who queued it and in which span."""

    statement: str | Prepared
    text: str
    query: str
    span: Span | None


class Connection:
    """One borrowed connection. In a transaction the first statement carries BEGIN and the session context.

    `opening` is SQL put before the first statement only (a transaction), `context` before every one (single reads):
    sent as one string they cost no round trip of their own. So do statements that are queued by `run_later`.
    """

    def __init__(
        self,
        raw: psycopg2.extensions.connection,
        prepared_names: set[str] | None,
        meter: QueryMeter,
        *,
        opening: str = "",
        context: str = "",
        may_write: bool = False,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self._raw = raw
        self._may_write = may_write
        self._prepared = prepared_names
        self._meter = meter
        self._slow_seconds = slow_seconds
        self._opening = opening
        self._context = context
        self._in_transaction = bool(opening)
        self._queued: list[Queued] = []
        # Groups of cached values that are out of date once this transaction commits (suite.cache).
        self.touched: set[str] = set()

    def rows(self, statement: str | Prepared, parameters: Parameters = None) -> list[tuple[Any, ...]]:
        """All rows."""
        with self._execute(statement, parameters) as cursor:
            return cursor.fetchall()

    def row(self, statement: str | Prepared, parameters: Parameters = None) -> tuple[Any, ...] | None:
        """The first row, or None."""
        with self._execute(statement, parameters) as cursor:
            return cursor.fetchone()

    def encoded_row(self, statement: str | Prepared, parameters: Parameters = None) -> tuple[Any, ...] | None:
        """The first row, or None, with its texts in UTF-8 as PostgreSQL has sent them: a page is passed on as bytes."""
        with self._execute(statement, parameters, encoded=True) as cursor:
            return cursor.fetchone()

    def value(self, statement: str | Prepared, parameters: Parameters = None) -> Any:
        """The first column of the first row, or None."""
        row = self.row(statement, parameters)
        return row[0] if row else None

    def run(self, statement: str | Prepared, parameters: Parameters = None) -> int:
        """Execute and tell how many rows were touched by the last command."""
        with self._execute(statement, parameters) as cursor:
            return cursor.rowcount

    def run_later(self, statement: str | Prepared, parameters: Parameters = None) -> None:
        """Queue a statement of a transaction whose result nobody needs: it goes in the round trip of the next one.

        That is COMMIT at the latest. What it violates is raised by whoever sends it. Without a transaction there is
        no COMMIT to send it: it is executed at once.
        """
        if not self._in_transaction:
            self.run(statement, parameters)
            return
        text = self.quote(self._text(statement), parameters)
        self._queued.append(Queued(statement, text, calling_function(), current_span()))

    @property
    def has_queued(self) -> bool:
        """Whether statements wait to be sent."""
        return bool(self._queued)

    def forget_queued(self) -> None:
        """Never send what waits: the block that queued it is taken back."""
        self._queued.clear()

    def quote(self, statement: str, parameters: Parameters) -> str:
        """`statement` with its parameters quoted, to send several in one round trip."""
        with self._cursor() as cursor:
            return bind(cursor, statement, parameters).decode()

    def _execute(
        self, statement: str | Prepared, parameters: Parameters, *, encoded: bool = False
    ) -> psycopg2.extensions.cursor:
        queued = self._queued
        self._prepare(statement, *[waiting.statement for waiting in queued])
        cursor = self._cursor()
        sql = self._text(statement)
        bound = bind(cursor, sql, parameters) if parameters else sql.encode()
        prefix = self._opening + self._context + "".join([f"{waiting.text};" for waiting in queued])
        # From here on the message is PostgreSQL's; what failed before leaves BEGIN and the queue to the next one.
        self._opening, self._queued = "", []
        if encoded:
            psycopg2.extensions.register_type(BYTES, cursor)
        query = calling_function()
        traced = time_ns() if current_span() is not None else 0
        started = perf_counter()
        rows = None
        try:
            self._send(cursor, prefix.encode() + bound)
            rows = cursor.rowcount
        finally:
            # A message of several statements is measured under its first; each of them is a span.
            first, name = (queued[0].statement, queued[0].query) if queued else (statement, query)
            self._measure(first, name, perf_counter() - started, succeeded=rows is not None)
            if traced:
                for waiting in queued:
                    text, operation = statement_text(waiting.statement), operation_of(waiting.statement)
                    returned = None if rows is None else UNKNOWN_ROWS
                    record_statement(text, waiting.query, operation, traced, returned, parent=waiting.span)
                record_statement(statement_text(statement), query, operation_of(statement), traced, rows)
        return cursor

    def _measure(self, statement: str | Prepared, query: str, seconds: float, *, succeeded: bool) -> None:
        operation = operation_of(statement)
        self._meter.observe_query(operation, seconds, succeeded, query)
        if seconds >= self._slow_seconds:
            self._meter.count_slow_query()
            report_slow_query(query, operation, seconds)

    def _cursor(self) -> psycopg2.extensions.cursor:
        try:
            return self._raw.cursor()
        except psycopg2.InterfaceError as error:
            # Closed already, by a statement that found the server gone and was caught.
            raise translate(error) from error

    def _send(self, cursor: psycopg2.extensions.cursor, sql: bytes) -> None:
        try:
            cursor.execute(sql)
        except TimeoutError as error:
            self._raw.close()
            raise DatabaseUnavailable() from error
        except psycopg2.Error as error:
            raise translate(error, may_write=self._may_write) from error

    def _text(self, statement: str | Prepared) -> str:
        """What is sent for a statement."""
        if isinstance(statement, Prepared):
            return statement.sql if self._prepared is None else statement.execution
        return statement

    def _prepare(self, *statements: str | Prepared) -> None:
        """Have PostgreSQL know the prepared ones among the statements of a message."""
        known = self._prepared
        if known is None:
            return
        hot = {statement.name: statement for statement in statements if isinstance(statement, Prepared)}
        if hot.keys() <= known:
            return
        if len(known | hot.keys()) > MAX_PREPARED:
            self._send(self._cursor(), b"DEALLOCATE ALL")
            known.clear()
        for name in hot.keys() - known:
            self._send(self._cursor(), hot[name].preparation.encode())
            known.add(name)


def bind(cursor: psycopg2.extensions.cursor, sql: str, parameters: Parameters) -> bytes:
    """The statement with its parameters; what no text of PostgreSQL holds is U+FFFD in them.

    Input is judged at the edge and refused there. This is for texts that come from elsewhere: errors of libraries,
    names of files, pages. Found out by trying, which costs the usual statement nothing.
    """
    try:
        return cursor.mogrify(sql, parameters)
    except (ValueError, UnicodeEncodeError):
        return cursor.mogrify(sql, storable_parameters(parameters))


def storable_parameters(parameters: Any) -> Any:
    """Parameters with U+FFFD for U+0000 and lone surrogates in their texts, also in arrays."""
    if isinstance(parameters, str):
        return storable_text(parameters)
    if isinstance(parameters, Mapping):
        return {name: storable_parameters(value) for name, value in parameters.items()}
    if isinstance(parameters, tuple):
        return tuple(storable_parameters(value) for value in parameters)
    if isinstance(parameters, list):
        return [storable_parameters(value) for value in parameters]
    return parameters


def statement_text(statement: str | Prepared) -> str:
    """SQL with its placeholders."""
    return statement.sql if isinstance(statement, Prepared) else statement


def calling_function() -> str:
    """The name of the function outside this module that sends a statement: a query of queries.py."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_globals is _HERE:
        frame = frame.f_back
    return frame.f_code.co_name.strip("<>") if frame is not None else "other"


def operation_of(statement: str | Prepared) -> str:
    """The metric label of a statement: its first verb after a WITH, or `other`."""
    return _operation(statement_text(statement))


@lru_cache(maxsize=1024)
def _operation(sql: str) -> str:
    words = sql.split(None, 1)
    verb = words[0].lower() if words else ""
    if verb == "with":
        lowered = sql.lower()
        written = [name for name in ("insert into", "update ", "delete from") if name in lowered]
        verb = written[0].split()[0] if written else "select"
    return verb if verb in OPERATIONS else "other"
