"""The command line."""

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime

from db_sync_worker.control.rules import BadRange, parse_past, parse_range
from db_sync_worker.engine.outcome import BACKFILL, INCREMENTAL, RECONCILE, RESET, Order

ONCE, LOOP, STATUS, SERVE, INIT = "once", "loop", "status", "serve", "init-stream"
EPILOGUE = """exit status: 0 done, 1 a stream failed, 2 bad usage, 3 differences are left, 4 too many rejected rows,
75 every stream is locked by another run, 78 configuration, 143 stopped before the end"""


@dataclass(frozen=True)
class NewStream:
    """A stream to make from a table of the source."""

    table: str
    target: str | None
    partition: str
    apply: bool


@dataclass(frozen=True)
class Arguments:
    """A parsed command line."""

    mode: str
    order: Order
    streams: tuple[str, ...]
    interval: float | None
    when_locked: str
    json: bool
    quiet: bool
    confirm_drop: bool = False
    new_stream: NewStream | None = None


def parse_arguments(words: list[str]) -> Arguments:
    """Parse; bad usage ends the process with status 2."""
    parser = _parser()
    given = parser.parse_args(words)
    mode, moments = _mode(parser, given)
    if mode not in (BACKFILL, RECONCILE, RESET, ONCE) and given.dry_run:
        parser.error("--dry-run goes with --once, --backfill, --reconcile and --reset-watermark")
    if mode != RECONCILE and (given.deep or given.no_repair or given.delete_extra):
        parser.error("--deep, --no-repair and --delete-extra go with --reconcile")
    if given.confirm_drop and (mode != ONCE or given.dry_run):
        parser.error("--confirm-drop goes with --once, and not with --dry-run")
    if given.no_repair and given.delete_extra:
        parser.error("--delete-extra is a repair")
    start, end = moments or (None, None)
    order = Order(
        mode=mode if mode in (BACKFILL, RECONCILE, RESET) else INCREMENTAL,
        start=start,
        end=end,
        deep=given.deep,
        repair=not given.no_repair,
        delete_extra=given.delete_extra,
        dry_run=given.dry_run,
        accept_drift=given.accept_drift,
    )
    made = NewStream(given.init_stream, given.target, given.partition, given.apply) if mode == INIT else None
    return Arguments(
        mode,
        order,
        tuple(given.stream),
        given.interval,
        given.when_locked,
        json=given.json,
        quiet=given.quiet,
        confirm_drop=given.confirm_drop,
        new_stream=made,
    )


def _mode(parser: argparse.ArgumentParser, given: argparse.Namespace) -> tuple[str, tuple[datetime, datetime] | None]:
    if given.init_stream is not None:
        return INIT, None
    if given.apply or given.target:
        parser.error("--apply and --target go with --init-stream")
    if given.reset_watermark is not None:
        return RESET, _moment(parser, given.reset_watermark)
    if given.backfill is None and given.reconcile is None:
        chosen = [mode for mode in (LOOP, STATUS, SERVE) if getattr(given, mode)]
        return (chosen[0] if chosen else ONCE), None
    mode = BACKFILL if given.backfill is not None else RECONCILE
    words = given.backfill or given.reconcile or []
    if len(words) not in (0, 2):
        parser.error(f"--{mode} takes FROM and TO")
    try:
        moments = parse_range(words[0], words[1], datetime.now(UTC), longest=None) if words else None
    except BadRange as error:
        parser.error(str(error))
    return mode, moments


def _moment(parser: argparse.ArgumentParser, word: str) -> tuple[datetime, datetime] | None:
    """A moment that is not in the future, as both ends of a range; None without a word."""
    if not word:
        return None
    try:
        moment = parse_past(word, datetime.now(UTC))
    except BadRange as error:
        parser.error(str(error))
    return moment, moment


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m db_sync_worker",
        description="Copy time series of QuestDB to PostgreSQL; without a mode one pass over all streams.",
        epilog=EPILOGUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--once", action="store_true", help="one pass (default)")
    modes.add_argument("--loop", action="store_true", help="passes until SIGTERM")
    modes.add_argument("--backfill", nargs=2, metavar=("FROM", "TO"), help="copy a range again")
    modes.add_argument("--reconcile", nargs="*", metavar="FROM TO", help="compare and repair a range, or the lookback")
    modes.add_argument(
        "--reset-watermark", nargs="?", const="", metavar="TO", help="set the watermark back to TO, or where both agree"
    )
    modes.add_argument("--init-stream", metavar="TABLE", help="print a stream for a table of the source and its target")
    modes.add_argument("--status", action="store_true", help="how the streams stand")
    modes.add_argument("--serve", action="store_true", help="the loop and the control routes")
    parser.add_argument("--stream", action="append", default=[], metavar="NAME", help="only this one; repeatable")
    parser.add_argument("--target", metavar="SCHEMA.TABLE", help="target of --init-stream (market.TABLE)")
    parser.add_argument("--partition", choices=("day", "week", "month", "none"), default="day", help="of the target")
    parser.add_argument("--apply", action="store_true", help="make the target, and add the stream to the streams file")
    parser.add_argument("--interval", type=_seconds, metavar="S", help="seconds between passes of the loop")
    parser.add_argument("--dry-run", action="store_true", help="read and convert, write nothing")
    parser.add_argument("--deep", action="store_true", help="compare a hash of every row")
    parser.add_argument("--no-repair", action="store_true", help="only tell differences")
    parser.add_argument("--delete-extra", action="store_true", help="delete rows only the target has")
    parser.add_argument(
        "--confirm-drop", action="store_true", help="drop partitions past the retention, with no archive"
    )
    parser.add_argument("--accept-drift", action="store_true", help="take the source's columns as they are now")
    parser.add_argument(
        "--when-locked",
        choices=("fail", "skip", "wait"),
        default="fail",
        help="what to do then: 75, 0, or wait",
    )
    parser.add_argument("--json", action="store_true", help="results as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress")
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.1 <= value <= 86_400:
        raise argparse.ArgumentTypeError("must be from 0.1 to 86400")
    return value
