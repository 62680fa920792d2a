"""Random schedules of everything that happens to a source and to a worker: in the end both sides are equal."""

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from interrupted import Fate, Killed, mortal
from stand_in_questdb import Fault, Row, StandInQuestDb, Table, text
from sync_bench import DAY, Bench, signals

from db_sync_worker.engine.outcome import BACKFILL, RECONCILE, RESET, Order, RunOutcome
from db_sync_worker.engine.run import Engine
from suite_ops.processes.patience import wait_until

STEPS_IN_ALL = 10_080
STEPS_OF_A_SCHEDULE = 120
LONGEST_RUN = 45
OVERLAP = timedelta(seconds=30)
STREAM = signals(
    window=timedelta(minutes=5),
    overlap=OVERLAP,
    batch_rows=6,
    lookback=timedelta(hours=2),
    reconcile_every=None,
    collapse="last",
)


class Schedule:
    """One source, one target and a dice."""

    def __init__(self, seed: int, table: Table, stand_in: StandInQuestDb, engine: Engine, fate: Fate) -> None:
        self.dice = random.Random(seed)
        self.table, self.stand_in, self.engine, self.fate = table, stand_in, engine, fate
        self.clock = DAY + timedelta(hours=self.dice.randrange(20))
        self.numbers = 0
        self.runs = 0
        self.actions: tuple[tuple[int, Callable[[], None]], ...] = (
            (60, self.insert_new),
            (20, self.insert_late),
            (14, self.insert_far_too_late),
            (16, self.insert_duplicate),
            (20, self.update_by_key),
            (8, self.delete_window),
            (8, self.step_clock),
            (7, self.run_and_be_killed),
            (2, self.run_against_faults),
            (1, self.run),
            (1, self.backfill),
            (1, self.reconcile_and_be_killed),
        )

    def step(self) -> None:
        """Something happens."""
        weights = [weight for weight, _ in self.actions]
        self.dice.choices([action for _, action in self.actions], weights)[0]()

    def insert_new(self) -> None:
        """Up to a dozen rows, often several at one moment."""
        for _ in range(self.dice.randrange(1, 13)):
            self.clock += timedelta(seconds=self.dice.choice((0, 0, 0, 1, 2, 7)))
            self.table.add(self._row(self.clock))

    def insert_late(self) -> None:
        self.table.add(self._row(self.clock - OVERLAP * self.dice.random()))

    def insert_far_too_late(self) -> None:
        self.table.add(self._row(self.clock - timedelta(seconds=self.dice.randrange(40, 400))))

    def insert_duplicate(self) -> None:
        if self.table.rows:
            self.table.add(dict(self.dice.choice(self.table.rows)))

    def update_by_key(self) -> None:
        """Every copy of a row: QuestDB would hold only one under its keys."""
        if self.table.rows:
            chosen = self.dice.choice(self.table.rows)
            confidence = str(self.dice.randrange(10_000) / 100)
            for row in self.table.rows:
                if (row["signal_id"], row["created_at"]) == (chosen["signal_id"], chosen["created_at"]):
                    row["confidence"] = confidence

    def delete_window(self) -> None:
        """Rows of a quarter of a minute, never the last of the partition."""
        start = self.clock - timedelta(seconds=self.dice.randrange(0, 300))
        low, high = text(start), text(start + timedelta(seconds=15))
        kept = [row for row in self.table.rows if not str(low) <= str(row["created_at"]) < str(high)]
        if {str(row["created_at"])[:10] for row in kept} == {str(row["created_at"])[:10] for row in self.table.rows}:
            self.table.rows[:] = kept

    def step_clock(self) -> None:
        """The source's clock is set, forward or back."""
        self.clock += timedelta(seconds=self.dice.choice((-120, -61, -5, 5, 61, 200)))

    def run(self) -> None:
        self._run(Order())

    def run_and_be_killed(self) -> None:
        self.fate.doom(self.dice.randrange(1, LONGEST_RUN), after=self.dice.random() < 0.5)
        self._run(Order())

    def reconcile_and_be_killed(self) -> None:
        self.fate.doom(self.dice.randrange(1, LONGEST_RUN), after=self.dice.random() < 0.5)
        self._run(Order(mode=RECONCILE, deep=True, delete_extra=self.dice.random() < 0.5))

    def backfill(self) -> None:
        start = self.clock - timedelta(seconds=self.dice.randrange(1, 600))
        self._run(Order(mode=BACKFILL, start=start, end=start + timedelta(seconds=self.dice.randrange(1, 300))))

    def run_against_faults(self) -> None:
        """A stream that is cut, an error, garbage, or rows that are missing: now and then."""

        def fault(path: str, query: str) -> Fault | None:
            if self.dice.random() < 0.8 or path != "/exp":
                return Fault(status=500) if self.dice.random() < 0.02 else None
            cut = self.dice.randrange(4)
            return self.dice.choice(
                (
                    Fault(cut_after_rows=cut),
                    Fault(cut_after_rows=cut, instead=b'{"error":"timeout"}\r\n'),
                    Fault(skip_rows=1),
                    Fault(status=503),
                )
            )

        self.stand_in.fault = fault
        self._run(Order())
        self.stand_in.fault = lambda path, query: None

    def finish(self) -> None:
        """The final run: what is new, then everything compared."""
        self.stand_in.fault = lambda path, query: None
        self.fate.spare()
        if "--reset-watermark" in str(self._run_to_the_end(Order()).error):
            assert self._run_to_the_end(Order(mode=RESET)).status == "ok"
        assert self._run_to_the_end(Order()).status == "ok"
        order = Order(mode=RECONCILE, deep=True, delete_extra=True, start=DAY - timedelta(days=1))
        outcome = self._run_to_the_end(order)
        assert outcome.status == "ok", outcome
        assert outcome.report is not None
        assert outcome.report["differs"] == outcome.report["extra_in_target"] == 0, outcome.report

    def _run_to_the_end(self, order: Order) -> RunOutcome:
        """A run that is not stopped by the lock of one that was killed: the server frees it a moment later."""
        outcomes: list[RunOutcome] = []

        def ran() -> bool:
            outcomes.append(self.engine.run(STREAM, order))
            return outcomes[-1].status != "locked"

        assert wait_until(ran, 60)
        return outcomes[-1]

    def _run(self, order: Order) -> None:
        self.runs += 1
        try:
            self.engine.run(STREAM, order)
        except Killed:
            pass
        finally:
            self.fate.spare()

    def _row(self, moment: datetime) -> Row:
        self.numbers += 1
        number = self.numbers if self.dice.random() < 0.9 else self.dice.randrange(1, self.numbers + 1)
        return {
            "signal_id": f"s{number}",
            "symbol": self.dice.choice(("PETR4", 'D"OR', "a\nb", "", "ção", "\\N")),
            "direction": "BUY",
            "confidence": self.dice.choice((None, "1.25", "99.99")),
            "volume": str(self.dice.randrange(-(2**62), 2**62)),
            "created_at": text(moment),
        }


