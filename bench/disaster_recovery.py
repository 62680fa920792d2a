"""How long a lost database takes to come back: python -m bench.disaster_recovery [--rows N] [--physical].

A copy of the repository is started, rows are added to market.trading_signals (payloads of digits that hardly compress),
and the drill of `scripts/test-disaster-recovery.sh` runs: back up, lose everything, restore into a new cluster, compare
count and content of every table, serve.
"""

import argparse
import sys
from time import perf_counter

from bench.suite_copy import SuiteCopy, running_copy

DAYS = 10
# Of the last days, or the worker's retention drops them. A row is told apart by its number; its payload is hexadecimal
# text without order, as incompressible as text gets.
FILL = """
SELECT market.add_partition('trading_signals', day::date)
  FROM generate_series(now() - interval '{days} days', now(), '1 day') AS day;
INSERT INTO market.trading_signals (signal_id, source, symbol, direction, confidence, payload, created_at)
SELECT 'bench-' || number, 'bench', 'PETR' || number % 50, 'BUY', number % 100,
       jsonb_build_object('text', (SELECT string_agg(md5(number::text || part), '')
                                     FROM generate_series(1, {parts}) AS part)),
       now() - (number + 1) * (interval '{days} days' / {rows})
  FROM generate_series(0, {rows} - 1) AS number;
ANALYZE market.trading_signals;
"""
SIZE = "SELECT round(pg_database_size(current_database()) / 1e9, 2)"


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.disaster_recovery", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--payload", type=int, default=64, metavar="BYTES", help="of each row, in steps of 32")
    parser.add_argument("--physical", action="store_true", help="base backup and archived log instead of a dump")
    options = parser.parse_args(arguments)
    with running_copy() as suite:
        fill(suite, options.rows, max(1, options.payload // 32))
        size = suite.run("psql.sh", "-Atc", SIZE).strip()
        began = perf_counter()
        told = suite.run("test-disaster-recovery.sh", *(["--physical"] if options.physical else []))
    print(f"{options.rows} rows, {size} GB: drill with backup {perf_counter() - began:.0f} s")
    print(told.strip())
    return 0


def fill(suite: SuiteCopy, rows: int, parts: int) -> None:
    """Add `rows` rows with payloads of `parts` times 32 bytes."""
    suite.run("psql.sh", "-q", "-v", "ON_ERROR_STOP=1", "-c", FILL.format(days=DAYS, rows=rows, parts=parts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
