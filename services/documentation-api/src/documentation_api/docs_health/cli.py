"""`docs-audit`: audit the indexed documents from the command line."""

import argparse
import sys

from documentation_api.docs_health.queries import select_newest
from documentation_api.docs_health.report import write_report
from documentation_api.docs_health.snapshots import take_snapshot
from documentation_api.markdown.cli import DONE, FAILED, opened_service
from documentation_api.markdown.index_queries import select_state
from documentation_api.service import DocumentationService
from suite.errors import AppError


def add_docs_audit_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Make `docs-audit` known."""
    command = commands.add_parser(
        "docs-audit",
        help="audit the indexed Markdown documents",
        description="Take a snapshot of the documents as they are indexed and print the report as Markdown."
        " Exit 0, 1 when it failed or when the score is below --least.",
    )
    command.add_argument("--least", type=float, default=0.0, metavar="SCORE", help="the lowest score that is fine")
    command.set_defaults(run=docs_audit)


def docs_audit(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    with opened_service() as service:
        try:
            score, report = audit_documents(service)
        except AppError as error:
            print(error, file=sys.stderr)
            return FAILED
    print(report, end="")
    return DONE if score >= arguments.least else FAILED


def audit_documents(service: DocumentationService) -> tuple[float, str]:
    """Score and report of a snapshot taken now."""
    index = service.index
    with service.database.transaction() as connection:
        errors = select_state(connection).errors
        take_snapshot(connection, index.library, index.outdated_days, errors)
        newest = select_newest(connection)
    assert newest is not None
    return newest.score, write_report(newest)
