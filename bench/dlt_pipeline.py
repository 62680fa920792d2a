"""The peer of bench.sync_load: a dlt pipeline of the same stream. Run by the Python of var/bench-venv.

usage: dlt_pipeline.py QUESTDB_URL POSTGRES_URL append|merge FOLDER
"""

import csv
import io
import os
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

QUERY = "SELECT * FROM tp_capital_signals ORDER BY created_at"


def rows(url: str) -> Iterator[dict[str, Any]]:
    """Every row of the source, read as a stream."""
    with urlopen(f"{url}/exp?{urlencode({'query': QUERY})}") as answer:
        for row in csv.DictReader(io.TextIOWrapper(answer, "utf-8", newline="")):
            yield {
                "signal_id": row["signal_id"],
                "source": row["source"],
                "symbol": row["symbol"],
                "direction": row["direction"],
                "confidence": float(row["confidence"]) if row["confidence"] else None,
                "payload": row,
                "created_at": row["created_at"],
            }


def main(url: str, dsn: str, disposition: str, folder: str) -> None:
    """Load once and print the seconds it took."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"
    import dlt  # type: ignore[import-not-found]

    columns = {"payload": {"data_type": "json"}, "created_at": {"data_type": "timestamp"}}
    resource = dlt.resource(
        rows(url),
        name="trading_signals",
        columns=columns,
        write_disposition=disposition,
        primary_key=["signal_id", "created_at"],
    )
    pipeline = dlt.pipeline(
        "signals", pipelines_dir=folder, destination=dlt.destinations.postgres(dsn), dataset_name="dlt_market"
    )
    started = time.perf_counter()
    pipeline.run(resource)
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main(*sys.argv[1:])
