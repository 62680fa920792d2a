"""What an archive of db-sync-worker takes: python -m bench.sync_archive [--rows N].

Signals of four days are written to Parquet, read back, dropped and restored: bytes before and after, rows a second, and
whether what came back is what was there.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter

import psycopg2
from psycopg2.extensions import connection as Connection

from db_sync_worker.archive.files import ArchiveStore
from db_sync_worker.archive.keeper import ArchiveKeeper
from db_sync_worker.retention import Retention
from db_sync_worker.source.client import QuestDb
from db_sync_worker.streams.file import parse_streams
from db_sync_worker.streams.model import Stream
from suite.environment import find_root
from suite.text.yaml import read_yaml
from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import prepared_cluster
from suite_testing.databases import TestCluster

FIRST = datetime(2026, 3, 10, tzinfo=UTC)
DAYS = 4
FILL = """
INSERT INTO market.trading_signals (signal_id, source, symbol, direction, confidence, payload, created_at)
SELECT 'signal-' || n, 'questdb', (ARRAY['PETR4', 'VALE3', 'ITUB4'])[1 + n %% 3], (ARRAY['BUY', 'SELL'])[1 + n %% 2],
       round((random() * 100)::numeric, 2), jsonb_build_object('signal_id', 'signal-' || n, 'price', random() * 100,
       'volume', n * 7, 'note', md5(n::text)), %(first)s + n * (%(span)s / %(rows)s)
  FROM generate_series(0, %(rows)s - 1) n
"""
SIZE = (
    "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'market.trading_signals'::regclass"
)
HASH = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM market.trading_signals t"


def main(arguments: list[str]) -> int:
    """Measure and print; 1 when what came back differs."""
    parser = argparse.ArgumentParser(prog="python -m bench.sync_archive", description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    rows = parser.parse_args(arguments).rows
    with (
        tempfile.TemporaryDirectory() as folder,
        prepared_cluster(find_binaries("embedded")) as (cluster, passwords),
    ):
        database = TestCluster(cluster, passwords).clone("db-sync-worker", "sync")
        stream = stream_of(folder)
        with closing(psycopg2.connect(database.dsn(), options="-c search_path=sync -c TimeZone=UTC")) as connection:
            fill(connection, rows)
            ((size,), before) = row(connection, SIZE), row(connection, HASH)
            archive = ArchiveStore(folder)
            kept = seconds(lambda: Retention(connection, FIRST + timedelta(days=30), QuestDb("")).keep([stream]))
            entries = archive.entries(stream.name)
            keeper = ArchiveKeeper(connection, stream, archive)
            verified = sum(seconds(partial(keeper.verify, entry)) for entry in entries)
            restored = sum(seconds(partial(keeper.restore, entry)) for entry in entries)
            after = row(connection, HASH)
    written = sum(entry.bytes for entry in entries)
    print(f"{rows:,} rows of {DAYS} days: {float(size) / 1e6:.1f} MB with indexes, {written / 1e6:.1f} MB as Parquet")
    for name, taken in (("archive, read back and drop", kept), ("verify", verified), ("restore", restored)):
        print(f"  {name:<28}{rows / taken:>12,.0f} rows/s")
    print(f"  what came back is {'equal' if before == after else 'DIFFERENT'}; load {os.getloadavg()[0]:.1f}")
    return int(before != after)


def stream_of(folder: str) -> Stream:
    """The stream of the streams file with an archive."""
    file = find_root() / "services" / "db-sync-worker" / "streams.yaml"
    content = read_yaml(file.read_text(encoding="utf-8"))
    content["streams"][0].pop("retention")
    (stream,) = parse_streams(content, file.name)
    return replace(stream, retention=timedelta(days=10), archive_to=folder)


def fill(connection: Connection, rows: int) -> None:
    """Signals at even distances over the days."""
    with connection, connection.cursor() as cursor:
        for day in range(DAYS):
            cursor.execute(
                "SELECT market.add_partition('trading_signals', %s)", ((FIRST + timedelta(days=day)).date(),)
            )
        cursor.execute(FILL, {"rows": rows, "first": FIRST, "span": timedelta(days=DAYS)})


def row(connection: Connection, query: str) -> tuple[int, ...]:
    """The one row of an answer."""
    with connection, connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchone()
    assert found
    return found


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
