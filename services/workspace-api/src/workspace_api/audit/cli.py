"""`audit verify`: exit status 0 intact, 1 broken, 2 usage, 3 the database cannot be read."""

import argparse
import json
import sys
from datetime import UTC, datetime
from uuid import UUID

import psycopg2

from suite.configuration import load_settings
from suite.database import Database
from suite.errors import Unavailable
from workspace_api.administration import AdminSettings, admin_database
from workspace_api.audit.queries import upsert_verification
from workspace_api.audit.verification import Verdict, verify_history
from workspace_api.history.chain import Sealer

INTACT, BROKEN, USAGE, UNREADABLE = 0, 1, 2, 3


def add_audit_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `audit verify`."""
    audit = commands.add_parser("audit", help="check the history of all items")
    verify = audit.add_subparsers(required=True, metavar="ACTION").add_parser("verify", help=__doc__)
    verify.add_argument("--item", type=UUID, metavar="ID", help="only this item")
    verify.add_argument("--json", action="store_true", help="print the verdict as JSON")
    verify.set_defaults(run=run_verify)


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify and print. The verdict on all items is kept for the metrics of the service."""
    settings = load_settings(AdminSettings)
    sealer = Sealer(settings.audit_key.reveal() if settings.audit_key else None)
    database = admin_database(settings.dsn())
    try:
        verdict = verify_and_remember(database, sealer, arguments.item)
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"the history cannot be read: {error}\n")
        return UNREADABLE
    finally:
        database.close()
    if arguments.item and not verdict.items:
        sys.stderr.write(f"no item {arguments.item} is or was there\n")
        return USAGE
    print(json.dumps(verdict.wire(), ensure_ascii=False) if arguments.json else told(verdict))
    return INTACT if verdict.valid else BROKEN


def verify_and_remember(database: Database, sealer: Sealer, item_id: UUID | None = None) -> Verdict:
    """The verdict; that on all items is stored."""
    verdict = verify_history(database, sealer, item_id)
    if item_id is None:
        with database.transaction() as connection:
            at = datetime.now(UTC)
            upsert_verification(connection, at, verdict.items, verdict.entries, verdict.errors)
    return verdict


def told(verdict: Verdict) -> str:
    """The verdict for people, first problem first."""
    counted = f"{verdict.items} items, {verdict.entries} entries"
    if verdict.valid:
        return f"intact: {counted}"
    hidden = verdict.errors - len(verdict.problems)
    more = [f"… and {hidden} more"] if hidden else []
    return "\n".join([f"broken: {verdict.errors} of {counted}", *verdict.problems, *more])
