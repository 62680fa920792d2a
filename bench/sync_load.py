r"""How fast db-sync-worker loads: python -m bench.sync_load [--rows N] [--dlt-rows N] [--rounds R].

Append (into nothing) and upsert (every row again; unchanged, and half of them altered) by the worker, beside psql's
\copy of the same rows into the same table, and beside a dlt pipeline over fewer rows, which the worker copies as well.
Sides take turns, the next round in the opposite order; ratios are medians of the rounds' own.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.sync_sides import Dlt, Psql, Worker
from suite.environment import find_root
from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import free_port, prepared_cluster
from suite_ops.questdb.load import load_signals
from suite_ops.questdb.server import QuestDbServer, fetch_jar
from suite_testing.databases import TestCluster

APPEND, SAME, HALF = "worker append", "worker upsert, unchanged", "worker upsert, half altered"
COPY, DLT_APPEND, DLT_MERGE = "psql copy", "dlt append", "dlt merge"
Work = tuple[tuple[str, Callable[[], float]], ...]
Seconds = dict[str, list[float]]
# Ours, theirs, the ratio to reach.
BESIDE_COPY = ((APPEND, COPY, 0.5), (SAME, COPY, 0.5), (HALF, COPY, 0.5))
BESIDE_DLT = ((APPEND, DLT_APPEND, 10), (SAME, DLT_MERGE, 10), (HALF, DLT_MERGE, 10))


def main(arguments: list[str]) -> int:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.sync_load", description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--dlt-rows", type=int, default=100_000, help="0 leaves dlt out")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    # What was started is stopped, also when somebody has enough.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    root, end = find_root(), datetime.now(UTC)
    with (
        tempfile.TemporaryDirectory() as name,
        prepared_cluster(find_binaries("embedded")) as (cluster, passwords),
    ):
        folder, database = Path(name), TestCluster(cluster, passwords).clone("db-sync-worker", "sync")
        server = QuestDbServer(folder / "questdb", free_port(), fetch_jar(root / "var" / "questdb" / "lib"))
        server.start()
        try:
            worker = Worker(folder, database, server.url)
            ours: Work = ((APPEND, worker.append), (SAME, worker.upsert), (HALF, worker.upsert_half))
            psql, dlt = Psql(folder, database), Dlt(root, folder, database, server.url)
            load_signals(server.url, options.rows, end)
            worker.append()
            psql.export()
            report(options.rows, take_turns(options.rounds, ours, ((COPY, psql.append),)), BESIDE_COPY)
            if options.dlt_rows:
                dlt.install()
                load_signals(server.url, options.dlt_rows, end)
                theirs: Work = ((DLT_APPEND, dlt.append), (DLT_MERGE, dlt.merge))
                report(options.dlt_rows, take_turns(options.rounds, ours, theirs), BESIDE_DLT)
        finally:
            server.stop()
    print(f"memory of the worker: {worker.resident:.0f} MiB (below 200); load of the machine {os.getloadavg()[0]:.1f}")
    return 0


def take_turns(rounds: int, ours: Work, theirs: Work) -> Seconds:
    """Seconds of every piece of work, round by round."""
    taken: Seconds = {}
    for number in range(rounds):
        for side in (ours, theirs) if number % 2 == 0 else (theirs, ours):
            for name, work in side:
                taken.setdefault(name, []).append(work())
    return taken


def report(rows: int, taken: Seconds, pairs: Sequence[tuple[str, str, float]]) -> None:
    """Rates, then ratios with the lowest and highest of a round and what they should be."""
    print(f"{rows:,} rows, {len(taken[APPEND])} rounds")
    for name, seconds in taken.items():
        print(f"  {name:<28}{rows / median(seconds):>12,.0f} rows/s")
    for name, other, target in pairs:
        ratios = [theirs / own for own, theirs in zip(taken[name], taken[other], strict=True)]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(f"  {name} over {other}: {median(ratios):.2f} ({spread}; to reach {target})")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
