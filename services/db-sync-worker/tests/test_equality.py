"""Random sources and random kills, read row by row by a reader of its own.

What the worker calls equal is equal, and what is not equal is told.
"""

import os
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from interrupted import Fate, Killed, mortal
from real_tables import RealTable
from stand_in_questdb import text
from sync_bench import DAY, Bench, column, signals

from db_sync_worker.engine.outcome import RECONCILE, RESET, Order, RunOutcome
from db_sync_worker.engine.run import Engine
from db_sync_worker.streams.model import Stream
from suite_ops.processes.patience import wait_until

NOW = DAY + timedelta(hours=20)
# Type of the source, type of the target, values as SQL of the source.
KINDS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "a_varchar": ("VARCHAR", "text", ("'a,b'", "''", "null", "'ünï\"😀'", "'x\\ny'")),
    "a_symbol": ("SYMBOL", "text", ("'PETR4'", "null", "''")),
    "a_char": ("CHAR", "text", ("'c'", "'\"'", "null")),
    "a_double": ("DOUBLE", "double precision", ("0.1", "1e300", "-2.5", "null", "4000000000.25", "1.0", "-1.0")),
    "a_float": ("FLOAT", "real", ("0.1f", "-3.5f", "null")),
    "a_long": ("LONG", "bigint", ("9223372036854775807L", "-1L", "null", "0L")),
    "an_int": ("INT", "integer", ("2147483647", "-5", "null")),
    "a_short": ("SHORT", "smallint", ("cast(-32768 as short)", "cast(7 as short)")),
    "a_byte": ("BYTE", "smallint", ("cast(127 as byte)", "cast(-1 as byte)")),
    "a_boolean": ("BOOLEAN", "boolean", ("true", "false")),
    "a_date": ("DATE", "timestamptz", ("cast('2024-02-29T23:59:59.999Z' as date)", "null")),
    "an_uuid": ("UUID", "uuid", ("'11111111-2222-3333-4444-555555555555'", "null")),
    "an_ip": ("IPv4", "text", ("ipv4 '192.168.1.2'", "null")),
    "a_hash": ("GEOHASH(6c)", "text", ("#u33d8b", "null")),
    "a_long256": ("LONG256", "text", ("cast('0x00ff' as long256)", "null")),
    "a_decimal": ("DECIMAL(18,4)", "numeric(18,4)", ("12345678901234.5678m", "-0.0001m", "null")),
    "an_array": ("DOUBLE[]", "jsonb", ("ARRAY[1.0, 2.5]", "ARRAY[3.0]", "null")),
    # Not every value of it can be stored.
    "narrow": ("DOUBLE", "numeric(5,2)", ("1.25", "99999.0", "null", "-0.5", "2.25", "3.25")),
}


def stream_of(table: RealTable, collapse: str) -> Stream:
    """Everything from this table."""
    columns = (
        column("id", "id", "text", required=True),
        column("n", "n", "bigint", required=True),
        *(column(name, name, target) for name, (_, target, _) in KINDS.items()),
        column("at", "at", "timestamptz", required=True),
    )
    return signals(
        name="things",
        table=table.name,
        timestamp="at",
        target="market.things",
        key=("id", "at"),
        time="at",
        columns=columns,
        collapse=collapse,
        max_reject_ratio=1,
        batch_rows=7,
        lookback=timedelta(days=1),
        overlap=timedelta(minutes=5),
        deep_every=timedelta(days=2),
    )


