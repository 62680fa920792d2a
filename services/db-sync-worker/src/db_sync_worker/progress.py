"""How far a run is: a bar on a terminal, a log line each ten seconds elsewhere."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from db_sync_worker.engine.outcome import RunTally
from db_sync_worker.engine.run import be_silent
from db_sync_worker.engine.window_copy import Report

log = logging.getLogger(__name__)
LINE_SECONDS = 10.0


@contextmanager
def showing(stream: str, *, quiet: bool) -> Iterator[Report]:
    """What the engine tells its progress to."""
    if quiet:
        yield be_silent
    elif sys.stderr.isatty():
        with _bar(stream) as report:
            yield report
    else:
        yield _lines(stream)


@contextmanager
def _bar(stream: str) -> Iterator[Report]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:,.0f} rows/s"),
        TimeRemainingColumn(),
    )
    started = monotonic()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(stream, total=None, rate=0.0)

        def report(tally: RunTally) -> None:
            rate = tally.rows_read / max(monotonic() - started, 0.001)
            total = max(tally.expected, tally.rows_read) or None
            progress.update(task, completed=tally.rows_read, total=total, rate=rate)

        yield report


def _lines(stream: str) -> Report:
    started = said = monotonic()

    def report(tally: RunTally) -> None:
        nonlocal said
        now = monotonic()
        if now - said < LINE_SECONDS:
            return
        said = now
        rate = tally.rows_read / (now - started)
        left = max(tally.expected - tally.rows_read, 0) / rate if rate else 0
        fields = {"stream": stream, "rows": tally.rows_read, "of": tally.expected}
        log.info("copying", extra={**fields, "rows_per_second": round(rate), "seconds_left": round(left)})

    return report