def expected(table: Table) -> list[tuple[Any, ...]]:
    """What the target must hold: of rows with one key the last."""
    last: dict[tuple[Any, Any], Row] = {}
    for row in table.rows:
        last[row["created_at"], row["signal_id"]] = row
    return [
        (
            row["signal_id"],
            row["symbol"],
            None if row["confidence"] is None else Decimal(str(row["confidence"])),
            int(str(row["volume"])),
            datetime.fromisoformat(str(row["created_at"])),
        )
        for _, row in sorted(last.items())
    ]


def found(bench: Bench) -> list[tuple[Any, ...]]:
    """What it does hold."""
    return bench.rows(
        "SELECT signal_id, symbol, confidence, (payload ->> 'volume')::bigint, created_at FROM market.trading_signals"
        ' ORDER BY created_at, signal_id COLLATE "C"'
    )


@pytest.fixture
def steps(pytestconfig: pytest.Config) -> int:
    """All of them once; on another PostgreSQL a tenth."""
    wanted = int(os.environ.get("SYNC_SCHEDULE_STEPS", STEPS_IN_ALL))
    return wanted if pytestconfig.getoption("postgres") == "embedded" else wanted // 10


def test_every_schedule_ends_equal(bench: Bench, stand_in: StandInQuestDb, steps: int) -> None:
    seed = int(os.environ.get("SYNC_SCHEDULE_SEED", random.SystemRandom().randrange(2**32)))
    fate = Fate()
    engine = bench.engine(**mortal(fate))
    engine.clock = lambda: datetime.now(UTC)
    engine.stop = Event()
    done = runs = 0
    while done < steps:
        bench.rows("TRUNCATE sync_control, runs, windows, quarantine, counters, market.trading_signals")
        schedule = Schedule(seed + done, stand_in.table(), stand_in, engine, fate)
        for _ in range(STEPS_OF_A_SCHEDULE):
            schedule.step()
        schedule.finish()
        assert found(bench) == expected(schedule.table), f"SYNC_SCHEDULE_SEED={seed + done} SYNC_SCHEDULE_STEPS=1"
        done += STEPS_OF_A_SCHEDULE
        runs += schedule.runs
    assert fate.killed > runs / 10