@dataclass
class World:
    """One source, one target, a dice, and what befalls them."""

    bench: Bench
    table: RealTable
    stream: Stream
    engine: Engine
    fate: Fate
    dice: random.Random
    count: int = 0
    keys: list[tuple[str, datetime]] = field(default_factory=list)

    def actions(self) -> list[tuple[int, Callable[[], object]]]:
        """With their weights."""
        return [
            (5, self.insert_recent),
            (3, self.insert_late),
            (2, self.insert_equal_keys),
            (1, self.insert_future),
            (2, self.update),
            (1, self.drop_partition),
            (3, lambda: self.run(Order())),
            (3, lambda: self.run_killed(Order())),
            (1, lambda: self.run(Order(mode=RECONCILE))),
            (1, lambda: self.run_killed(Order(mode=RECONCILE, deep=True))),
        ]

    def step(self) -> None:
        """Something happens."""
        actions = self.actions()
        self.dice.choices([action for _, action in actions], [weight for weight, _ in actions])[0]()

    def insert_recent(self) -> None:
        self.insert([NOW - timedelta(seconds=self.dice.randrange(3_600)) for _ in range(self.dice.randrange(1, 15))])

    def insert_late(self) -> None:
        age = timedelta(days=self.dice.randrange(1, 9), seconds=self.dice.randrange(86_400))
        self.insert([NOW - age for _ in range(self.dice.randrange(1, 4))])

    def insert_future(self) -> None:
        self.insert([NOW + timedelta(days=self.dice.randrange(1, 2_000))])

    def insert_equal_keys(self) -> None:
        if self.keys:
            self.insert([], [self.dice.choice(self.keys) for _ in range(self.dice.randrange(1, 4))])

    def insert(self, moments: list[datetime], keys: list[tuple[str, datetime]] | None = None) -> None:
        """Rows with values of every type; each has a number of its own."""
        rows = []
        for name, moment in [*(keys or []), *((f"s{self.count + place}", at) for place, at in enumerate(moments))]:
            self.count += 1
            self.keys.append((name, moment))
            values = [self.dice.choice(values) for _, _, values in KINDS.values()]
            rows.append(", ".join([f"'{name}'", str(self.count), *values, f"'{text(moment)}'"]))
        names = ", ".join(f'"{name}"' for name in ("id", "n", *KINDS, "at"))
        for row in rows:
            self.table.insert(row, columns=names)

    def update(self) -> None:
        """A text, and a number of which the sum of a window tells nothing."""
        if self.count:
            chosen = f"n % {self.dice.randrange(2, 6)} = 0"
            change = self.dice.choice(("a_varchar = 'changed'", "a_double = 5000000000.0", "a_symbol = 'NEW'"))
            self.table.change(f"UPDATE {{table}} SET {change} WHERE {chosen}")

    def drop_partition(self) -> None:
        names = [row[2] for row in self.table.rows("SHOW PARTITIONS FROM {table}")]
        if len(names) > 2:
            self.table.change(f"ALTER TABLE {{table}} DROP PARTITION LIST '{self.dice.choice(names)}'")

    def run(self, order: Order) -> RunOutcome:
        """A run in peace; a watermark that the source lost is told, and set back as told."""
        while True:
            outcome = self.engine.run(self.stream, order)
            if "--reset-watermark" in str(outcome.error):
                outcome = self.engine.run(self.stream, Order(mode=RESET))
            elif outcome.status != "locked":
                assert outcome.status == "ok", outcome.error
                return outcome
            wait_until(lambda: False, 0.05)

    def run_killed(self, order: Order) -> None:
        """A run that dies at one of its statements."""
        self.fate.doom(self.dice.randrange(1, 120), after=self.dice.random() < 0.5)
        try:
            self.engine.run(self.stream, order)
        except Killed:
            pass
        finally:
            self.fate.spare()


def canonical(name: str, value: Any) -> Any:
    """A value of either side in the form both are compared in."""
    kind = KINDS[name][0] if name in KINDS else ""
    if value is None:
        return None
    if kind == "LONG256":
        # The server's JSON has no null of it.
        return value or None
    if kind == "FLOAT":
        return struct.pack("f", value)
    if kind == "DATE" or name == "at":
        return value if isinstance(value, datetime) else datetime.fromisoformat(value).astimezone(UTC)
    if kind.startswith("DECIMAL") or name == "narrow":
        return Decimal(str(value)).quantize(Decimal("0.0001"))
    return value


def rows_of_source(world: World) -> dict[int, dict[str, Any]]:
    """By number, as the server's JSON has them."""
    names = ["id", "n", *KINDS, "at"]
    # The server's JSON of a CHAR that is a quote is none.
    chosen = ", ".join(f'"{name}"::string' if name == "a_char" else f'"{name}"' for name in names)
    found = world.table.rows(f"SELECT {chosen} FROM {{table}}")
    rows = [{name: canonical(name, value) for name, value in zip(names, row, strict=True)} for row in found]
    return {row["n"]: row for row in rows}


def rows_of_target(world: World) -> dict[int, dict[str, Any]]:
    """By number, as the driver has them."""
    names = ["id", "n", *KINDS, "at"]
    found = world.bench.rows("SELECT " + ", ".join(names) + " FROM market.things")
    rows = [{name: canonical(name, value) for name, value in zip(names, row, strict=True)} for row in found]
    return {row["n"]: row for row in rows}


Rows = dict[int, dict[str, Any]]


def differences(one: Rows, other: Rows) -> list[Any]:
    """Rows only one side has, and values that differ."""
    lonely: list[Any] = sorted(one.keys() ^ other.keys())
    both = one.keys() & other.keys()
    values = [
        (n, name, one[n][name], other[n][name]) for n in both for name in one[n] if one[n][name] != other[n][name]
    ]
    return lonely + values


