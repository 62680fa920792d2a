"""Partitions past their time go to Parquet, are read back and found the same, and only then dropped."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from moto.server import ThreadedMotoServer
from stand_in_questdb import StandInQuestDb, text
from sync_bench import DAY, Bench, signals

from db_sync_worker.__main__ import run
from db_sync_worker.archive.cli import main
from db_sync_worker.archive.files import ArchiveStore
from db_sync_worker.archive.keeper import ArchiveDiffers, ArchiveKeeper
from db_sync_worker.settings import Settings
from db_sync_worker.streams.file import load_streams, parse_streams
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.session import connector
from suite.environment import find_root
from suite.settings import ConfigurationError

NOW = DAY + timedelta(days=20)


@pytest.fixture
def stream(tmp_path: Path) -> Stream:
    return signals(retention=timedelta(days=10), archive_to=str(tmp_path / "cold"))


@pytest.fixture
def connection(bench: Bench, stand_in: StandInQuestDb) -> Iterator[Any]:
    """A connection of the worker, when six days of rows have been copied."""
    values = {"symbol": 'a\t"b"\\N\n', "direction": "BUY", "confidence": "1.5", "volume": "7"}
    moments = [DAY + timedelta(hours=number * 3, microseconds=number) for number in range(48)]
    stand_in.table().add(
        *({"signal_id": f"s{n}", **values, "created_at": text(at)} for n, at in enumerate(moments)),
        {"signal_id": "nothing", **values, "confidence": None, "volume": None, "created_at": text(DAY)},
    )
    bench.clock = lambda: NOW
    assert bench.run(signals()).tally.inserted == 49
    opened = connector(bench.settings)()
    yield opened
    opened.close()


def everything(bench: Bench) -> list[tuple[Any, ...]]:
    return bench.rows("SELECT t::text FROM market.trading_signals t ORDER BY created_at, signal_id")


def test_expired_partitions_are_archived_dropped_and_restored_equal(
    bench: Bench, stream: Stream, connection: Any
) -> None:
    before = everything(bench)
    now = DAY + timedelta(days=14)
    assert len(bench.dropped(stream, now)) == 4
    left = everything(bench)
    assert len(left) == 16
    archive = ArchiveStore(str(stream.archive_to))
    entries = archive.entries(stream.name)
    assert [entry.rows for entry in entries] == [9, 8, 8, 8]
    keeper = ArchiveKeeper(connection, stream, archive)
    assert [keeper.restore(entry) for entry in entries] == [9, 8, 8, 8]
    assert everything(bench) == before
    assert [keeper.restore(entry) for entry in entries] == [0, 0, 0, 0]
    assert len(bench.dropped(stream, now)) == 4
    assert everything(bench) == left


def test_a_file_that_was_damaged_is_told_and_nothing_is_dropped(
    bench: Bench, stream: Stream, connection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = ArchiveStore.write

    def write_less(archive: ArchiveStore, name: str, partition: str, columns: Any, batches: Any) -> int:
        return write(archive, name, partition, columns, (list(batch)[1:] for batch in batches))

    monkeypatch.setattr(ArchiveStore, "write", write_less)
    assert bench.dropped(stream, NOW) == []
    assert len(everything(bench)) == 49
    monkeypatch.undo()
    assert len(bench.dropped(stream, NOW)) == 6
    archive = ArchiveStore(str(stream.archive_to))
    (first, *_) = archive.entries(stream.name)
    file = Path(str(stream.archive_to)) / stream.name / f"{first.partition}.parquet"
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(ArchiveDiffers):
        ArchiveKeeper(connection, stream, archive).verify(first)


def test_rows_that_only_the_archive_has_stay_in_it_when_their_day_is_archived_again(
    bench: Bench, stream: Stream, connection: Any
) -> None:
    before = everything(bench)
    now = DAY + timedelta(days=14)
    bench.dropped(stream, now)
    archive = ArchiveStore(str(stream.archive_to))
    (first, *_) = archive.entries(stream.name)
    keeper = ArchiveKeeper(connection, stream, archive)
    keeper.restore(first)
    bench.rows(
        "DELETE FROM market.trading_signals WHERE created_at < %s AND signal_id <> 's3'", DAY + timedelta(days=1)
    )
    bench.rows("UPDATE market.trading_signals SET symbol = 'newer' WHERE signal_id = 's3'")
    assert len(bench.dropped(stream, now)) == 1
    assert [entry.rows for entry in archive.entries(stream.name)] == [9, 8, 8, 8]
    for entry in archive.entries(stream.name):
        keeper.restore(entry)
    changed = [pair for pair in zip(before, everything(bench), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1 and "newer" in changed[0][1][0]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With the stream of the streams file, and an archive."""
    content = yaml.safe_load((find_root(Path(__file__)) / "services/db-sync-worker/streams.yaml").read_text())
    content["streams"][0] |= {"start": "min", "archive": {"after": "10d", "to": str(tmp_path / "cold")}}
    del content["streams"][0]["retention"]
    file = tmp_path / "streams.yaml"
    file.write_text(yaml.safe_dump(content))
    return replace(settings, streams_file=str(file))


