"""Trading signals for a QuestDB, made by the server itself: the same rows for the same number and end."""

from datetime import datetime, timedelta
from typing import Any

import requests

from suite_ops.processes.patience import wait_until
from suite_ops.questdb.server import QuestDbError

TABLE = "tp_capital_signals"
SPAN = timedelta(hours=23)
APPLY_SECONDS = 300.0
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (
    signal_id VARCHAR, source SYMBOL, symbol SYMBOL, direction SYMBOL, confidence DOUBLE, price DOUBLE, volume LONG,
    note VARCHAR, created_at TIMESTAMP
) TIMESTAMP(created_at) PARTITION BY DAY WAL DEDUP UPSERT KEYS(created_at, signal_id)
"""
# x counts from 1. Every value follows from it, so that two loads of one size are equal.
_INSERT = f"""
INSERT INTO {TABLE}
SELECT 'sig-' || lpad((x + {{first}})::string, 10, '0'),
       CASE WHEN x % 3 = 0 THEN 'manual' ELSE 'questdb' END,
       'SYM' || (x % 200)::string,
       CASE WHEN x % 2 = 0 THEN 'BUY' ELSE 'SELL' END,
       (x * 37 % 10001) / 100.0,
       10.0 + (x * 7919 % 1000003) / 977.0,
       x * 1000003 % 9007199254740993,
       CASE WHEN x % 50 = 0 THEN null WHEN x % 77 = 0 THEN '' WHEN x % 91 = 0 THEN 'a "quoted", note'
            ELSE 'sinal número ' || x::string END,
       cast({{start}}L + x * {{step}}L AS timestamp)
  FROM long_sequence({{rows}})
"""


def load_signals(url: str, rows: int, end: datetime, *, append: bool = False) -> int:
    """Write `rows` signals whose times end at `end` and wait until they can be read; the rows of the table then."""
    if not append:
        execute(url, f"DROP TABLE IF EXISTS {TABLE}")
    execute(url, _CREATE)
    before = count_rows(url)
    step = max(1, int(SPAN.total_seconds() * 1_000_000) // rows)
    last = int(end.timestamp() * 1_000_000)
    execute(url, _INSERT.format(first=before, rows=rows, step=step, start=last - step * rows))
    if not wait_until(lambda: count_rows(url) >= before + rows, APPLY_SECONDS, pause=0.1):
        raise QuestDbError(f"{TABLE} has {count_rows(url)} rows where {before + rows} were written")
    return count_rows(url)


def count_rows(url: str) -> int:
    """Rows that can be read."""
    return int(execute(url, f"SELECT count() FROM {TABLE}")["dataset"][0][0])


def execute(url: str, query: str) -> dict[str, Any]:
    """The answer of /exec; QuestDbError with the server's own words."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            response = session.get(f"{url}/exec", params={"query": query}, timeout=APPLY_SECONDS)
            answer: dict[str, Any] = response.json()
        except (requests.RequestException, ValueError) as error:
            raise QuestDbError(f"{url} does not answer: {type(error).__name__}") from error
    if "error" in answer:
        raise QuestDbError(f"QuestDB: {answer['error']}")
    return answer