def key_of(row: dict[str, Any]) -> tuple[Any, Any]:
    """The key of the target."""
    return row["id"], row["at"]


def check(world: World, since: Any) -> None:
    """Hold what was called since then against both sides."""
    windows = world.bench.rows(
        "SELECT window_start, window_end, result FROM windows WHERE checked_at >= %s AND depth <> 'sums'", since
    )
    if not windows:
        return
    source, target = rows_of_source(world), rows_of_target(world)
    aside = {int(n) for (n,) in world.bench.rows("SELECT raw ->> 'n' FROM quarantine WHERE resolved_at IS NULL")}
    for start, end, result in windows:
        here = {n: row for n, row in source.items() if start <= row["at"] < end}
        there = {n: row for n, row in target.items() if start <= row["at"] < end}
        if result in ("equal", "repaired"):
            assert differences(here, there) == [], (start, result)
        elif result in ("quarantined", "collapsed"):
            left = {n: row for n, row in here.items() if n not in aside}
            assert len(there) < len(here), (start, result)
            if world.stream.collapse == "last":
                assert {key_of(row) for row in left.values()} == {key_of(row) for row in there.values()}
                left = {n: row for n, row in left.items() if n in there}
            assert differences(left, there) == [], (start, result)
        elif result == "archived":
            assert not here
        else:
            assert here != there, (start, result)


def finish(world: World) -> None:
    """What is new, then every row compared: each row is in the target or told, and what else is there is told as well.

    A partition that was dropped and filled again leaves the target's older rows in a window the source has once more.
    """
    world.run(Order())
    since = world.bench.value("SELECT clock_timestamp()")
    everything = Order(mode=RECONCILE, deep=True, start=NOW - timedelta(days=30), end=NOW + timedelta(minutes=1))
    report = world.run(everything).report
    assert report is not None
    assert report["differs"] == 0, report
    check(world, since)
    source, target = rows_of_source(world), rows_of_target(world)
    held = [partition[2] for partition in world.table.rows("SHOW PARTITIONS FROM {table}")]
    aside = {int(n) for (n,) in world.bench.rows("SELECT raw ->> 'n' FROM quarantine WHERE resolved_at IS NULL")}
    last = {key_of(row) for row in target.values()}
    for n, row in source.items():
        if n in target:
            assert target[n] == row
        elif world.stream.collapse == "last" and n not in aside:
            assert key_of(row) in last, row
        else:
            assert n in aside, row
    extra = world.bench.rows(
        "SELECT window_start, window_end FROM windows WHERE checked_at >= %s AND result = 'extra_in_target'", since
    )
    for n in target.keys() - source.keys():
        at = target[n]["at"]
        assert at.date().isoformat() not in held or any(start <= at < end for start, end in extra), target[n]


@pytest.mark.parametrize("collapse", ["quarantine", "last"])
def test_what_is_called_equal_is_equal_and_what_is_not_is_told(
    real_bench: Bench, questdb: str, collapse: str, pytestconfig: pytest.Config
) -> None:
    worlds = int(os.environ.get("SYNC_WORLDS", "2" if pytestconfig.getoption("postgres") == "embedded" else "1"))
    first = int(os.environ.get("SYNC_WORLD_SEED", "20261130"))
    target = ", ".join(f"{name} {kind}" for name, (_, kind, _) in KINDS.items())
    real_bench.rows(
        f"CREATE TABLE market.things (id text, n bigint, {target}, at timestamptz,"
        " updated_at timestamptz DEFAULT now(), UNIQUE (id, at)) PARTITION BY RANGE (at)"
    )
    kinds = ", ".join(f"{name} {kind}" for name, (kind, _, _) in KINDS.items())
    fate = Fate()
    engine = real_bench.engine(**mortal(fate))
    engine.clock = lambda: NOW
    for seed in range(first, first + worlds):
        table = RealTable(questdb, f"id VARCHAR, n LONG, {kinds}, at TIMESTAMP")
        world = World(real_bench, table, stream_of(table, collapse), engine, fate, random.Random(seed))
        try:
            world.insert_recent()
            for _ in range(40):
                since = real_bench.value("SELECT clock_timestamp()")
                world.step()
                check(world, since)
            finish(world)
        except AssertionError as error:
            raise AssertionError(f"SYNC_WORLD_SEED={seed} SYNC_WORLDS=1: {error}") from error
        table.drop()
        real_bench.rows("TRUNCATE sync_control, runs, windows, quarantine, counters, source_partitions, market.things")
    assert fate.killed > 0
