"""The worker as a program: one pass, a range, a comparison, the state of things, or the loop."""

import json
import logging
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import psycopg2

from db_sync_worker import exit_codes
from db_sync_worker.arguments import INIT, LOOP, SERVE, STATUS, Arguments, parse_arguments
from db_sync_worker.control.queries import select_states
from db_sync_worker.control.rules import describe_stream
from db_sync_worker.crew import LEAD, SyncCrew, lead
from db_sync_worker.engine.drift import check_target
from db_sync_worker.engine.outcome import LOCKED, RECONCILE, STOPPED, RunOutcome
from db_sync_worker.engine.run import Engine
from db_sync_worker.events import announce_failure
from db_sync_worker.initiation import init_stream
from db_sync_worker.metrics import SyncMetrics, write_text_file
from db_sync_worker.progress import showing
from db_sync_worker.retention import Expired, Retention
from db_sync_worker.server import serve
from db_sync_worker.settings import Settings
from db_sync_worker.signals import listen_for_signals
from db_sync_worker.source.client import QuestDb
from db_sync_worker.streams.file import load_streams
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.lock_queries import lock_key
from db_sync_worker.target.session import Connect, connector
from db_sync_worker.target.table_queries import select_table
from suite.database import Database
from suite.environment import find_root
from suite.errors import AppError
from suite.leadership import Election
from suite.logs import configure_service_logging
from suite.sentry.command import report_command
from suite.settings import ConfigurationError, load_settings, refuse_to_start
from suite.tracing.assembly import trace_command

log = logging.getLogger(__name__)
LOCK_POLL_SECONDS = 1.0


def main(words: list[str]) -> int:
    """The exit status; see exit_codes."""
    arguments = parse_arguments(words)
    settings = load_settings(Settings)
    configure_service_logging(settings)
    if arguments.mode != SERVE:  # a server reports by itself
        report_command(settings.ID)
        trace_command(settings.ID)
    if arguments.mode == INIT:
        return init_stream(settings, arguments)
    connect = connector(settings)
    try:
        streams = _chosen(load_streams(settings), arguments.streams)
        if arguments.mode != STATUS:
            check_targets(connect, streams)
    except ConfigurationError as error:
        refuse_to_start(error.problems)
    if arguments.mode == STATUS:
        return show_status(settings, streams, as_json=arguments.json)
    stop = Event()
    listen_for_signals(stop, exit_codes.DONE if arguments.mode in (LOOP, SERVE) else exit_codes.TERMINATED)
    engine = Engine(connect, QuestDb.from_settings(settings), stop, announce=announce_failure)
    if arguments.mode in (LOOP, SERVE):
        keep = timedelta(days=settings.keep_days)
        election = Election(
            connect,
            lock_key(LEAD),
            lambda: SyncCrew(replace(engine, stop=Event()), streams, connect, arguments.interval, keep),
            stop,
        )
        return serve(settings, election, stop) if arguments.mode == SERVE else lead(election, stop)
    outcomes = [run_stream(engine, stream, arguments) for stream in streams]
    tell_outcomes(outcomes, arguments)
    if not arguments.order.dry_run:
        _tell_expired(_keep_up(engine, streams, confirmed=arguments.confirm_drop), arguments)
        _write_metrics(settings, streams)
    return exit_codes.exit_code(outcomes, locked_is_fine=arguments.when_locked == "skip")


def run_stream(engine: Engine, stream: Stream, arguments: Arguments) -> RunOutcome:
    """One stream with its progress; with --when-locked=wait as soon as its lock is free."""
    while True:
        if engine.stop.is_set():
            return RunOutcome(stream.name, STOPPED)
        with showing(stream.name, quiet=arguments.quiet) as report:
            outcome = engine.run(stream, arguments.order, report)
        if outcome.status != LOCKED or arguments.when_locked != "wait":
            return outcome
        engine.stop.wait(LOCK_POLL_SECONDS)


def tell_outcomes(outcomes: Sequence[RunOutcome], arguments: Arguments) -> None:
    """On stdout: a line a stream, or JSON; a reconciliation is told by its report."""
    if arguments.order.mode == RECONCILE and arguments.json:
        reports = [outcome.report or _as_json(outcome) for outcome in outcomes]
        print("\n".join(json.dumps(report) for report in reports))
    elif arguments.json:
        print(json.dumps([_as_json(outcome) for outcome in outcomes]))
    elif not arguments.quiet:
        for outcome in outcomes:
            print(_as_line(outcome, dry=arguments.order.dry_run))


