"""`python -m movies_api.journeys check`: exit status 0 when every graph is sound, 1 when one is not."""

import argparse
import sys

import psycopg2

from movies_api.journeys.graph import find_problems
from movies_api.journeys.graph_queries import select_graphs
from movies_api.settings import Settings
from suite.database import Database
from suite.errors import Unavailable
from suite.settings import load_settings

SOUND, BROKEN = 0, 1


def main(argv: list[str]) -> int:
    """Run the command; the exit status of the process."""
    parser = argparse.ArgumentParser(prog="python -m movies_api.journeys", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("check", help="name every broken rule of every journey").set_defaults(run=check)
    status: int = parser.parse_args(argv).run()
    return status


def check() -> int:
    """Print the problems of all flows."""
    database = Database.from_settings(load_settings(Settings))
    try:
        with database.read() as connection:
            graphs = select_graphs(connection)
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"check failed: {error}\n")
        return BROKEN
    finally:
        database.close()
    problems = [problem for flow, steps in graphs.items() for problem in find_problems(flow, steps)]
    for problem in problems:
        sys.stdout.write(f"flow {problem.flow_id}: {problem.message} ({problem.kind})\n")
    verdict = f"{len(problems)} problems" if problems else "sound"
    sys.stdout.write(f"{len(graphs)} flows, {verdict}\n")
    return BROKEN if problems else SOUND


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
