"""`reindex`: bring the index up to date from the command line."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from documentation_api.app import create_app
from documentation_api.markdown.errors import ReindexRunning
from documentation_api.service import DocumentationService
from suite.errors import AppError

DONE, FAILED, BUSY = 0, 1, 3


def add_reindex_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Make `reindex` known."""
    command = commands.add_parser(
        "reindex",
        help="index the Markdown documents",
        description="Index what is new or changed; prints what was done as JSON."
        " Exit 0, 1 when it failed, 3 when another process is at it.",
    )
    command.set_defaults(run=reindex)


def reindex(arguments: argparse.Namespace) -> int:
    """Run the command; the exit status."""
    with opened_service() as service:
        try:
            outcome = service.index.run(manual=False)
        except ReindexRunning as error:
            print(error, file=sys.stderr)
            return BUSY
        except AppError as error:
            print(error, file=sys.stderr)
            return FAILED
    done = {name: getattr(outcome, name) for name in ("added", "changed", "removed", "duration_ms", "errors")}
    print(json.dumps({"files": outcome.counts.files, **done}, ensure_ascii=False, indent=2))
    return DONE


@contextmanager
def opened_service() -> Iterator[DocumentationService]:
    """The service with its settings and its own rights on the database, without a web server."""
    service = create_app()
    try:
        yield service
    finally:
        service.database.close()
