"""python -m blog_api.maintenance purge|recount|check: exit status 0 nothing wrong, 1 something is, 2 wrong usage."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg2

from blog_api.maintenance import queries
from blog_api.settings import Settings
from blog_api.views.queries import KEPT_SECONDS
from blog_api.views.rules import BUCKET_SECONDS, bucket_of
from suite.administration import admin_database
from suite.database import Connection
from suite.errors import Unavailable


def main(argv: list[str]) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="python -m blog_api.maintenance", description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS))
    arguments = parser.parse_args(argv)
    database = admin_database(Settings)
    try:
        with database.transaction() as connection:
            lines, failed = COMMANDS[arguments.command](connection)
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"{arguments.command} failed: {error}\n")
        return 1
    finally:
        database.close()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if failed else 0


def purge(connection: Connection) -> tuple[list[str], bool]:
    """Forget views older than two days."""
    oldest = bucket_of(datetime.now(UTC)) - KEPT_SECONDS // BUCKET_SECONDS
    return [f"{queries.delete_old_views(connection, oldest)} views forgotten"], False


def recount(connection: Connection) -> tuple[list[str], bool]:
    """Tell counters that are behind the views still known."""
    found = queries.select_wrong_counts(connection)
    return [f"blog {b} article {a}: counter {count}, known views {views}" for b, a, count, views in found], bool(found)


def check(connection: Connection) -> tuple[list[str], bool]:
    """Tell broken references."""
    found = queries.select_problems(connection)
    return [f"blog {blog} id {identifier}: {name}" for name, blog, identifier in found], bool(found)


COMMANDS: dict[str, Callable[[Connection], tuple[list[str], bool]]] = {
    "purge": purge,
    "recount": recount,
    "check": check,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