def test_the_archive_is_listed_verified_queried_and_restored_by_command(
    bench: Bench, settings: Settings, stream: Stream, connection: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.dropped(stream, DAY + timedelta(days=14))
    words = ("--stream", stream.name)
    assert main(["list", *words], settings) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(entry["start"], entry["rows"]) for entry in listed[:2]] == [
        (text(DAY), 9),
        (text(DAY + timedelta(days=1)), 8),
    ]
    assert all(entry["bytes"] > 0 for entry in listed)
    assert main(["verify", *words], settings) == 0
    query = "SELECT count(*), count(DISTINCT signal_id), min(created_at)::date FROM rows"
    capsys.readouterr()
    assert main(["query", query, *words], settings) == 0
    assert capsys.readouterr().out.split("\t") == ["49", "49", "2026-03-10\n"]
    assert main(["restore", *words, "--day", "2026-03-10"], settings) == 0
    assert "9 rows restored" in capsys.readouterr().out
    bench.rows("UPDATE market.trading_signals SET symbol = 'newer' WHERE signal_id = 's1'")
    assert main(["query", query, *words], settings) == 0
    assert capsys.readouterr().out.startswith("49\t49\t")
    assert main(["query", "SELECT symbol FROM rows WHERE signal_id = 's1'", *words], settings) == 0
    assert capsys.readouterr().out == "newer\n"
    assert main(["list", "--stream", "nobody"], settings) == 2


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a bucket, with credentials in the environment."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, word in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "AKIATEST",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, word)
    boto3.client("s3").create_bucket(Bucket="cold")
    yield "s3://cold/prefix"
    server.stop()


def test_an_archive_in_a_bucket_is_verified_queried_and_restored(
    bench: Bench, settings: Settings, connection: Any, bucket: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content = yaml.safe_load(settings.streams_path.read_text())
    content["streams"][0]["archive"]["to"] = bucket
    settings.streams_path.write_text(yaml.safe_dump(content))
    (stream,) = load_streams(settings)
    before, now = everything(bench), DAY + timedelta(days=14)
    lost = replace(stream, archive_to="s3://nowhere/prefix")
    assert bench.dropped(lost, now) == []
    assert len(bench.dropped(stream, now)) == 4
    assert len(everything(bench)) == 16
    words = ("--stream", stream.name)
    assert [main([action, *words], settings) for action in ("list", "verify")] == [0, 0]
    assert capsys.readouterr().out.count("rows are as they were written") == 4
    assert main(["query", "SELECT count(*), count(DISTINCT signal_id) FROM rows", *words], settings) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "49\t49"
    assert main(["restore", *words], settings) == 0
    assert everything(bench) == before
    held = boto3.client("s3").list_objects_v2(Bucket="cold")["Contents"]
    (file, *_) = [entry["Key"] for entry in held if entry["Key"].endswith(".parquet")]
    boto3.client("s3").put_object(Bucket="cold", Key=file, Body=b"PAR1")
    assert main(["verify", *words], settings) == 1


def test_every_type_of_a_target_comes_back_as_it_was(bench: Bench, tmp_path: Path) -> None:
    bench.rows(
        "CREATE TABLE market.all_kinds (id bigint, n numeric, p numeric(38,10), f real, d double precision, b boolean,"
        " day date, raw bytea, ip inet, line double precision[], doc jsonb, word varchar(9), at timestamptz,"
        " updated_at timestamptz DEFAULT now(), UNIQUE (id, at)) PARTITION BY RANGE (at)"
    )
    bench.rows("GRANT SELECT, INSERT, UPDATE, DELETE ON market.all_kinds TO app_sync")
    stream = signals(name="kinds", target="market.all_kinds", time="at", retention=timedelta(days=1))
    connection = connector(bench.settings)()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sync.add_partition('market', 'all_kinds', '2026-03-10', '2026-03-11')")
        cursor.execute(
            "INSERT INTO market.all_kinds VALUES (1, 1e100, 9999999999999999999999999999.9999999999, 0.1, 'NaN', true,"
            " '2024-02-29', '\\x00ff5c', '10.0.0.0/8', '{1,NULL,3.5}', '{\"a\": [1, null]}', 'ç',"
            " '2026-03-10 01:02:03.4'),"
            " (2, 0, 0, 'Infinity', 5e-324, false, NULL, '', NULL, '{}', 'null', '', '2026-03-10')"
        )
    connection.commit()
    before = bench.rows("SELECT t::text FROM market.all_kinds t ORDER BY id")
    keeper = ArchiveKeeper(connection, stream, ArchiveStore(str(tmp_path)))
    late = replace(stream, archive_to=str(tmp_path))
    assert len(bench.dropped(late, DAY + timedelta(days=9))) == 1
    assert bench.value("SELECT count(*) FROM market.all_kinds") == 0
    (entry,) = ArchiveStore(str(tmp_path)).entries("kinds")
    keeper.restore(entry)
    assert bench.rows("SELECT t::text FROM market.all_kinds t ORDER BY id") == before
    connection.close()


def test_a_missing_extra_stops_the_start_with_the_command_that_installs_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("db_sync_worker.streams.file.find_spec", lambda name: None if name == "duckdb" else name)
    with pytest.raises(ConfigurationError) as caught:
        load_streams(settings)
    told = "an archive needs duckdb, not installed here: scripts/start-all.sh --with archive"
    assert [problem.endswith(told) for problem in caught.value.problems] == [True]
    assert run(["archive", "list", "--stream", "any"]) == 78
    assert capsys.readouterr().err == f"{told}\n"


def test_an_archive_and_a_retention_contradict_each_other() -> None:
    content = yaml.safe_load((find_root(Path(__file__)) / "services/db-sync-worker/streams.yaml").read_text())
    content["streams"][0]["archive"] = {"after": "90d", "to": "s3://bucket/cold"}
    with pytest.raises(ConfigurationError) as caught:
        parse_streams(content, "streams.yaml")
    assert "leave retention out" in str(caught.value.problems)
    del content["streams"][0]["retention"]
    (stream,) = parse_streams(content, "streams.yaml")
    assert (stream.retention, stream.archive_to) == (timedelta(days=90), "s3://bucket/cold")