def show_status(settings: Settings, streams: Sequence[Stream], *, as_json: bool) -> int:
    """--status: 0, or 1 when the database does not answer."""
    database = Database.from_settings(settings)
    try:
        with database.read() as connection:
            states = select_states(connection, [stream.name for stream in streams])
    except AppError as error:
        sys.stderr.write(f"{error.message}\n")
        return exit_codes.STREAM_FAILED
    finally:
        database.close()
    shown = [describe_stream(stream, states.get(stream.name)) for stream in streams]
    if as_json:
        print(json.dumps({"count": len(shown), "data": shown}))
    else:
        print("\n".join(_status_table(shown)))
    return exit_codes.DONE


def _status_table(shown: Sequence[dict[str, Any]]) -> list[str]:
    counted = ("rows_total", "quarantined", "mismatched_windows")
    names = ("name", "status", "last_synced", "lag_seconds", *counted, "storage")
    lines = [names] + [tuple("-" if entry[name] is None else str(entry[name]) for name in names) for entry in shown]
    widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
    table = ["  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    drifts = [f"{entry['name']}: {change}" for entry in shown for change in entry["drift"]]
    errors = [f"{entry['name']}: {entry['last_error']}" for entry in shown if entry["last_error"]]
    return table + drifts + errors


def _chosen(streams: Sequence[Stream], names: Sequence[str]) -> list[Stream]:
    unknown = sorted(set(names) - {stream.name for stream in streams})
    if unknown:
        sys.stderr.write(f"no stream is named {', '.join(unknown)}\n")
        sys.exit(exit_codes.BAD_USAGE)
    return [stream for stream in streams if not names or stream.name in names]


def check_targets(connect: Connect, streams: Sequence[Stream]) -> None:
    """Tell all problems of all targets; ConfigurationError when no stream is without. One broken target is its own
    stream's failure. A database that is away is a matter of each run and its retries."""
    try:
        connection = connect()
    except psycopg2.Error:
        return
    with closing(connection):
        problems = [list(check_target(stream, select_table(connection, stream.target))) for stream in streams]
    found = [problem for several in problems for problem in several]
    if problems and all(problems):
        raise ConfigurationError(found)
    for problem in found:
        sys.stderr.write(f"configuration error: {problem}\n")


def _keep_up(engine: Engine, streams: Sequence[Stream], *, confirmed: bool) -> list[Expired]:
    """Upkeep of the partitions where no loop runs; a database that is away has failed the streams already."""
    try:
        with closing(engine.connect()) as connection:
            return Retention(connection, engine.clock(), engine.source, confirmed).keep(streams)
    except psycopg2.Error as error:
        log.warning("partitions cannot be kept up", extra={"error": type(error).__name__})
        return []


def _tell_expired(found: Sequence[Expired], arguments: Arguments) -> None:
    if not arguments.json and not arguments.quiet:
        for expired in found:
            print(expired)


def _write_metrics(settings: Settings, streams: Sequence[Stream]) -> None:
    database = Database.from_settings(settings)
    try:
        collector = SyncMetrics(database, streams, settings.metrics_prefix)
        write_text_file(collector, find_root() / "var" / "metrics" / f"{settings.ID}.prom")
    except OSError as error:
        log.warning("metrics cannot be written", extra={"error": type(error).__name__})
    finally:
        database.close()


def _as_json(outcome: RunOutcome) -> dict[str, Any]:
    counts = outcome.tally.counts()
    counts.pop("expected")
    shown = {"stream": outcome.stream, "status": outcome.status, "run_id": outcome.run_id, **counts}
    return {**shown, "error": outcome.error, "at": datetime.now(UTC).isoformat()}


def _as_line(outcome: RunOutcome, *, dry: bool) -> str:
    tally = outcome.tally
    text = (
        f"{outcome.stream}: {outcome.status}, {tally.rows_read} read,"
        f" {tally.inserted} {'to insert' if dry else 'inserted'}, {tally.updated} {'to update' if dry else 'updated'},"
        f" {tally.unchanged} unchanged, {tally.rejected} rejected, {tally.expired} expired"
    )
    text += f", {tally.collapsed} collapsed" if tally.collapsed else ""
    text += f", {tally.future} kept aside as future" if tally.future else ""
    report = outcome.report
    if report:
        text += (
            f"; {report['windows']} windows from {report['from']} to {report['to']},"
            f" {report['depth']['rows']} compared row by row, {report['depth']['sums']} by counts and sums:"
            f" {report['equal']} equal, {report['repaired']} repaired, {report['differs']} differ,"
            f" {report['extra_in_target']} with extra rows, {report['quarantined']} with quarantined rows,"
            f" {report['collapsed']} with collapsed rows, {report['archived']} archived"
        )
    return f"{text}; {outcome.error}" if outcome.error else text
