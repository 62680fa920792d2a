"""Values that break what casts them: that row goes to quarantine with its reason, the others are stored."""

from datetime import timedelta
from typing import Any

import pytest
from stand_in_questdb import StandInQuestDb, text
from sync_bench import DAY, Bench, column, signals

from db_sync_worker.values import casts

OUTLIERS = ["1e2000", "12e300", "1" + "0" * 1500, "-1e9999", "1e-2000", "٣", "0x1p3", "1e", "--1", "NaNN"]


def copied(bench: Bench, stand_in: StandInQuestDb, values: list[str | None], kind: str, origin: str = "STRING") -> Any:
    """The outcome of a row for each of these values, in a column of this kind."""
    bench.rows(
        f"CREATE TABLE market.odd (id text, value {kind}, at timestamptz, updated_at timestamptz DEFAULT now(),"
        " UNIQUE (id, at)) PARTITION BY RANGE (at)"
    )
    table = stand_in.table(id="STRING", at="TIMESTAMP", value=origin)
    for number, value in enumerate(values):
        table.add({"id": f"s{number}", "value": value, "at": text(DAY + timedelta(seconds=number))})
    columns = (
        column("id", "id", "text", required=True),
        column("value", "value", kind),
        column("at", "at", "timestamptz", required=True),
    )
    return bench.run(signals(timestamp="at", target="market.odd", key=("id", "at"), time="at", columns=columns))


@pytest.mark.parametrize("kind", ["numeric(5,2)", "numeric", "double precision", "real", "bigint", "smallint"])
def test_a_number_far_out_is_that_rows_trouble_alone(bench: Bench, stand_in: StandInQuestDb, kind: str) -> None:
    outcome = copied(bench, stand_in, [None, *OUTLIERS, "1"], kind)
    assert outcome.status == "ok", outcome.error
    assert outcome.tally.inserted + outcome.tally.rejected == len(OUTLIERS) + 2
    assert {"s0", f"s{len(OUTLIERS) + 1}"} <= {name for (name,) in bench.rows("SELECT id FROM market.odd")}


JSON = {
    "a NUL in a text": ('{"a": "\\u0000"}', 1),
    "a NUL in a key": ('{"\\u0000": 1}', 1),
    "six characters that look like one": ('{"a": "\\\\u0000"}', 0),
    "half a character": ('{"a": "\\ud800"}', 1),
    "a number without an end": ('{"a": 1e999999}', 1),
    "depth": ("[" * 900 + "]" * 900, 0),
    "more depth": ("[" * 100_000 + "]" * 100_000, 1),
    "NaN": ('{"a": NaN}', 1),
}


@pytest.mark.parametrize(("document", "rejected"), JSON.values(), ids=JSON)
def test_a_document_is_judged_by_its_values(
    bench: Bench, stand_in: StandInQuestDb, document: str, rejected: int
) -> None:
    outcome = copied(bench, stand_in, [None, document, "1"], "jsonb")
    assert (outcome.status, outcome.tally.rejected, outcome.tally.inserted) == ("ok", rejected, 3 - rejected)


MOMENTS = ["9999-99-99", "10000-01-01T00:00:00Z", "0000-01-01", "2026-02-30", "-1", "294247-01-10T04:00:54.775807Z"]


@pytest.mark.parametrize("origin", ["STRING", "TIMESTAMP"])
def test_a_moment_nobody_can_store_is_that_rows_trouble_alone(
    bench: Bench, stand_in: StandInQuestDb, origin: str
) -> None:
    outcome = copied(bench, stand_in, [None, *MOMENTS, "2026-01-01T00:00:00.000000Z"], "timestamptz", origin)
    assert outcome.status == "ok"
    assert {"s0", f"s{len(MOMENTS) + 1}"} <= {name for (name,) in bench.rows("SELECT id FROM market.odd")}


def test_whatever_a_cast_does_ends_no_stream(
    bench: Bench, stand_in: StandInQuestDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(value: str, **_: object) -> str:
        raise ZeroDivisionError(value)

    monkeypatch.setattr(casts, "to_uuid", explode)
    outcome = copied(bench, stand_in, [None, "x", None], "uuid")
    assert (outcome.status, outcome.tally.rejected, outcome.tally.inserted) == ("ok", 1, 2)
    assert bench.value("SELECT reason FROM quarantine") == "cannot be converted (ZeroDivisionError)"


def test_a_key_too_long_for_an_index_is_quarantined_alone(bench: Bench, stand_in: StandInQuestDb) -> None:
    values = {"symbol": "X", "direction": "BUY", "confidence": "1", "volume": "1", "created_at": text(DAY)}
    key = "".join(f"{number * 7919 % 1_000_003:x}" for number in range(20_000))
    stand_in.table().add({"signal_id": key, **values}, {"signal_id": "short", **values})
    for _ in range(2):
        outcome = bench.run(signals())
        assert (outcome.status, outcome.tally.rejected) == ("ok", 1)
    assert bench.rows("SELECT length(row_key), attempts FROM quarantine") == [(64, 2)]
