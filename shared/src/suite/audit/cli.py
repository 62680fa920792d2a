"""`audit verify` and `maintenance run` of a service: exit status 0 fine, 1 broken or failed, 2 usage, 3 unreadable."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg2

from suite.administration import admin_database
from suite.audit.seals import Sealer
from suite.audit.upkeep import UpkeepReport, UpkeepRunning
from suite.audit.verification import LogVerdict
from suite.configuration import load_settings
from suite.database import Database, LockTimeout
from suite.errors import Unavailable
from suite.settings import SealSettings, ServiceSettings

DONE, FAILED = 0, 1
INTACT, BROKEN, USAGE, UNREADABLE = 0, 1, 2, 3


@dataclass(frozen=True)
class Verification:
    """How `audit verify` works for a service.

    `verify` judges every chain, or the one chosen by `option` (`--item`), whose text `parse` reads; `noun` is what
    a chain is about, in the plural.
    """

    service: type[ServiceSettings]
    verify: Callable[[Database, Sealer, Any], LogVerdict]
    option: str
    parse: Callable[[str], Any]
    noun: str


def add_audit_command(commands: Any, verification: Verification) -> None:
    """Declare `audit verify`."""
    audit = commands.add_parser("audit", help=f"check the history of all {verification.noun}")
    verify = audit.add_subparsers(required=True, metavar="ACTION").add_parser(
        "verify", help="exit status 0 intact, 1 broken, 2 usage, 3 the database cannot be read"
    )
    verify.add_argument(verification.option, type=verification.parse, metavar="ID", dest="chosen", help="only this one")
    verify.add_argument("--json", action="store_true", help="print the verdict as JSON")
    verify.set_defaults(run=lambda arguments: run_verify(arguments, verification))


def run_verify(arguments: argparse.Namespace, verification: Verification) -> int:
    """Verify and print."""
    service = verification.service
    own = type("OwnSealSettings", (SealSettings,), {"SERVICE": service.SERVICE})
    sealer = Sealer.of_key(load_settings(own).audit_key)
    database = admin_database(service)
    try:
        verdict = verification.verify(database, sealer, arguments.chosen)
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"the history cannot be read: {error}\n")
        return UNREADABLE
    finally:
        database.close()
    if arguments.chosen and not verdict.items:
        sys.stderr.write(f"{arguments.chosen} is and was not there\n")
        return USAGE
    text = (
        json.dumps(verdict.wire(), ensure_ascii=False) if arguments.json else verdict_text(verdict, verification.noun)
    )
    sys.stdout.write(f"{text}\n")
    return INTACT if verdict.valid else BROKEN


def verdict_text(verdict: LogVerdict, noun: str) -> str:
    """The verdict for people, first problem first."""
    counted = f"{verdict.items} {noun}, {verdict.entries} entries"
    if verdict.valid:
        return f"intact: {counted}"
    hidden = verdict.errors - len(verdict.problems)
    more = [f"… and {hidden} more"] if hidden else []
    return "\n".join([f"broken: {verdict.errors} of {counted}", *verdict.problems, *more])


def add_maintenance_command(
    commands: Any, service: type[ServiceSettings], upkeep: Callable[[Database, datetime], UpkeepReport]
) -> None:
    """Declare `maintenance run`."""
    maintenance = commands.add_parser("maintenance", help="partitions, retention, pruning")
    run = maintenance.add_subparsers(required=True, metavar="ACTION").add_parser(
        "run", help="exit status 0 done or already running, 1 failed"
    )
    run.set_defaults(run=lambda _: run_maintenance(service, upkeep))


def run_maintenance(service: type[ServiceSettings], upkeep: Callable[[Database, datetime], UpkeepReport]) -> int:
    """Run once and print what was done."""
    database = admin_database(service)
    try:
        report = upkeep(database, datetime.now(UTC))
    except UpkeepRunning:
        sys.stdout.write("another maintenance run is at work; nothing to do\n")
        return DONE
    except LockTimeout:
        sys.stderr.write("the history stays in use by a long reader; run maintenance again later\n")
        return FAILED
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"maintenance failed: {error}\n")
        return FAILED
    finally:
        database.close()
    counts = asdict(report)
    pruned = {f"{name}_pruned": count for name, count in counts.pop("pruned").items()}
    for name, count in {**counts, **pruned}.items():
        sys.stdout.write(f"{name.replace('_', ' ')}: {count}\n")
    return DONE
