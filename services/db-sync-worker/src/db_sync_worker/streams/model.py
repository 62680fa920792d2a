"""A stream as the engine sees it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

ROW, ROW_HASH, OCCURRENCE = "$row", "$rowhash", "$occurrence"
# What becomes of source rows that share the key of an earlier row.
DAY, WEEK, MONTH = "day", "week", "month"
QUARANTINE, REFUSE, LAST = "quarantine", "refuse", "last"
_TYPE = re.compile(r"(?P<kind>[a-z ]+(?:\[\])?)(?:\((?P<precision>\d+)(?:,(?P<scale>\d+))?\))?")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ColumnType:
    """A PostgreSQL type the worker converts to; precision and scale belong to numeric, varchar has a length."""

    kind: str
    precision: int | None = None
    scale: int | None = None

    @classmethod
    def parse(cls, text: str) -> "ColumnType":
        """From its spelling in the streams file."""
        found = _TYPE.fullmatch(text)
        assert found, text
        precision, scale = found["precision"], found["scale"]
        return cls(found["kind"], int(precision) if precision else None, int(scale) if scale else None)

    def __str__(self) -> str:
        if self.precision is None:
            return self.kind
        return f"{self.kind}({self.precision})" if self.scale is None else f"{self.kind}({self.precision},{self.scale})"


@dataclass(frozen=True)
class Column:
    """A target column; of `origins` the first that is not null is taken."""

    name: str
    origins: tuple[str, ...]
    type: ColumnType
    required: bool = False
    default: str | None = None
    derive: str | None = None

    @property
    def source_columns(self) -> tuple[str, ...]:
        """Origins that are columns of the source."""
        return tuple(origin for origin in self.origins if not origin.startswith("$"))


@dataclass(frozen=True)
class Candles:
    """Columns of the target that candles are made of; without `volume` it is 0."""

    by: str
    price: str
    volume: str | None = None


@dataclass(frozen=True)
class Stream:
    """One copy job. A stream reads a table, or the two queries of the environment."""

    name: str
    timestamp: str
    target: str
    key: tuple[str, ...]
    time: str
    columns: tuple[Column, ...]
    table: str | None = None
    where: str | None = None
    query: str | None = None
    incremental_query: str | None = None
    window: timedelta = timedelta(hours=1)
    overlap: timedelta = timedelta(minutes=10)
    batch_rows: int = 50_000
    interval: timedelta = timedelta(seconds=60)
    max_reject_ratio: float = 0.01
    start: str = "-24h"
    reconcile_every: timedelta | None = timedelta(hours=1)
    lookback: timedelta = timedelta(days=7)
    deep: str = "hot"
    deep_every: timedelta = timedelta(days=7)
    collapse: str = QUARANTINE
    max_future: timedelta = timedelta(hours=1)
    # Length of the target's partitions, where it has any: day, week or month.
    partition: str = DAY
    # Expired partitions are dropped only where the stream says so.
    retention_drop: bool = False
    # Where partitions past the retention are written before they are dropped.
    archive_to: str | None = None
    candles: Candles | None = None
    # Whether the target follows what the source gains and widens.
    evolve: bool = False
    retention: timedelta | None = None
    names: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(column.name for column in self.columns))

    @property
    def target_table(self) -> str:
        """The target without its schema."""
        return self.target.partition(".")[2]

    @property
    def target_schema(self) -> str:
        """The schema of the target."""
        return self.target.partition(".")[0]

    def column(self, name: str) -> Column:
        """A mapped column."""
        return next(column for column in self.columns if column.name == name)

    def partition_of(self, moment: datetime) -> tuple[datetime, datetime]:
        """The UTC partition a moment lies in; weeks begin on Monday."""
        start = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if self.partition == WEEK:
            start -= timedelta(days=start.weekday())
            return start, start + timedelta(days=7)
        if self.partition == MONTH:
            start = start.replace(day=1)
            return start, (start + timedelta(days=32)).replace(day=1)
        return start, start + timedelta(days=1)

    def expiry(self, now: datetime) -> datetime | None:
        """Rows before this moment are past their retention; None keeps all.

        The start of a UTC day: a partition goes as a whole, so a row is expired when its whole day is.
        """
        if self.retention is None:
            return None
        return (now.astimezone(UTC) - self.retention).replace(hour=0, minute=0, second=0, microsecond=0)

    def floor(self, moment: datetime) -> datetime:
        """Start of the window a moment lies in; windows are counted from 1970."""
        return moment - (moment - EPOCH) % self.window


def parse_duration(text: str) -> timedelta:
    """`90s`, `10m`, `1h`, `7d`."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


def parse_moment(text: str) -> datetime:
    """An ISO 8601 time as UTC; without an offset it is UTC. ValueError: is not one."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
