"""Candles are what they would be, were they made of all rows now: under late rows, changes, repairs and deletions."""

import os
import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from interrupted import Fate, Killed, mortal
from stand_in_questdb import StandInQuestDb, Table, text
from sync_bench import DAY, Bench, column, signals

from db_sync_worker.engine.outcome import Order
from db_sync_worker.streams.file import parse_streams
from db_sync_worker.streams.model import EPOCH, Candles, Stream
from db_sync_worker.target.candle_queries import WIDTHS
from suite.settings import ConfigurationError

Candle = tuple[str, str, datetime, Decimal, Decimal, Decimal, Decimal, Decimal, int]


@pytest.fixture
def stream(bench: Bench) -> Stream:
    bench.rows(
        "CREATE TABLE market.trades (id text, symbol text, price numeric(12,4), size bigint, at timestamptz,"
        " updated_at timestamptz DEFAULT now(), UNIQUE (id, at)) PARTITION BY RANGE (at)"
    )
    columns = (
        column("id", "id", "text", required=True),
        column("symbol", "symbol", "text", required=True),
        column("price", "price", "numeric(12,4)"),
        column("size", "size", "bigint"),
        column("at", "at", "timestamptz", required=True),
    )
    return signals(
        table="trades",
        timestamp="at",
        target="market.trades",
        key=("id", "at"),
        time="at",
        columns=columns,
        candles=Candles("symbol", "price", "size"),
        batch_rows=7,
    )


def recomputed(bench: Bench) -> list[Candle]:
    """All candles from all rows, by arithmetic of its own."""
    rows = bench.rows("SELECT symbol, at, id, price, size FROM market.trades WHERE price IS NOT NULL")
    made: list[Candle] = []
    for width, length in WIDTHS.items():
        buckets: dict[tuple[str, datetime], list[Any]] = {}
        for symbol, at, _, price, size in sorted(rows, key=lambda row: (row[1], row[2])):
            buckets.setdefault((symbol, at - (at - EPOCH) % length), []).append((price, size or 0))
        for (symbol, bucket), found in buckets.items():
            prices = [price for price, _ in found]
            volume = Decimal(sum(size for _, size in found))
            made.append((width, symbol, bucket, prices[0], max(prices), min(prices), prices[-1], volume, len(found)))
    return sorted(made)


def kept(bench: Bench) -> list[Candle]:
    found = bench.rows(
        "SELECT width, symbol, bucket, open, high, low, close, volume, count FROM market.candles"
        " WHERE stream = 'tp_capital_signals'"
    )
    return sorted(found)  # type: ignore[arg-type]


@pytest.fixture
def table(stand_in: StandInQuestDb) -> Table:
    return stand_in.table("trades", id="VARCHAR", symbol="SYMBOL", price="DOUBLE", size="LONG", at="TIMESTAMP")


def trade(dice: random.Random, number: int) -> dict[str, str | None]:
    """A trade within two days, often in the same minute as others."""
    moment = DAY + timedelta(minutes=dice.randrange(2 * 1440) // 30 * 30, seconds=dice.randrange(90))
    price = None if dice.random() < 0.1 else str(dice.randrange(1, 10_000) / 100)
    size = str(dice.randrange(100))
    return {"id": f"t{number}", "symbol": dice.choice("AB"), "price": price, "size": size, "at": text(moment)}


def test_candles_follow_whatever_happens_to_rows(
    bench: Bench, stand_in: StandInQuestDb, table: Table, stream: Stream
) -> None:
    seed = int(os.environ.get("SYNC_CANDLE_SEED", random.SystemRandom().randrange(2**32)))
    dice = random.Random(seed)
    fate = Fate()
    engine = bench.engine(**mortal(fate))
    bench.clock = engine.clock = lambda: DAY + timedelta(days=3)
    wide = replace(stream, overlap=timedelta(hours=3))
    for step in range(25):
        table.add(*(trade(dice, step * 100 + number) for number in range(dice.randrange(30))))
        if step % 3 == 1 and table.rows:
            dice.choice(table.rows)["price"] = str(dice.randrange(1, 10_000) / 100)
        if step % 4 == 2 and len(table.rows) > 20:
            del table.rows[dice.randrange(len(table.rows) - 1)]
        if step % 5 == 3:
            fate.doom(dice.randrange(1, 60), after=dice.random() < 0.5)
        order = Order() if step % 2 else Order(mode="reconcile", deep=True, delete_extra=True)
        try:
            engine.run(wide, order)
        except Killed:
            pass
        finally:
            fate.spare()
        assert kept(bench) == recomputed(bench), f"SYNC_CANDLE_SEED={seed}, step {step}"
    assert len(kept(bench)) > 20


def test_a_backfill_makes_the_candles_of_rows_that_were_there_before(
    bench: Bench, stand_in: StandInQuestDb, table: Table, stream: Stream
) -> None:
    dice = random.Random(7)
    bench.clock = lambda: DAY + timedelta(days=3)
    table.add(*(trade(dice, number) for number in range(100)))
    bench.run(replace(stream, candles=None))
    assert kept(bench) == []
    bench.backfill(stream, DAY, DAY + timedelta(days=2))
    assert kept(bench) == recomputed(bench) != []


@pytest.mark.parametrize(
    ("candles", "problem"),
    [
        ({"by": "symbol", "price": "cost"}, "candles: price cost is not mapped"),
        ({"by": "symbol", "price": "direction"}, "candles: price direction is no number"),
    ],
)
def test_candles_of_columns_that_cannot_make_them_are_refused(candles: dict[str, str], problem: str) -> None:
    entry = {
        "name": "one",
        "source": {"table": "t", "timestamp": "at"},
        "target": {"table": "market.t", "key": ["id", "at"], "time": "at"},
        "columns": {
            "id": {"from": "id", "type": "text", "required": True},
            "symbol": {"from": "symbol", "type": "text"},
            "direction": {"from": "direction", "type": "text"},
            "at": {"from": "at", "type": "timestamptz", "required": True},
        },
        "candles": candles,
    }
    with pytest.raises(ConfigurationError) as caught:
        parse_streams({"version": 1, "streams": [entry]}, "streams.yaml")
    assert caught.value.problems == [f"streams.yaml: stream one: {problem}"]
