"""One fault after another under readers and writers, each with its figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic, sleep

from proof.faults.actions import Broken, Fault
from proof.ledger import Writers
from proof.probes import Readers
from proof.suite import Suite
from suite_ops.processes.patience import wait_until

PATIENCE_SECONDS = 120
REST_SECONDS = 3


@dataclass(frozen=True)
class Row:
    """What a fault came to; times in seconds, `failed` counts reads by what went wrong with them."""

    name: str
    recovered_after: float
    refused_for: float
    slowest: float
    reads: int
    failed: Counter[str]
    problem: str = ""


def try_faults(suite: Suite, faults: Iterable[Fault], writers: Writers) -> list[Row]:
    """Every fault, each begun when all is well again after the one before."""
    rows = []
    with Readers(suite) as readers, writers:
        for fault in faults:
            if not wait_until(readers.all_answer, PATIENCE_SECONDS):
                rows.append(Row(fault.name, 0, 0, 0, 0, Counter(), "not begun: not everything answers"))
                continue
            rows.append(try_fault(suite, fault, readers))
    return rows


def try_fault(suite: Suite, fault: Fault, readers: Readers) -> Row:
    """One fault, until every reader has been answered well for a while."""
    since, problem = monotonic(), ""
    try:
        fault.act(suite)
    except Broken as broken:
        problem = str(broken)
    # What was sent before the fault was felt says nothing.
    sleep(REST_SECONDS)
    if not wait_until(readers.all_answer, PATIENCE_SECONDS):
        problem = problem or f"not everything answers after {PATIENCE_SECONDS} s"
    refused = max(reader.refused_for(since) for reader in readers.readers)
    if fault.promised is not None and refused > fault.promised:
        problem = problem or f"connections were refused for {refused:.1f} s, promised are {fault.promised} s"
    asked = [one for reader in readers.readers for one in reader.asked if one.sent >= since]
    return Row(
        fault.name,
        max(reader.recovered_after(since) for reader in readers.readers),
        refused,
        max(one.done - one.sent for one in asked),
        len(asked),
        sum((reader.problems(since) for reader in readers.readers), Counter()),
        problem,
    )
