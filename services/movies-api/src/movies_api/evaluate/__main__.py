"""`python -m movies_api.evaluate`: measures the order of suggestions on the films editors judged.

Exit status 0 with figures, 1 when the database cannot be read or holds nothing to judge by, 2 for wrong usage.
"""

import argparse
import json
import sys

import psycopg2

from movies_api.evaluate.contest import ContestResult, compare
from movies_api.evaluate.judgements import FOLDS, Judgements, Level, read_judgements
from movies_api.evaluate.tables import as_json, write_table
from movies_api.settings import Settings
from movies_api.suggestions.schemas import DEFAULT_TRADE_OFF
from suite.database import Database
from suite.errors import Unavailable
from suite.settings import load_settings

MEASURED, FAILED = 0, 1
LEVELS: tuple[Level, ...] = ("answer", "intention")


def main(argv: list[str]) -> int:
    """Run the command; the exit status of the process."""
    parser = argparse.ArgumentParser(prog="python -m movies_api.evaluate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--split", choices=sorted(FOLDS), default="held-out", help="development: to try formulas on")
    parser.add_argument("--lambda", dest="trade_off", type=trade_off, default=DEFAULT_TRADE_OFF, metavar="0..1")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    arguments = parser.parse_args(argv)
    try:
        judgements = read_database()
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"evaluation failed: {error}\n")
        return FAILED
    results = measure(judgements, arguments.split, arguments.trade_off)
    if not results:
        sys.stderr.write("nothing to judge by: no answer has curated films; seed or import a catalogue first\n")
        return FAILED
    if arguments.json:
        sys.stdout.write(json.dumps(as_json(results, arguments.split), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(write_table(result, arguments.split) for result in results))
    return MEASURED


def trade_off(text: str) -> float:
    """A number from 0 to 1."""
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must be from 0 to 1")
    return number


def read_database() -> Judgements:
    """Everything the service's database knows of editors' choices."""
    database = Database.from_settings(load_settings(Settings))
    try:
        with database.read() as connection:
            return read_judgements(connection)
    finally:
        database.close()


def measure(judgements: Judgements, split: str, lambda_: float) -> list[ContestResult]:
    """The results of both levels, those that have questions."""
    results = (compare(judgements, level, split, lambda_) for level in LEVELS)
    return [result for result in results if result is not None]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
