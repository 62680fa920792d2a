"""Every kind of value goes from a real QuestDB to PostgreSQL and back exactly, or to quarantine with a reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from stand_in_questdb import Row, StandInQuestDb, text
from sync_bench import DAY, Bench, column, signals

from db_sync_worker.streams.model import Stream
from suite_ops.processes.patience import wait_until
from suite_ops.questdb.load import execute

KINDS: dict[str, tuple[str, str]] = {
    "a_string": ("STRING", "text"),
    "a_varchar": ("VARCHAR", "text"),
    "a_symbol": ("SYMBOL", "text"),
    "a_char": ("CHAR", "text"),
    "a_double": ("DOUBLE", "double precision"),
    "a_float": ("FLOAT", "real"),
    "a_long": ("LONG", "bigint"),
    "an_int": ("INT", "integer"),
    "a_short": ("SHORT", "smallint"),
    "a_byte": ("BYTE", "smallint"),
    "a_boolean": ("BOOLEAN", "boolean"),
    "a_date": ("DATE", "timestamptz"),
    "an_uuid": ("UUID", "uuid"),
    "an_ip": ("IPv4", "text"),
    "a_hash": ("GEOHASH(6c)", "text"),
    "a_long256": ("LONG256", "text"),
    "a_decimal": ("DECIMAL(18,4)", "numeric(18,4)"),
}
ROWS: list[dict[str, str]] = [
    {
        "a_string": "'say \"hi\", it''s'",
        "a_varchar": "'ünïcode 😀, tab\tline\r\nend\\n'",
        "a_symbol": "'sym\"''\n,bol'",
        "a_char": "'\"'",
        "a_double": "0.1",
        "a_float": "0.1f",
        "a_long": "9223372036854775807L",
        "an_int": "2147483647",
        "a_short": "cast(-32768 as short)",
        "a_byte": "cast(127 as byte)",
        "a_boolean": "true",
        "a_date": "cast('2024-02-29T23:59:59.999Z' as date)",
        "an_uuid": "'11111111-2222-3333-4444-555555555555'",
        "an_ip": "ipv4 '192.168.1.2'",
        "a_hash": "#u33d8b",
        "a_long256": "cast('0x00ff' as long256)",
        "a_decimal": "12345678901234.5678m",
    },
    {},
    {
        "a_string": "''",
        "a_varchar": "''",
        "a_symbol": "''",
        "a_char": "','",
        "a_double": "1.7976931348623157E308",
        "a_float": "3.4e38f",
        "a_long": "-9223372036854775807L",
        "an_int": "-2147483647",
    },
    {"a_double": "cast('NaN' as double)", "a_float": "cast('Infinity' as float)", "a_varchar": "'null'"},
    {"a_double": "cast('-Infinity' as double)", "a_string": "'NULL'", "a_symbol": "'\\N'"},
    {"a_double": "4.9E-324", "a_varchar": "'\\\\ back \\u0041'", "a_string": "' spaces '", "a_char": "'é'"},
]


@pytest.fixture
def stream(bench: Bench) -> Stream:
    """A stream into a table with one column of every kind."""
    kinds = ", ".join(f"{name} {kind}" for name, (_, kind) in KINDS.items())
    bench.rows(
        f"CREATE TABLE market.things (number bigint NOT NULL, {kinds}, row jsonb, at timestamptz NOT NULL,"
        " updated_at timestamptz NOT NULL DEFAULT now(), UNIQUE (number, at)) PARTITION BY RANGE (at)"
    )
    columns = (
        column("number", "number", "bigint", required=True),
        *(column(name, name, kind) for name, (_, kind) in KINDS.items()),
        column("row", "$row", "jsonb"),
        column("at", "at", "timestamptz", required=True),
    )
    table = f"things_{uuid4().hex[:12]}"
    return signals(
        name="things",
        table=table,
        timestamp="at",
        target="market.things",
        key=("number", "at"),
        time="at",
        columns=columns,
    )


def signal(number: int, **changes: str | None) -> Row:
    """A row of the stand-in."""
    row = {"symbol": "X", "direction": "BUY", "confidence": "1", "volume": "1", "created_at": text(DAY)}
    return {"signal_id": f"s{number}", **row, **changes}


def create(url: str, stream: Stream, rows: list[dict[str, str]]) -> None:
    """The stream's table in QuestDB, with these rows of SQL expressions, a microsecond apart."""
    kinds = ", ".join(f"{name} {kind}" for name, (kind, _) in KINDS.items())
    execute(url, f"CREATE TABLE {stream.table} (number LONG, {kinds}, at TIMESTAMP) TIMESTAMP(at) PARTITION BY DAY WAL")
    for number, row in enumerate(rows):
        given = {name: value for name, value in row.items() if name in KINDS}
        names = ", ".join(["number", *given, "at"])
        moment = f"'{text(DAY + timedelta(microseconds=number))}'"
        values = ", ".join([str(number), *given.values(), moment])
        execute(url, f"INSERT INTO {stream.table} ({names}) VALUES ({values})")
    assert wait_until(lambda: execute(url, f"SELECT count() FROM {stream.table}")["dataset"] == [[len(rows)]], 60)


