"""python -m blog_api.importer: exit status 0 done, 1 failed or --strict and a broken file, 2 wrong usage."""

import argparse
import sys
from pathlib import Path

import psycopg2

from blog_api.importer.storing import import_folder
from blog_api.settings import Settings
from suite.database import Database
from suite.errors import Unavailable
from suite.settings import load_settings

DONE, FAILED, USAGE = 0, 1, 2


def main(argv: list[str]) -> int:
    """Import a folder and tell what became of its files."""
    parser = argparse.ArgumentParser(prog="python -m blog_api.importer", description=__doc__)
    parser.add_argument("--markdown", type=Path, required=True, metavar="DIR", help="folder of posts")
    parser.add_argument("--blog", "--blog-id", type=int, required=True, metavar="ID", help="the blog they go to")
    parser.add_argument("--dry-run", action="store_true", help="tell, write nothing")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when a file is broken")
    arguments = parser.parse_args(argv)
    if not arguments.markdown.is_dir():
        sys.stderr.write(f"{arguments.markdown} is not a folder\n")
        return USAGE
    database = Database.from_settings(load_settings(Settings))
    try:
        report = import_folder(database, arguments.markdown, arguments.blog, dry_run=arguments.dry_run)
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"import failed: {error}\n")
        return FAILED
    finally:
        database.close()
    for failure in report.failures:
        sys.stderr.write(f"{failure}\n")
    sys.stdout.write(f"{report.summary()}\n")
    return FAILED if report.failures and arguments.strict else DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
