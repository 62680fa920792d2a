"""Work in a child: what comes back, which limits hold, and that the next task finds a child again."""

import os
import signal
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from suite.bounded import Bounded, ClientLeft, OutOfTime, QueueFull, TooCostly
from suite.bounded.errors import CPU, CRASH, DEPTH, MEMORY
from suite.errors import BadRequest, Problem
from suite.text.front_matter import FrontMatterError
from suite_ops.processes.patience import wait_until

Open = Callable[..., Bounded]


def runs(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("value", [None, "a\ud800\x00", b"\xff", {"a": [1, (2.5, True)]}, "x" * 3_000_000])
def test_values_come_back_as_they_are(bounded: Open, value: Any) -> None:
    assert bounded("repeat").run(value) == value


def test_classes_of_the_functions_package_come_back(bounded: Open) -> None:
    found = bounded("find").run("t", number="1.50")
    assert (found.text, found.number) == ("t", Decimal("1.50"))


def test_the_child_stays_for_the_next_task(bounded: Open) -> None:
    work = bounded("count_calls")
    (first, one), (second, two) = work.run(), work.run()
    assert (first, one, two) == (second, 1, 2)
    assert work.processes == [first] != [os.getpid()]


@pytest.mark.parametrize(
    ("function", "limits", "reason"),
    [
        ("spin", {"cpu_seconds": 1}, CPU),
        ("fill_memory", {}, MEMORY),
        ("grow_slowly", {"memory_mb": 64}, MEMORY),
        ("long_reply", {"reply_bytes": 1_000_000}, MEMORY),
        ("recurse", {}, DEPTH),
        ("crash", {}, CRASH),
    ],
)
def test_a_breach_ends_the_task_and_the_next_one_is_computed(
    bounded: Open, function: str, limits: dict[str, int], reason: str
) -> None:
    work = bounded(function, **limits)
    for _ in range(2):
        with pytest.raises(TooCostly) as costly:
            work.run()
        assert costly.value.reason == reason
    assert costly.value.status == 422


def test_a_payload_beyond_the_memory_is_costly_too(bounded: Open) -> None:
    with pytest.raises(TooCostly):
        bounded("repeat", memory_mb=32).run("x" * 100_000_000)


def test_out_of_time_is_504_and_ends_the_child(bounded: Open) -> None:
    work = bounded("sleep", wall_seconds=0.2)
    with pytest.raises(OutOfTime) as late:
        work.run(600)
    assert late.value.status == 504
    assert work.processes == []


def test_errors_of_the_function_are_raised_with_all_they_hold(bounded: Open) -> None:
    with pytest.raises(BadRequest) as refused:
        bounded("refuse").run()
    assert refused.value.problems == (Problem("a", "b"),)
    with pytest.raises(FrontMatterError) as broken:
        bounded("refuse_by_line").run()
    assert (broken.value.line, broken.value.reason) == (7, "broken")
    assert "refuse_by_line" in broken.value.__notes__[0]


@pytest.mark.parametrize(("function", "note"), [("fail_strangely", "strange"), ("answer_with_a_call", None)])
def test_what_cannot_be_passed_on_is_an_error_and_never_called(bounded: Open, function: str, note: str | None) -> None:
    with pytest.raises(RuntimeError) as failed:
        bounded(function).run()
    assert note is None or note in failed.value.__notes__[0]


def test_a_function_that_is_not_there_is_no_fault_of_the_input(bounded: Open) -> None:
    with pytest.raises(RuntimeError, match="does not start"):
        bounded("missing").run()


def test_a_child_that_was_ended_while_idle_is_replaced(bounded: Open) -> None:
    work = bounded("count_calls")
    first, _ = work.run()
    os.kill(first, signal.SIGKILL)
    second, _ = work.run()
    assert second != first


def test_a_full_queue_refuses_at_once_and_says_when_to_come_back(bounded: Open, tmp_path: Path) -> None:
    work = bounded("wait_for", waiting=1)
    gate = tmp_path / "gate"
    results: list[str] = []
    threads = [Thread(target=lambda: results.append(work.run(str(gate)))) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert wait_until(lambda: work._line.waiting == 1 and work._running == 1, 60)
    with pytest.raises(QueueFull) as full:
        work.run(str(gate))
    assert (full.value.status, full.value.headers["Retry-After"]) == (503, "5")
    gate.touch()
    for thread in threads:
        thread.join()
    assert results == ["there", "there"]


def test_who_waits_too_long_for_a_turn_is_told_to_come_back(bounded: Open, tmp_path: Path) -> None:
    work = bounded("wait_for", wait_seconds=0.1)
    gate = tmp_path / "gate"
    thread = Thread(target=work.run, args=(str(gate),))
    thread.start()
    assert wait_until(lambda: work._running == 1, 60)
    with pytest.raises(QueueFull):
        work.run(str(gate))
    gate.touch()
    thread.join()
    assert work.run(str(gate)) == "there"


def test_work_ends_when_its_client_leaves(bounded: Open) -> None:
    work = bounded("sleep")
    asked = iter([False, False, True])
    with pytest.raises(ClientLeft):
        work.run(600, left=lambda: next(asked))
    assert work.processes == []


def test_closing_ends_all_children(bounded: Open) -> None:
    work = bounded("count_calls")
    process, _ = work.run()
    work.close()
    assert not runs(process)


def test_the_child_has_no_secret_gives_way_and_dies_first(bounded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_BUS_DB_PASSWORD", "do-not-tell")
    assert "APP_BUS_DB_PASSWORD" not in bounded("environment").run()
    score, niceness = bounded("scores").run()
    assert int(score) >= 800
    assert niceness > os.getpriority(os.PRIO_PROCESS, 0) or niceness == 19
