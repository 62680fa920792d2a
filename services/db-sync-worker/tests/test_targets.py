"""Whole streams into the other tables of market, as their owner would write them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
import yaml
from stand_in_questdb import Row, StandInQuestDb, text
from sync_bench import DAY, Bench

from db_sync_worker.streams.file import parse_streams
from db_sync_worker.streams.model import Stream
from db_sync_worker.values.casts import DERIVED_IDS
from suite.settings import ConfigurationError

STREAMS = """
version: 1
streams:
  - name: executions
    source: {table: tp_executions, timestamp: executed_at}
    target: {table: market.executions, key: [id, created_at], time: created_at}
    columns:
      id: {from: execution_id, type: uuid, required: true, derive: uuid5}
      order_id: {from: order_id, type: text, required: true}
      symbol: {from: symbol, type: text, required: true}
      side: {from: side, type: text, required: true}
      status: {from: status, type: text, default: filled}
      price: {from: price, type: "numeric(18,6)", required: true}
      quantity: {from: quantity, type: "numeric(18,6)", required: true}
      created_at: {from: executed_at, type: timestamptz, required: true}
    start: min
  - name: performance
    source: {table: tp_performance, timestamp: bucket}
    target: {table: market.performance_metrics, key: [bucket, metric], time: bucket}
    columns:
      bucket: {from: bucket, type: timestamptz, required: true}
      metric: {from: metric, type: text, required: true}
      value: {from: value, type: numeric, required: true}
      tags: {from: tags, type: jsonb, default: "{}"}
    start: min
"""
OWN_ID = "0190b5f0-1111-7222-8333-444455556666"


def stream(name: str) -> Stream:
    """One of the streams above."""
    return next(entry for entry in parse_streams(yaml.safe_load(STREAMS), "streams.yaml") if entry.name == name)


def execution(execution_id: str, second: int, **changes: str | None) -> Row:
    """A row of the source."""
    values: dict[str, Any] = {"order_id": "o'1", "symbol": "PETR4", "side": "BUY", "status": None}
    moment = text(DAY + timedelta(seconds=second))
    return {"execution_id": execution_id, **values, "price": "10.5", "quantity": "3", "executed_at": moment, **changes}


@pytest.fixture
def executions(stand_in: StandInQuestDb) -> list[Row]:
    """Rows of a table of executions, which a test may change."""
    kinds = dict.fromkeys(("execution_id", "order_id", "symbol", "side", "status"), "VARCHAR")
    table = stand_in.table("tp_executions", **kinds, price="DOUBLE", quantity="DOUBLE", executed_at="TIMESTAMP")
    table.add(execution(OWN_ID.upper(), 1), execution("broker-7", 2, status="partial"), execution("broker-8", 3))
    return table.rows


def test_executions_keep_their_uuid_or_get_one_that_follows_from_their_id(bench: Bench, executions: list[Row]) -> None:
    assert bench.run(stream("executions")).tally.inserted == 3
    found = bench.rows("SELECT id::text, order_id, status, price, quantity FROM market.executions ORDER BY created_at")
    amounts = (Decimal("10.5"), Decimal(3))
    assert found == [
        (OWN_ID, "o'1", "filled", *amounts),
        (str(uuid5(DERIVED_IDS, "broker-7")), "o'1", "partial", *amounts),
        (str(uuid5(DERIVED_IDS, "broker-8")), "o'1", "filled", *amounts),
    ]


def test_derived_ids_never_change() -> None:
    assert uuid5(DERIVED_IDS, "broker-7") == UUID("a49b83bc-f253-561b-9b19-83b7492cc5c7")


def test_executions_are_updated_under_their_derived_ids(bench: Bench, executions: list[Row]) -> None:
    bench.run(stream("executions"))
    executions[1]["price"] = "11.25"
    tally = bench.run(stream("executions")).tally
    assert (tally.inserted, tally.updated, tally.unchanged) == (0, 1, 2)
    assert bench.value("SELECT count(*) FROM market.executions WHERE price = 11.25 AND updated_at > ingested_at") == 1
    report = bench.reconcile(stream("executions"), deep=True)
    assert report["equal"] == report["windows"]


def test_an_execution_without_a_price_is_quarantined_alone(bench: Bench, executions: list[Row]) -> None:
    executions.append(execution("broker-9", 4, price=None))
    executions.append(execution("broker-10", 5, price="1000000000000"))
    tally = bench.run(stream("executions")).tally
    assert (tally.inserted, tally.rejected) == (3, 2)
    assert bench.rows("SELECT column_name, reason FROM quarantine ORDER BY reason") == [
        ("price", "does not fit numeric(18,6)"),
        ("price", "is null"),
    ]


def test_performance_metrics_arrive_by_bucket_and_metric(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table("tp_performance", bucket="TIMESTAMP", metric="SYMBOL", value="DOUBLE", tags="VARCHAR")
    bucket = text(DAY)
    table.add(
        {"bucket": bucket, "metric": "sharpe", "value": "1.2345678901234567", "tags": None},
        {"bucket": bucket, "metric": "drawdown", "value": "-0.1", "tags": '{"desk": "São Paulo"}'},
        {"bucket": bucket, "metric": "broken", "value": "1", "tags": "{"},
    )
    tally = bench.run(stream("performance")).tally
    assert (tally.inserted, tally.rejected) == (2, 1)
    assert bench.value("SELECT reason FROM quarantine") == "is not JSON"
    found = bench.rows("SELECT metric, value, tags FROM market.performance_metrics ORDER BY metric")
    assert found == [
        ("drawdown", Decimal("-0.1"), {"desk": "São Paulo"}),
        ("sharpe", Decimal("1.2345678901234567"), {}),
    ]
    table.rows[0]["value"] = "2"
    tally = bench.run(stream("performance")).tally
    assert (tally.inserted, tally.updated) == (0, 1)
    report = bench.reconcile(stream("performance"), deep=True)
    assert (report["differs"], report["extra_in_target"]) == (0, 0)


def test_two_streams_that_fill_one_target_are_refused_with_both_names() -> None:
    content = yaml.safe_load(STREAMS)
    content["streams"] += [{**content["streams"][0], "name": "others"}]
    table = content["streams"][0]["target"]["table"]
    with pytest.raises(ConfigurationError) as caught:
        parse_streams(content, "streams.yaml")
    (problem,) = caught.value.problems
    assert f"streams {content['streams'][0]['name']} and others: fill one target, {table}" in problem
    content["streams"][-1] = {**content["streams"][-1], "target": {**content["streams"][0]["target"], "table": "a.b"}}
    assert len(parse_streams(content, "streams.yaml")) == 3