def stored(bench: Bench, *names: str) -> list[tuple[Any, ...]]:
    return bench.rows(f"SELECT {', '.join(names)} FROM market.things ORDER BY number")


def test_every_type_of_a_real_questdb_arrives_exactly(real_bench: Bench, questdb: str, stream: Stream) -> None:
    create(questdb, stream, ROWS)
    outcome = real_bench.run(stream)
    bench = real_bench
    assert bench.rows("SELECT column_name, reason, raw FROM quarantine") == []
    assert (outcome.status, outcome.tally.inserted) == ("ok", len(ROWS))
    assert stored(bench, "a_string") == [('say "hi", it\'s',), (None,), ("",), (None,), ("NULL",), (" spaces ",)]
    assert stored(bench, "a_varchar") == [
        ("ünïcode 😀, tab\tline\r\nend\\n",),
        (None,),
        ("",),
        ("null",),
        (None,),
        ("\\\\ back \\u0041",),
    ]
    assert stored(bench, "a_symbol") == [("sym\"'\n,bol",), (None,), ("",), (None,), ("\\N",), (None,)]
    assert stored(bench, "a_char") == [('"',), (None,), (",",), (None,), (None,), ("é",)]
    assert stored(bench, "a_double") == [(0.1,), (None,), (1.7976931348623157e308,), (None,), (None,), (5e-324,)]
    assert stored(bench, "a_float::text") == [("0.1",), (None,), ("3.4e+38",), (None,), (None,), (None,)]
    assert stored(bench, "a_long")[0::2] == [(2**63 - 1,), (-(2**63) + 1,), (None,)]
    assert stored(bench, "an_int")[:3] == [(2**31 - 1,), (None,), (-(2**31) + 1,)]
    assert stored(bench, "a_short", "a_byte", "a_boolean")[:2] == [(-32768, 127, True), (0, 0, False)]
    assert stored(bench, "a_date")[:2] == [(datetime(2024, 2, 29, 23, 59, 59, 999_000, UTC),), (None,)]
    assert stored(bench, "an_uuid")[:2] == [("11111111-2222-3333-4444-555555555555",), (None,)]
    assert stored(bench, "an_ip", "a_hash", "a_long256")[:2] == [("192.168.1.2", "u33d8b", "0xff"), (None, None, None)]
    assert stored(bench, "a_decimal")[:2] == [(Decimal("12345678901234.5678"),), (None,)]
    assert [moment for (moment,) in stored(bench, "at")] == [DAY + timedelta(microseconds=n) for n in range(len(ROWS))]


def test_the_whole_row_is_kept_as_json(real_bench: Bench, questdb: str, stream: Stream) -> None:
    create(questdb, stream, ROWS[:3])
    assert real_bench.run(stream).status == "ok"
    first, second, third = (row for (row,) in stored(real_bench, '"row"'))
    assert first["a_long"] == 2**63 - 1
    assert first["a_date"] == "2024-02-29T23:59:59.999000Z"
    assert first["at"] == "2026-03-10T00:00:00.000000Z"
    assert first["a_varchar"] == "ünïcode 😀, tab\tline\r\nend\\n"
    assert (second["a_string"], second["a_double"], second["a_boolean"]) == (None, None, False)
    assert (third["a_string"], float(third["a_double"])) == ("", 1.7976931348623157e308)


def test_both_sides_compare_equal_row_by_row(real_bench: Bench, questdb: str, stream: Stream) -> None:
    create(questdb, stream, ROWS)
    real_bench.run(stream)
    report = real_bench.reconcile(stream, deep=True)
    assert (report["windows"], report["equal"], report["details"]) == (report["windows"], report["windows"], [])


