"""SQL of candles: those a change touches are made again from the rows, the longer ones from the shorter ones.

Everything happens in the transaction of the change. Two transactions that add rows to one minute take turns, so that
the second sees what the first has committed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from psycopg2.extensions import connection as Connection
from psycopg2.sql import SQL, Composable, Identifier

from db_sync_worker.streams.model import EPOCH, Candles, Stream
from db_sync_worker.target.statements import run

# Each is made of the one before it, the first of rows.
WIDTHS = {"1m": timedelta(minutes=1), "5m": timedelta(minutes=5), "1h": timedelta(hours=1), "1d": timedelta(days=1)}
_FROM_ROWS = """
SELECT coalesce({by}::text, '') AS symbol, date_bin(%(length)s, {time}, '1970-01-01T00:00:00Z') AS bucket,
       (array_agg({price}::numeric ORDER BY {time}, {key}))[1] AS open, max({price}::numeric) AS high,
       min({price}::numeric) AS low, (array_agg({price}::numeric ORDER BY {time} DESC, {key_down}))[1] AS close,
       {volume} AS volume, count(*) AS count
  FROM {table}
 WHERE {time} >= %(first)s AND {time} < %(last)s AND {price} IS NOT NULL
   AND date_bin(%(length)s, {time}, '1970-01-01T00:00:00Z') = ANY (%(buckets)s)
 GROUP BY 1, 2
"""
_FROM_SHORTER = """
SELECT symbol, date_bin(%(length)s, c.bucket, '1970-01-01T00:00:00Z') AS bucket,
       (array_agg(open ORDER BY c.bucket))[1] AS open, max(high) AS high, min(low) AS low,
       (array_agg(close ORDER BY c.bucket DESC))[1] AS close, sum(volume) AS volume, sum(count)::bigint AS count
  FROM market.candles c
 WHERE stream = %(stream)s AND width = %(shorter)s AND c.bucket >= %(first)s AND c.bucket < %(last)s
   AND date_bin(%(length)s, c.bucket, '1970-01-01T00:00:00Z') = ANY (%(buckets)s)
 GROUP BY 1, 2
"""
_REFRESH = """
WITH fresh AS ({made}),
     gone AS (DELETE FROM market.candles c
               WHERE stream = %(stream)s AND width = %(width)s AND bucket = ANY (%(buckets)s)
                 AND NOT EXISTS (SELECT FROM fresh f WHERE f.symbol = c.symbol AND f.bucket = c.bucket))
INSERT INTO market.candles AS c (stream, width, symbol, bucket, open, high, low, close, volume, count)
SELECT %(stream)s, %(width)s, symbol, bucket, open, high, low, close, volume, count FROM fresh
ON CONFLICT (stream, width, symbol, bucket) DO UPDATE
   SET open = EXCLUDED.open, high = EXCLUDED.high, low = EXCLUDED.low, close = EXCLUDED.close,
       volume = EXCLUDED.volume, count = EXCLUDED.count, updated_at = now()
 WHERE (c.open, c.high, c.low, c.close, c.volume, c.count)
       IS DISTINCT FROM (EXCLUDED.open, EXCLUDED.high, EXCLUDED.low, EXCLUDED.close, EXCLUDED.volume, EXCLUDED.count)
"""


def refresh_candles(connection: Connection, stream: Stream, moments: Iterable[datetime]) -> None:
    """Make the candles of these moments right again, in the transaction that changed their rows."""
    candles = stream.candles
    if candles is None:
        return
    buckets = {_floor(moment, WIDTHS["1m"]) for moment in moments}
    if not buckets:
        return
    run(connection, "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"candles:{stream.name}",))
    made, shorter = _from_rows(stream, candles), ""
    for width, length in WIDTHS.items():
        buckets = {_floor(bucket, length) for bucket in buckets}
        values = {
            "stream": stream.name,
            "width": width,
            "shorter": shorter,
            "length": length,
            "buckets": sorted(buckets),
            "first": min(buckets),
            "last": max(buckets) + length,
        }
        run(connection, SQL(_REFRESH).format(made=made), values)
        made, shorter = SQL(_FROM_SHORTER), width


def _from_rows(stream: Stream, candles: Candles) -> Composable:
    volume = SQL("coalesce(sum({}::numeric), 0)").format(Identifier(candles.volume)) if candles.volume else SQL("0")
    return SQL(_FROM_ROWS).format(
        by=Identifier(candles.by),
        time=Identifier(stream.time),
        price=Identifier(candles.price),
        volume=volume,
        table=Identifier(stream.target_schema, stream.target_table),
        key=SQL(", ").join(map(Identifier, stream.key)),
        key_down=SQL(", ").join(SQL("{} DESC").format(Identifier(name)) for name in stream.key),
    )


def _floor(moment: datetime, length: timedelta) -> datetime:
    return moment - (moment - EPOCH) % length
