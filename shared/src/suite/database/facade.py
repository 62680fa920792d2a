"""What a service holds: `read` for single statements, `transaction` for everything else."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

import psycopg2
import psycopg2.extensions

from suite.database.connection import Connection, QueryMeter, SilentMeter
from suite.database.dsn import connection_arguments, pooled_arguments, transaction_settings
from suite.database.pool import Pool, PooledConnection, PoolMeter
from suite.database.replica import Replica
from suite.database.session_queries import PING, TOUCH_GROUPS, session_context
from suite.environment import EnvironmentFileError, load_environment
from suite.settings import ConfigurationError, ServiceSettings

WRONG_PASSWORD = "password authentication failed"
READ_SNAPSHOT = "ISOLATION LEVEL REPEATABLE READ READ ONLY"


class DatabaseMeter(QueryMeter, PoolMeter, Protocol):
    """Who is told about statements and the pool."""


class Database:
    """The pool of one process. Build it after fork.

    `prepare=False` is for a pooler of transactions (PgBouncer): nothing is prepared, and the search path and the time
    limit go with each transaction, in the same round trip, for a session there is anybody's. `direct` turns the
    connection URL into the one past the pooler, for `connect`. With `read_only` every transaction is.
    """

    def __init__(
        self,
        dsn: str,
        *,
        schema: str,
        application: str,
        pool_size: int = 10,
        pool_timeout_ms: int = 2_000,
        statement_timeout_ms: int = 15_000,
        prepare: bool = True,
        read_only: bool = False,
        slow_query_ms: int = 1_000,
        meter: DatabaseMeter | None = None,
        reload_dsn: Callable[[], str | None] | None = None,
        direct: Callable[[str], str] = str,
    ) -> None:
        self.schema = schema
        self._reload_dsn = reload_dsn
        self._closing: list[Callable[[], None]] = []
        self._application = application
        self._statement_timeout_ms = statement_timeout_ms
        self._dsn = dsn
        self._direct = direct
        self._prepare = prepare
        self._read_only = read_only
        self._slow_seconds = slow_query_ms / 1000
        self._per_transaction = (
            {} if prepare else transaction_settings(dsn, schema, statement_timeout_ms, read_only=read_only)
        )
        self.replica: Replica | None = None
        self._meter: DatabaseMeter = meter or SilentMeter()
        self.pool = Pool(self._connect, pool_size, pool_timeout_ms / 1000, self._meter)

    @classmethod
    def from_settings(cls, settings: ServiceSettings, meter: DatabaseMeter | None = None) -> "Database":
        """The database of a service, as its settings say."""
        return cls(
            settings.dsn(),
            schema=settings.SCHEMA,
            application=settings.ID,
            pool_size=settings.db_pool_max,
            pool_timeout_ms=settings.db_pool_timeout_ms,
            statement_timeout_ms=settings.db_statement_timeout_ms,
            prepare=settings.db_prepare,
            slow_query_ms=settings.db_slow_query_ms,
            meter=meter,
            reload_dsn=lambda: read_dsn_again(type(settings), ServiceSettings.dsn),
            direct=settings.past_pooler,
        )

    @contextmanager
    def read(self, context: Mapping[str, str] | None = None) -> Iterator[Connection]:
        """Single statements, each its own transaction; `context` names session settings such as app.user_id."""
        with self._borrowed() as pooled:
            yield self._connection(pooled, context=self._context(context))

    def read_replica(self, context: Mapping[str, str] | None = None) -> AbstractContextManager[Connection]:
        """As `read`, for what may be a second old: the replica answers, where there is one and while it is well."""
        return self.replica.read(context) if self.replica else self.read(context)

    @contextmanager
    def transaction(self, context: Mapping[str, str] | None = None, *, mode: str = "") -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back when it raises.

        `mode` follows BEGIN, e.g. READ_SNAPSHOT. A block that runs no statement opens nothing.
        """
        with self._borrowed() as pooled:
            opening = f"BEGIN {mode};" + self._context(context)
            connection = self._connection(pooled, opening=opening)
            try:
                yield connection
                self._commit(connection, pooled)
            except BaseException:
                self._roll_back(pooled)
                raise

    @contextmanager
    def driver_connection(self) -> Iterator[psycopg2.extensions.connection]:
        """The driver's own connection, in autocommit, for code that is not a query of a service."""
        with self._borrowed() as pooled:
            yield pooled.raw

    def connect(self) -> psycopg2.extensions.connection:
        """A connection beside the pool and past any pooler, in autocommit, for LISTEN and session locks.

        Whoever asks closes it.
        """
        return self._open(past_pooler=True)

    def ping(self) -> None:
        """One round trip over the pool; raises DatabaseUnavailable."""
        with self.read() as connection:
            connection.value(PING)

    def before_close(self, stop: Callable[[], None]) -> None:
        """Have `stop` called when the pool closes: what holds a connection of its own lets go of it."""
        self._closing.append(stop)

    def close(self) -> None:
        """Close the pool."""
        for stop in self._closing:
            stop()
        self.pool.close()

    def _context(self, context: Mapping[str, str] | None) -> str:
        return session_context({**self._per_transaction, **(context or {})})

    def _connection(self, pooled: PooledConnection, *, opening: str = "", context: str = "") -> Connection:
        prepared = pooled.prepared if self._prepare else None
        may_write = not self._read_only and READ_SNAPSHOT not in opening
        return Connection(
            pooled.raw,
            prepared,
            self._meter,
            opening=opening,
            context=context,
            may_write=may_write,
            slow_seconds=self._slow_seconds,
        )

    @contextmanager
    def _borrowed(self) -> Iterator[PooledConnection]:
        pooled = self.pool.acquire()
        try:
            yield pooled
        except BaseException:
            self.pool.release(pooled, broken=not is_clean(pooled.raw))
            raise
        self.pool.release(pooled, broken=not is_clean(pooled.raw))

    def _commit(self, connection: Connection, pooled: PooledConnection) -> None:
        status = pooled.raw.get_transaction_status()
        if status == psycopg2.extensions.TRANSACTION_STATUS_INERROR:
            raise RuntimeError("a transaction whose statement failed cannot be committed")
        if status != psycopg2.extensions.TRANSACTION_STATUS_IDLE or connection.has_queued:
            if connection.touched:
                # Last of all: the rows of the groups are locked from here to the commit, by everybody in one order.
                groups = {"groups": sorted(connection.touched), "channel": f"{self.schema}_cache"}
                connection.run_later(TOUCH_GROUPS, groups)
            connection.run("COMMIT")

    def _roll_back(self, pooled: PooledConnection) -> None:
        if pooled.raw.closed or is_clean(pooled.raw):
            return
        try:
            with pooled.raw.cursor() as cursor:
                cursor.execute("ROLLBACK")
        except (psycopg2.Error, TimeoutError):
            pooled.raw.close()

    def _connect(self) -> psycopg2.extensions.connection:
        return self._open()

    def _open(self, *, past_pooler: bool = False) -> psycopg2.extensions.connection:
        try:
            raw: psycopg2.extensions.connection = psycopg2.connect(**self._arguments(past_pooler))
        except psycopg2.OperationalError as error:
            if WRONG_PASSWORD not in str(error) or not self._has_new_password():
                raise
            raw = psycopg2.connect(**self._arguments(past_pooler))
        raw.autocommit = True
        return raw

    def _arguments(self, past_pooler: bool) -> dict[str, Any]:
        if past_pooler or self._prepare:
            dsn = self._direct(self._dsn) if past_pooler else self._dsn
            return connection_arguments(
                dsn, self.schema, self._application, self._statement_timeout_ms, read_only=self._read_only
            )
        return pooled_arguments(self._dsn, self._application)

    def _has_new_password(self) -> bool:
        """Whether the environment files know another login than the one refused: the password was rotated."""
        dsn = self._reload_dsn() if self._reload_dsn else None
        changed = dsn is not None and dsn != self._dsn
        self._dsn = dsn or self._dsn
        return changed


def read_dsn_again(settings: type[ServiceSettings], dsn_of: Callable[[ServiceSettings], str | None]) -> str | None:
    """What the environment files say now; None when they cannot be read."""
    try:
        return dsn_of(settings.from_environment(load_environment()))
    except (ConfigurationError, EnvironmentFileError):
        return None


def is_clean(raw: psycopg2.extensions.connection) -> bool:
    """True when nothing is open or failed on the connection."""
    return not raw.closed and raw.get_transaction_status() == psycopg2.extensions.TRANSACTION_STATUS_IDLE
