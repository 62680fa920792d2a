"""`db top`: what the database does now: statements, locks and who waits for whom, bloat, index use, replication."""

import argparse
import json
import time

import psycopg2

from suite_ops.health.textfile import write_gauges
from suite_ops.insight.figures import figures_of
from suite_ops.insight.picture import take_picture
from suite_ops.insight.queries import ALL_ROWS
from suite_ops.insight.tables import text_of
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.terminal import fail

ROWS = 10
CLEAR = "\x1b[H\x1b[2J"


def main(argv: list[str]) -> int:
    """Exit status 0, or 1 when the database cannot be asked."""
    arguments = _parser().parse_args(argv)
    try:
        here = load_installation()
        while True:
            _show(here, arguments)
            if arguments.every is None:
                return 0
            time.sleep(arguments.every)
    except InstallationError as error:
        fail(str(error))
    except psycopg2.Error as error:
        fail(f"database: {(str(error).strip() or type(error).__name__).splitlines()[0]}")
    return 1


def _show(here: Installation, arguments: argparse.Namespace) -> None:
    picture = take_picture(here.settings.admin_dsn(), ALL_ROWS if arguments.textfile else arguments.rows)
    if arguments.textfile:
        write_gauges(here.root, "database", figures_of(picture))
    elif arguments.json:
        print(json.dumps(picture.as_document(), indent=2, ensure_ascii=False, default=str))
    else:
        print((CLEAR if arguments.every else "") + text_of(picture), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="db.sh", description=__doc__)
    parser.add_argument("action", choices=["top"], help="top: one look at everything")
    parser.add_argument("-n", "--rows", type=_positive, default=ROWS, help=f"rows of each part, the worst ({ROWS})")
    parser.add_argument("--every", type=_positive, metavar="SECONDS", help="look again and again")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="answer as JSON")
    how.add_argument(
        "--textfile", action="store_true", help="write var/metrics/database.prom for a collector instead of an answer"
    )
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"no number from 1: {text}")
    return int(text)
