"""A stream of one's own: from a table of a real QuestDB to a target that is compared equal."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from real_tables import RealTable
from stand_in_questdb import StandInQuestDb, text
from sync_bench import DAY, Bench, column, signals

from db_sync_worker.archive.cli import main
from db_sync_worker.arguments import parse_arguments
from db_sync_worker.initiation import init_stream
from db_sync_worker.settings import Settings
from db_sync_worker.streams.file import load_streams
from db_sync_worker.streams.model import Stream

KINDS = (
    "n LONG, txt VARCHAR, sym SYMBOL, c CHAR, d DOUBLE, f FLOAT, i INT, s SHORT, b BYTE, ok BOOLEAN, day DATE, u UUID,"
    " ip IPv4, h GEOHASH(6c), l LONG256, amount DECIMAL(20,5), book DOUBLE[][], line DOUBLE[], raw BINARY, at TIMESTAMP"
)
ROWS = (
    "1, 'a', 'S', 'c', 0.5, 1.5f, 7, cast(3 as short), cast(4 as byte), true, cast('2024-02-29T00:00:00Z' as date),"
    " '11111111-2222-3333-4444-555555555555', ipv4 '10.0.0.1', #u33d8b, cast('0xff' as long256), 1.25m,"
    " ARRAY[[1.0, 2.0], [3.0, 4.0]], ARRAY[1.0, null, 3.5], null",
    "2, null, null, null, null, null, null, cast(0 as short), cast(0 as byte), false, null, null, null, null, null,"
    " null, null, null, null",
)


@pytest.fixture
def settings(settings: Settings, questdb: str, tmp_path: Path) -> Settings:
    return replace(settings, questdb_url=questdb, streams_file=str(tmp_path / "streams.yaml"))


def init(bench: Bench, settings: Settings, *words: str) -> int:
    arguments = parse_arguments(["--init-stream", *words])
    return init_stream(settings, arguments, bench.database.dsn)


@pytest.mark.parametrize("partition", ["day", "week", "month", "none"])
def test_a_table_of_every_type_is_followed_into_a_schema_of_its_own(
    real_bench: Bench,
    settings: Settings,
    questdb: str,
    partition: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    table = RealTable(questdb, KINDS, options="DEDUP UPSERT KEYS(at, n)" if partition == "day" else "")
    for number, row in enumerate(ROWS):
        table.insert(f"{row}, '2026-0{number + 3}-10T00:00:00.000001Z'")
        if partition != "day":
            table.insert(f"{row}, '2026-0{number + 3}-10T00:00:00.000001Z'")
    words = (table.name, "--target", f"research.{table.name}", "--partition", partition, "--stream", "mine")
    assert init(real_bench, settings, *words) == 0
    shown = capsys.readouterr().out
    assert f'CREATE TABLE "research"."{table.name}"' in shown
    assert not settings.streams_path.exists()
    assert init(real_bench, settings, *words, "--apply") == 0
    (stream,) = load_streams(settings)
    bench = replace_settings(real_bench, settings)
    bench.clock = lambda: DAY.replace(month=5)
    expected = 2 if partition == "day" else 4
    outcome = bench.run(stream)
    assert (outcome.status, outcome.tally.inserted, outcome.tally.rejected) == ("ok", expected, 0), outcome.error
    report = bench.reconcile(stream, deep=True)
    assert (report["differs"], report["quarantined"], report["collapsed"]) == (0, 0, 0)
    assert report["depth"]["rows"] >= 2
    line = bench.rows(f"SELECT line, host(ip), octet_length(raw), book FROM research.{table.name} WHERE n = 1")
    assert line[0] == ([1.0, None, 3.5], "10.0.0.1", None, [[1.0, 2.0], [3.0, 4.0]])
    bounds = bench.value(f"SELECT count(*) FROM pg_inherits WHERE inhparent = 'research.{table.name}'::regclass")
    assert bounds == (0 if partition == "none" else 2)
    everything = f"SELECT t::text FROM research.{table.name} t ORDER BY n, t::text"
    before = bench.rows(everything)
    cold = replace(stream, retention=timedelta(days=45), archive_to=str(tmp_path / "cold"))
    assert len(bench.dropped(cold, DAY.replace(month=5, day=20))) == (0 if partition == "none" else 1)
    assert main(["restore", "--stream", "mine"], settings_with_archive(settings, cold)) == 0
    assert bench.rows(everything) == before
    late = replace(stream, retention=timedelta(days=10), retention_drop=True)
    dropped = bench.dropped(late, DAY.replace(month=5, day=20))
    assert len(dropped) == bounds
    table.drop()


def settings_with_archive(settings: Settings, stream: Stream) -> Settings:
    """Settings whose streams file says where the one stream is archived."""
    content = yaml.safe_load(settings.streams_path.read_text(encoding="utf-8"))
    content["streams"][0]["archive"] = {"after": "45d", "to": stream.archive_to}
    settings.streams_path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return settings


def replace_settings(bench: Bench, settings: Settings) -> Bench:
    """The bench with these settings."""
    return replace(bench, settings=settings)


def test_a_second_stream_of_one_name_is_refused_and_nothing_made(
    real_bench: Bench, settings: Settings, questdb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = RealTable(questdb, "id VARCHAR, at TIMESTAMP")
    words = (table.name, "--target", f"research.{table.name}", "--apply")
    assert init(real_bench, settings, *words) == 0
    before = settings.streams_path.read_text()
    assert init(real_bench, settings, table.name, "--target", "research.other", "--apply") == 78
    assert "is named 2 times" in capsys.readouterr().err
    assert settings.streams_path.read_text() == before
    assert real_bench.value("SELECT to_regclass('research.other')") is None
    table.drop()


def test_columns_nobody_can_name_are_left_out_and_told(
    real_bench: Bench, settings: Settings, questdb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table = RealTable(questdb, '"two words" VARCHAR, Price DOUBLE, updated_at TIMESTAMP, at TIMESTAMP')
    assert init(real_bench, settings, table.name) == 0
    shown = capsys.readouterr().out
    assert "# column two words is left out" in shown
    assert "# column updated_at is left out" in shown
    entry = yaml.safe_load(shown.split("CREATE")[0])[0]
    assert entry["columns"]["price"] == {"from": "Price", "type": "double precision"}
    assert entry["target"]["key"] == ["row_hash", "row_number", "at"]
    assert init(real_bench, settings, "no_such_table") == 1
    table.drop()


def filled(stand_in: StandInQuestDb) -> None:
    values = {"symbol": "X", "direction": "BUY", "confidence": "1", "volume": "1"}
    stand_in.table().add(*({"signal_id": f"s{n}", **values, "created_at": text(DAY)} for n in range(5)))


def plain_stream(bench: Bench) -> Stream:
    """Into a table without partitions."""
    bench.rows(
        "CREATE TABLE market.plain (id text, volume bigint, at timestamptz, updated_at timestamptz DEFAULT now(),"
        " UNIQUE (id, at))"
    )
    columns: tuple[Any, ...] = (
        column("id", "signal_id", "text", required=True),
        column("volume", "volume", "bigint"),
        column("at", "created_at", "timestamptz", required=True),
    )
    return signals(target="market.plain", key=("id", "at"), time="at", columns=columns)


def test_a_hypertable_is_filled_and_its_partitions_left_to_it(bench: Bench, stand_in: StandInQuestDb) -> None:
    """A catalogue like that of TimescaleDB stands for it."""
    filled(stand_in)
    stream = replace(plain_stream(bench), retention=None)
    bench.rows(
        "CREATE SCHEMA timescaledb_information; CREATE TABLE timescaledb_information.hypertables"
        " (hypertable_schema name, hypertable_name name);"
        " INSERT INTO timescaledb_information.hypertables VALUES ('market', 'plain');"
        " GRANT USAGE ON SCHEMA timescaledb_information TO app_sync;"
        " GRANT SELECT ON timescaledb_information.hypertables TO app_sync"
    )
    outcome = bench.run(stream)
    assert (outcome.status, outcome.tally.inserted) == ("ok", 5)
    assert bench.keep_up(replace(stream, retention_drop=True), DAY) == []
    report = bench.reconcile(stream, deep=True)
    assert report["equal"] == report["windows"]


def test_a_repair_of_compressed_rows_names_the_setting(bench: Bench, stand_in: StandInQuestDb) -> None:
    filled(stand_in)
    stream = plain_stream(bench)
    bench.rows(
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION"
        " 'tuple decompression limit exceeded by operation' USING ERRCODE = '53400'; END $$;"
        " CREATE TRIGGER refuse BEFORE INSERT ON market.plain FOR EACH ROW EXECUTE FUNCTION public.refuse()"
    )
    outcome = bench.run(stream)
    assert (outcome.status, outcome.tally.target_retries) == ("failed", 0)
    assert "timescaledb.max_tuples_decompressed_per_dml_transaction" in str(outcome.error)