def test_nanoseconds_are_cut_to_microseconds_with_one_warning(
    real_bench: Bench, questdb: str, stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(questdb, f"CREATE TABLE {stream.table} (number LONG, at TIMESTAMP_NS) TIMESTAMP(at) PARTITION BY DAY WAL")
    execute(questdb, f"INSERT INTO {stream.table} VALUES (1, '2026-03-10T00:00:00.123456789Z')")
    assert wait_until(lambda: execute(questdb, f"SELECT count() FROM {stream.table}")["dataset"] == [[1]], 60)
    columns = tuple(entry for entry in stream.columns if entry.name in ("number", "at"))
    told: list[tuple[str, object]] = []
    monkeypatch.setattr("db_sync_worker.engine.preparation.log.warning", lambda text, extra: told.append((text, extra)))
    for _ in range(2):
        outcome = real_bench.run(replace(stream, columns=columns))
        assert outcome.status == "ok", outcome
    assert stored(real_bench, "at") == [(DAY.replace(microsecond=123456),)]
    assert told == [("nanoseconds are cut to microseconds", {"stream": "things", "columns": ["at"]})]


BAD = [
    ("confidence", "1000", "confidence", "does not fit numeric(5,2)"),
    ("symbol", "a\x00b", "symbol", "holds a NUL byte"),
    ("symbol", "a\udcff", "symbol", "holds half a character or bytes that are not UTF-8"),
    ("symbol", None, "symbol", "is null"),
    ("created_at", None, "created_at", "is null"),
]


@pytest.mark.parametrize(("name", "value", "column_name", "reason"), BAD)
def test_a_bad_value_is_quarantined_alone(
    bench: Bench, stand_in: StandInQuestDb, name: str, value: str | None, column_name: str, reason: str
) -> None:
    table = stand_in.table()
    table.designated = False
    rows = [
        {
            "signal_id": f"s{n}",
            "symbol": "X",
            "direction": "BUY",
            "confidence": "1",
            "volume": "1",
            "created_at": text(DAY),
        }
        for n in range(7)
    ]
    rows[3][name] = value
    table.add(*rows)
    outcome = bench.run(signals(batch_rows=5))
    assert (outcome.status, outcome.tally.inserted, outcome.tally.rejected) == ("ok", 6, 1), outcome
    found = bench.rows("SELECT column_name, reason, raw ->> 'signal_id', resolved_at FROM quarantine")
    assert found == [(column_name, reason, "s3", None)]


def test_what_only_the_database_refuses_is_narrowed_to_the_row(bench: Bench, stand_in: StandInQuestDb) -> None:
    bench.rows("ALTER TABLE market.trading_signals ADD CONSTRAINT ck_buys CHECK (direction <> 'HOLD')")
    rows = [signal(n, direction="HOLD" if n in (4, 29) else "BUY") for n in range(30)]
    rows[11]["symbol"] = "".join(chr(0x4E00 + (n * 7919) % 20_000) for n in range(9_000))
    stand_in.table().add(*rows)
    outcome = bench.run(signals())
    assert (outcome.status, outcome.tally.inserted, outcome.tally.rejected) == ("ok", 27, 3)
    reasons = dict(bench.rows("SELECT raw ->> 'signal_id', reason FROM quarantine"))
    assert set(reasons) == {"s4", "s11", "s29"}
    assert "ck_buys" in reasons["s4"]


def test_numbers_beyond_the_scale_are_rounded_half_to_even_and_counted(bench: Bench, stand_in: StandInQuestDb) -> None:
    values = ("0.125", "0.135", "2.675", "7.5", "-0.005")
    stand_in.table().add(
        *(
            {
                "signal_id": f"s{n}",
                "symbol": "X",
                "direction": "B",
                "confidence": v,
                "volume": "1",
                "created_at": text(DAY),
            }
            for n, v in enumerate(values)
        )
    )
    outcome = bench.run(signals())
    assert outcome.tally.rounded == 4
    assert [str(row[3]) for row in bench.signals()] == ["0.12", "0.14", "2.68", "7.50", "0.00"]


def test_too_many_rejected_rows_fail_the_run_before_their_window(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    good = [signal(n, created_at=text(DAY + timedelta(minutes=n))) for n in range(240)]
    for row in good[70:180]:
        row["symbol"] = None
    table.add(*good)
    outcome = bench.run(signals())
    assert (outcome.status, outcome.rejected_too_many) == ("failed", True)
    assert bench.value("SELECT last_synced FROM sync_control") <= DAY + timedelta(hours=1)
    for row in good[70:180]:
        row["symbol"] = "Y"
    assert bench.run(signals()).status == "ok"
    assert bench.value("SELECT count(*) FROM market.trading_signals WHERE symbol = 'Y'") == 110
    assert len(bench.signals()) == 240
    assert bench.value("SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == 0


def test_a_server_that_writes_null_like_the_empty_string_is_read_as_json(
    bench: Bench, stand_in: StandInQuestDb
) -> None:
    stand_in.tells_null = False
    stand_in.table().add(
        *(
            signal(
                n,
                symbol="" if n % 2 else "x",
                confidence=None if n % 3 else "1.5",
                volume=str(2**63 - 1 - n),
                created_at=text(DAY + timedelta(seconds=n // 50)),
            )
            for n in range(250)
        )
    )
    assert bench.run(signals()).tally.inserted == 250
    found = bench.rows(
        "SELECT symbol, confidence, (payload ->> 'volume')::bigint, signal_id FROM market.trading_signals"
    )
    for symbol, confidence, volume, signal_id in found:
        number = int(signal_id[1:])
        assert (symbol, volume) == ("" if number % 2 else "x", 2**63 - 1 - number)
        assert confidence == (None if number % 3 else Decimal("1.5"))
