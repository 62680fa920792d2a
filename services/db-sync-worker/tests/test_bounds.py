"""What a source, a file or a caller may cost: each bound as docs/assurance.md tells it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from stand_in_questdb import Fault, StandInQuestDb, text
from sync_bench import DAY, Bench, signals

from db_sync_worker.control import quarantine
from db_sync_worker.engine import passes, report
from db_sync_worker.settings import Settings
from db_sync_worker.source import client, rows
from db_sync_worker.source.errors import AnswerBroken, QueryRefused
from db_sync_worker.streams import file
from db_sync_worker.streams.file import load_streams, parse_streams
from suite.settings import ConfigurationError

HOUR = timedelta(hours=1)


def fill(stand_in: StandInQuestDb, count: int, **changes: str | None) -> None:
    values = {"symbol": "X", "direction": "B", "confidence": "1", "volume": "1", **changes}
    moments = (text(DAY + number * HOUR) for number in range(count))
    stand_in.table().add(*({"signal_id": f"s{n}", **values, "created_at": at} for n, at in enumerate(moments)))


def test_the_bounds_are_those_that_are_documented() -> None:
    assert (client.MAX_ANSWER_BYTES, rows.MAX_ROW_BYTES) == (16 * 1_048_576, 64 * 1_048_576)
    assert (passes.MOST_FUTURE_ROWS, file.MAX_FILE_BYTES) == (1_000, 1_048_576)
    assert (report.MAX_DETAILS, report.MAX_RANGES, quarantine.MOST_LINES) == (1_000, 1_000, 100_000)


def test_a_small_answer_that_is_large_is_given_up(
    bench: Bench, stand_in: StandInQuestDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_ANSWER_BYTES", 2_000)
    stand_in.table(**{f"column_{number}": "LONG" for number in range(200)}, at="TIMESTAMP")
    source = client.QuestDb.from_settings(bench.settings)
    with pytest.raises(QueryRefused, match="larger than 2000 bytes"):
        source.select("SHOW COLUMNS FROM tp_capital_signals")


def test_a_row_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_ROW_BYTES", 1_000)
    pieces = iter([b'"a"\r\n"', *[b"x" * 100] * 50])
    with pytest.raises(AnswerBroken, match="larger than the worker reads"):
        list(rows.read_blocks(pieces, ["a"], rows.CsvDialect(escapes=True, tells_null=True)))


def test_of_many_rows_of_the_future_the_first_are_kept(
    bench: Bench, stand_in: StandInQuestDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "MOST_FUTURE_ROWS", 5)
    fill(stand_in, 40)
    bench.clock = lambda: DAY + HOUR
    assert bench.run(signals()).tally.future == 37
    assert bench.value("SELECT count(*) FROM quarantine") == 5


def test_a_report_has_no_more_details_than_it_may(
    bench: Bench, stand_in: StandInQuestDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db_sync_worker.engine.reconciliation.MAX_DETAILS", 3)
    monkeypatch.setattr(report, "MAX_RANGES", 2)
    fill(stand_in, 10)
    bench.run(signals())
    bench.rows("UPDATE market.trading_signals SET symbol = 'Z' WHERE created_at <> %s", DAY + 5 * HOUR)
    found = bench.reconcile(signals(), deep=True)
    assert (found["repaired"], len(found["details"])) == (9, 3)
    assert len(found["compared"]) <= 2


def test_a_streams_file_beyond_its_size_or_number_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "streams.yaml"
    path.write_text("#" * (1_048_576 + 1))
    object.__setattr__(settings, "streams_file", str(path))
    with pytest.raises(ConfigurationError, match="larger than 1048576 bytes"):
        load_streams(settings)
    for content in ("version: 1\nversion: 1\n", "a: [", "a: &a [1]\nb: " + "[" * 200, "\x00"):
        path.write_text(content)
        with pytest.raises(ConfigurationError, match="is not YAML in line"):
            load_streams(settings)
    path.write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match="is not YAML"):
        load_streams(settings)
    entry: dict[str, Any] = {"name": "s", "source": {}, "target": {}, "columns": {}}
    with pytest.raises(ConfigurationError) as caught:
        parse_streams({"version": 1, "streams": [entry] * 501}, "streams.yaml")
    assert any("is too long" in problem for problem in caught.value.problems)


def test_a_download_and_a_list_of_ids_have_an_end(
    bench: Bench, stand_in: StandInQuestDb, start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stand_in, 8, symbol=None)
    bench.run(signals(max_reject_ratio=1))
    monkeypatch.setattr(quarantine, "MOST_LINES", 3)
    call = start().test_client()
    path = "/api/v1/streams/tp_capital_signals/quarantine"
    assert len(call.get(f"{path}/download").get_data().splitlines()) == 3
    assert call.post(f"{path}/drop", json={"ids": [f"{number:032x}" for number in range(1_001)]}).status_code == 400


def test_a_source_that_answers_without_end_is_not_waited_for(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in, 3)
    object.__setattr__(bench.settings, "questdb_timeout_s", 0.3)
    stand_in.fault = lambda path, query: Fault(hang=True)
    assert bench.run(signals()).status == "failed"
