"""--init-stream: what to put into the streams file and into the database, and with --apply the doing of it."""

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import psycopg2
import yaml

from db_sync_worker import exit_codes
from db_sync_worker.arguments import Arguments
from db_sync_worker.settings import Settings
from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.errors import SourceError
from db_sync_worker.streams.creation import CannotInit, StreamDraft, draft_stream, make_target
from db_sync_worker.streams.file import parse_streams
from suite.administration import AdminSettings
from suite.settings import ConfigurationError, load_settings
from suite.text.yaml import read_yaml


def init_stream(settings: Settings, arguments: Arguments, owner_dsn: Callable[[], str] | None = None) -> int:
    """Print the stream and the statements that make its target; with --apply make both. The exit status."""
    plan = arguments.new_stream
    assert plan
    try:
        source = QuestDb.from_settings(settings)
        target = plan.target or f"market.{plan.table.lower()}"
        draft = draft_stream(source, plan.table, target, plan.partition, next(iter(arguments.streams), None))
        parse_streams({"version": 1, "streams": [draft.entry]}, "the new stream")
        with closing(psycopg2.connect((owner_dsn or load_settings(AdminSettings).admin_dsn)())) as connection:
            sys.stdout.write(_as_text(connection, draft))
            if plan.apply:
                add_to_file(settings, draft.entry)
                make_target(connection, draft)
                sys.stdout.write(f"-- done: python -m db_sync_worker --stream {draft.entry['name']}\n")
    except (SourceError, CannotInit, FileExistsError, OSError, psycopg2.Error) as error:
        sys.stderr.write(f"{str(error).strip()}\n")
        return exit_codes.STREAM_FAILED
    except ConfigurationError as error:
        sys.stderr.write("".join(f"{problem}\n" for problem in error.problems))
        return exit_codes.CONFIGURATION
    return exit_codes.DONE


def add_to_file(settings: Settings, entry: dict[str, Any]) -> None:
    """Append the stream to the streams file; ConfigurationError when the file would not be valid with it."""
    path = settings.streams_path
    before = path.read_text(encoding="utf-8") if path.exists() else "version: 1\nstreams:\n"
    after = before.rstrip("\n") + "\n" + _indented(entry)
    parse_streams(read_yaml(after), path.name)
    temporary = path.with_suffix(".new")
    temporary.write_text(after, encoding="utf-8")
    temporary.replace(path)


def _as_text(connection: Any, draft: StreamDraft) -> str:
    statements: Sequence[str] = [statement.as_string(connection) for statement in draft.statements]
    notes = "".join(f"# {note}\n" for note in draft.notes)
    return f"{notes}{_indented(draft.entry)}\n" + "".join(f"{statement};\n" for statement in statements)


def _indented(entry: dict[str, Any]) -> str:
    """As an entry of a list at the depth of the file's own."""
    text = yaml.safe_dump([entry], sort_keys=False, default_flow_style=None, width=110, allow_unicode=True)
    return "".join(f"  {line}\n" for line in text.splitlines())
