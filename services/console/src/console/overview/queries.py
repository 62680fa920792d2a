"""SQL of the overview."""

from collections.abc import Sequence
from dataclasses import asdict

import orjson

from console.overview.sample import Sample
from suite.database import Connection

INSERT_SAMPLES = """
    INSERT INTO service_samples (service_id, sampled_at, state, reason, checks, requests_per_second,
                                 error_rate_percent, p50_ms, p95_ms, memory_rss_bytes, workers)
    SELECT service_id, now(), state, reason, checks, requests_per_second,
           error_rate_percent, p50_ms, p95_ms, memory_rss_bytes, workers
    FROM jsonb_to_recordset(%(samples)s::jsonb) AS sample (
        service_id varchar, state varchar, reason varchar, checks jsonb, requests_per_second float8,
        error_rate_percent float8, p50_ms float8, p95_ms float8, memory_rss_bytes bigint, workers integer)
    ON CONFLICT DO NOTHING
"""
DELETE_OLD_SAMPLES = "DELETE FROM service_samples WHERE sampled_at < now() - make_interval(secs => %(seconds)s)"
SELECT_NEWEST = """
    SELECT coalesce(jsonb_object_agg(service_id, newest), '{}')::text
    FROM (SELECT DISTINCT ON (service_id) service_id, jsonb_build_object(
              'state', state, 'reason', reason, 'checks', checks, 'sampledAt', to_char(
                  sampled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
              'requestsPerSecond', requests_per_second, 'errorRatePercent', error_rate_percent,
              'p50Ms', p50_ms, 'p95Ms', p95_ms, 'memoryRssBytes', memory_rss_bytes, 'workers', workers) AS newest
          FROM service_samples ORDER BY service_id, sampled_at DESC) AS found
"""
SELECT_HISTORY = """
    SELECT coalesce(jsonb_object_agg(service_id, points), '{}')::text
    FROM (SELECT service_id, jsonb_agg(jsonb_build_array(extract(epoch FROM minute)::bigint,
                                                         requests_per_second, error_rate_percent, p50_ms, p95_ms)
                                       ORDER BY minute) AS points
          FROM (SELECT service_id, date_trunc('minute', sampled_at) AS minute,
                       round(avg(requests_per_second)::numeric, 3) AS requests_per_second,
                       round(avg(error_rate_percent)::numeric, 3) AS error_rate_percent,
                       round(avg(p50_ms)::numeric, 3) AS p50_ms, round(avg(p95_ms)::numeric, 3) AS p95_ms
                FROM service_samples GROUP BY service_id, minute) AS minutes
          GROUP BY service_id) AS found
"""


def insert_samples(connection: Connection, samples: Sequence[Sample]) -> None:
    """Store what the services answered."""
    encoded = orjson.dumps([asdict(sample) for sample in samples]).decode()
    connection.run(INSERT_SAMPLES, {"samples": encoded})


def delete_old_samples(connection: Connection, seconds: float) -> None:
    """Drop samples older than `seconds`."""
    connection.run(DELETE_OLD_SAMPLES, {"seconds": seconds})


def select_newest(connection: Connection) -> str:
    """JSON object: the last sample of each service."""
    return str(connection.value(SELECT_NEWEST))


def select_history(connection: Connection) -> str:
    """JSON object: for each service a point a minute [epoch, requests/s, error %, p50 ms, p95 ms], oldest first."""
    return str(connection.value(SELECT_HISTORY))
