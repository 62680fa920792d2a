"""What changes in the source's columns is told; the stream goes on where that is safe."""

import pytest
from stand_in_questdb import Row, StandInQuestDb, Table, text
from sync_bench import DAY, Bench, signals


def row(number: int) -> Row:
    values = {"symbol": "X", "direction": "BUY", "confidence": "1", "volume": "1"}
    return {"signal_id": f"s{number}", **values, "created_at": text(DAY)}


@pytest.fixture
def table(bench: Bench, stand_in: StandInQuestDb) -> Table:
    """A source that has been copied once."""
    table = stand_in.table()
    table.add(row(1))
    assert bench.run(signals()).status == "ok"
    return table


def drift(bench: Bench) -> list[str]:
    found: list[str] = bench.value("SELECT drift FROM sync_control")
    return found


def test_a_new_column_is_told_and_appears_in_the_payload(bench: Bench, table: Table) -> None:
    table.columns["venue"] = "SYMBOL"
    table.rows[0]["venue"] = "B3"
    assert bench.run(signals()).status == "ok"
    assert drift(bench) == ["column venue SYMBOL was added"]
    assert bench.signals()[0][4]["venue"] == "B3"


def test_a_column_nobody_maps_may_go(bench: Bench, table: Table) -> None:
    del table.columns["volume"]
    assert bench.run(signals()).status == "ok"
    assert drift(bench) == ["column volume was removed"]


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("confidence", None, "column confidence was removed"),
        ("confidence", "VARCHAR", "column confidence was DOUBLE and is VARCHAR"),
        ("signal_id", None, "column signal_id was removed"),
        ("signal_id", "LONG", "column signal_id was VARCHAR and is LONG"),
    ],
)
def test_a_mapped_column_that_is_gone_or_means_something_else_stops_the_stream(
    bench: Bench, table: Table, name: str, kind: str | None, sentence: str
) -> None:
    table.add(row(2))
    table.columns.pop(name)
    if kind:
        table.columns[name] = kind
    for _ in range(2):
        outcome = bench.run(signals())
        assert (outcome.status, outcome.misconfigured and kind is not None) == ("failed", False)
        assert "column" in str(outcome.error)
        assert len(bench.signals()) == 1
    if kind:
        assert sentence in str(outcome.error)
        assert drift(bench) == [sentence]


@pytest.mark.parametrize(("name", "before", "after"), [("volume", "INT", "LONG"), ("symbol", "SYMBOL", "VARCHAR")])
def test_a_wider_type_of_the_same_kind_goes_on(
    bench: Bench, stand_in: StandInQuestDb, name: str, before: str, after: str
) -> None:
    table = stand_in.table()
    table.columns[name] = before
    table.add(row(1))
    bench.run(signals())
    table.columns[name] = after
    table.add(row(2))
    assert bench.run(signals()).status == "ok"
    assert drift(bench) == [f"column {name} was {before} and is {after}"]


def test_drift_that_is_accepted_is_the_new_normal(bench: Bench, table: Table) -> None:
    table.columns["confidence"] = "VARCHAR"
    assert bench.run(signals()).status == "failed"
    assert bench.run(signals(), accept_drift=True).status == "ok"
    assert bench.run(signals()).status == "ok"


def test_a_type_nobody_can_copy_is_a_matter_of_configuration(bench: Bench, stand_in: StandInQuestDb) -> None:
    table = stand_in.table()
    table.columns["symbol"] = "INTERVAL"
    outcome = bench.run(signals())
    assert (outcome.status, outcome.misconfigured) == ("failed", True)
    assert "symbol is INTERVAL, which cannot be copied" in str(outcome.error)
