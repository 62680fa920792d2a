"""`curation`: exit status 0 done, 1 failed, 2 usage, 3 rejected by a rule, 4 an editor must approve."""

import json
import sys
from typing import Any

import psycopg2

from movies_api.curation.arguments import parse
from movies_api.curation.commands import COMMANDS, Answer
from movies_api.curation.errors import FAILED, ApprovalNeeded, CurationFailed
from movies_api.settings import Settings
from suite.database import ConstraintViolated, Database
from suite.errors import Unavailable
from suite.imports.rows import UnusableFile
from suite.logs import configure_logging, secret_values
from suite.sentry.command import report_command
from suite.settings import load_settings
from suite.tracing import trace
from suite.tracing.assembly import trace_command

START, END = "---JSON_RESULT_START---", "---JSON_RESULT_END---"
APPROVAL = "CURATOR_APPROVAL_NEEDED: "


def main(argv: list[str]) -> int:
    """Run one command and print its result; the exit status of the process."""
    try:
        answer = run(argv)
    except CurationFailed as failure:
        answer = failure_of(failure)
    except (UnusableFile, OSError, Unavailable, ConstraintViolated, psycopg2.Error) as failure:
        answer = Answer({"success": False, "error": str(failure), "code": "FAILED"}, FAILED)
    if names := answer.content.get("names"):
        sys.stdout.write(f"{APPROVAL}{json.dumps(names, ensure_ascii=False)}\n")
    text = json.dumps(answer.content, ensure_ascii=False, default=str)
    sys.stdout.write(f"{START}\n{text}\n{END}\n")
    return answer.status


def run(argv: list[str]) -> Answer:
    """Parse, connect, run."""
    arguments = parse(argv)
    settings = load_settings(Settings)
    configure_logging(
        settings.ID,
        settings.log_level,
        settings.log_format,
        production=settings.production,
        secrets=secret_values(settings),
        stream=sys.stderr,
    )
    report_command(settings.ID)
    trace_command(settings.ID)
    database = Database(
        settings.past_pooler(settings.dsn()),
        schema=settings.SCHEMA,
        application="movies-api curation",
        pool_size=3,
        statement_timeout_ms=0,
    )
    try:
        with trace(f"curation {arguments.command}"):
            return COMMANDS[arguments.command](database, settings, arguments)
    finally:
        database.close()


def failure_of(failure: CurationFailed) -> Answer:
    """A failure in the form of all answers."""
    content: dict[str, Any] = {"success": False, "error": str(failure), "code": failure.code}
    if isinstance(failure, ApprovalNeeded):
        content["names"] = [vars(name) for name in failure.names]
    return Answer(content, failure.status)
