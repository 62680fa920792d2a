"""Differences made by hand on either side are found, repaired where they are, and nowhere else."""

from datetime import timedelta

from stand_in_questdb import Row, StandInQuestDb, text
from sync_bench import DAY, Bench, signals

from suite_ops.processes.patience import wait_until
from suite_ops.questdb.load import TABLE, execute, load_signals

HOURS = 30


def row(number: int, minutes: float) -> Row:
    values = {"symbol": "X", "direction": "BUY", "confidence": "1.5", "volume": "7"}
    return {
        "signal_id": f"s{number}",
        **values,
        "created_at": text(DAY - timedelta(days=1) + timedelta(minutes=minutes)),
    }


def fill(stand_in: StandInQuestDb) -> None:
    stand_in.table().add(*(row(number, number * 10) for number in range(HOURS * 6)))


def written(bench: Bench) -> dict[str, object]:
    """Row version of every row: changes with each write."""
    return dict(bench.rows("SELECT signal_id, xmin::text || ctid::text FROM market.trading_signals"))


def test_a_deleted_an_altered_and_a_late_row_are_repaired_and_the_second_look_is_idle(
    bench: Bench, stand_in: StandInQuestDb
) -> None:
    fill(stand_in)
    bench.run(signals())
    bench.rows("DELETE FROM market.trading_signals WHERE signal_id = 's20'")
    bench.rows("UPDATE market.trading_signals SET confidence = 99 WHERE signal_id = 's50'")
    stand_in.tables["tp_capital_signals"].add(row(900, 605))
    before = written(bench)
    report = bench.reconcile(signals())
    assert (report["repaired"], report["differs"], report["rows_fixed"]) == (3, 0, 3)
    assert {detail["from"][11:13] for detail in report["details"]} == {"03", "08", "10"}
    after = written(bench)
    assert {name for name in after if after[name] != before.get(name)} == {"s20", "s50", "s900"}
    again = bench.reconcile(signals())
    assert (again["equal"], again["rows_fixed"], again["details"]) == (again["windows"], 0, [])


def test_what_no_sum_shows_is_found_by_hashes(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in)
    bench.run(signals())
    bench.rows("UPDATE market.trading_signals SET symbol = 'Z' WHERE signal_id = 's3'")
    stream = signals(deep="never")
    assert bench.reconcile(stream)["repaired"] == 0
    report = bench.reconcile(stream, deep=True)
    assert (report["repaired"], report["rows_fixed"]) == (1, 1)
    (detail,) = report["details"]
    assert detail["source"]["count"] == detail["target"]["count"] == 6
    assert detail["source"]["checksum"] != detail["target"]["checksum"]


def test_every_window_is_remembered_with_its_rows_and_bounds(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in)
    bench.run(signals())
    bench.rows("UPDATE market.trading_signals SET symbol = 'Z' WHERE signal_id = 's3'")
    quick, deep = signals(deep="never"), signals(deep="always")
    hour = timedelta(hours=1)
    start = DAY - timedelta(days=1)
    expected = [
        (start + n * hour, start + (n + 1) * hour, 6, start + n * hour, start + n * hour + timedelta(minutes=50))
        for n in range(HOURS - 1)
    ]
    for stream in (quick, deep):
        bench.rows("TRUNCATE windows")
        bench.reconcile(stream, start=start, end=start + (HOURS - 1) * hour)
        remembered = "SELECT window_start, window_end, count, min_ts, max_ts FROM windows ORDER BY 1"
        assert bench.rows(remembered) == expected
    assert bench.rows("SELECT window_start, result FROM windows WHERE result <> 'equal'") == [(start, "repaired")]
    assert bench.value("SELECT count(*) FROM windows WHERE checksum IS NULL") == 0


def test_differences_are_only_told_without_repair(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in)
    bench.run(signals())
    bench.rows("DELETE FROM market.trading_signals WHERE signal_id = 's20'")
    report = bench.reconcile(signals(), repair=False)
    assert (report["differs"], report["rows_fixed"]) == (1, 0)
    assert bench.value("SELECT count(*) FROM market.trading_signals") == HOURS * 6 - 1
    assert bench.rows("SELECT result FROM windows WHERE result <> 'equal'") == [("differs",)]
    bench.backfill(signals(), DAY - timedelta(days=1), DAY)
    bench.reconcile(signals())
    assert bench.rows("SELECT result FROM windows WHERE result <> 'equal'") == []


def test_extra_rows_are_told_and_deleted_only_when_asked(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in)
    bench.run(signals())
    gone = stand_in.tables["tp_capital_signals"].rows.pop(20)
    report = bench.reconcile(signals())
    assert (report["extra_in_target"], report["rows_fixed"]) == (1, 0)
    report = bench.reconcile(signals(), delete_extra=True)
    assert (report["extra_in_target"], report["repaired"], report["rows_fixed"]) == (0, 1, 1)
    assert bench.value("SELECT count(*) FROM market.trading_signals WHERE signal_id = %s", gone["signal_id"]) == 0


def test_a_partition_the_source_has_dropped_erases_no_history(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in)
    bench.run(signals())
    table = stand_in.tables["tp_capital_signals"]
    table.rows[:] = [entry for entry in table.rows if str(entry["created_at"]) >= str(text(DAY))]
    report = bench.reconcile(signals(), delete_extra=True)
    assert (report["archived"], report["rows_archived"], report["extra_in_target"]) == (24, 144, 0)
    assert bench.value("SELECT count(*) FROM market.trading_signals") == HOURS * 6


def test_rejected_rows_are_tried_again_and_resolved(bench: Bench, stand_in: StandInQuestDb) -> None:
    fill(stand_in)
    table = stand_in.tables["tp_capital_signals"]
    table.rows[7]["symbol"] = None
    bench.run(signals())
    assert bench.value("SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == 1
    bench.reconcile(signals())
    assert bench.value("SELECT attempts FROM quarantine WHERE resolved_at IS NULL") == 2
    table.rows[7]["symbol"] = "now it is there"
    bench.reconcile(signals())
    assert bench.value("SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == 0
    assert bench.value("SELECT count(*) FROM market.trading_signals") == HOURS * 6


def test_a_real_questdb_and_its_copy_are_compared_and_repaired(real_bench: Bench, questdb: str) -> None:
    load_signals(questdb, 20_000, DAY)
    stream = signals()
    assert real_bench.run(stream).tally.inserted == 20_000
    assert real_bench.reconcile(stream, deep=True)["differs"] == 0
    real_bench.rows("DELETE FROM market.trading_signals WHERE signal_id = 'sig-0000010000'")
    moment = execute(questdb, f"SELECT created_at FROM {TABLE} WHERE signal_id = 'sig-0000003000'")["dataset"][0][0]
    execute(
        questdb,
        f"INSERT INTO {TABLE} (signal_id, symbol, direction, confidence, created_at)"
        f" VALUES ('sig-0000003000', 'NEW', 'BUY', 1.25, '{moment}')",
    )
    changed = f"SELECT symbol FROM {TABLE} WHERE signal_id = 'sig-0000003000'"
    assert wait_until(lambda: execute(questdb, changed)["dataset"] == [["NEW"]], 60)
    report = real_bench.reconcile(stream)
    assert (report["repaired"], report["rows_fixed"], report["differs"]) == (2, 2, 0)
    assert real_bench.reconcile(stream)["rows_fixed"] == 0
