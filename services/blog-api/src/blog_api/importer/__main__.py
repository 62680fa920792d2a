"""python -m blog_api.importer: exit status 0 done, 1 failed or --strict and something refused, 2 wrong usage."""

import argparse
import sys
from pathlib import Path

import psycopg2

from blog_api.articles.untrusted import end_children
from blog_api.importer.dates import zone_of
from blog_api.importer.dump.run import import_dump
from blog_api.importer.folder import import_folder
from blog_api.importer.generators import SiteUnreadable
from blog_api.seed.blogs import plant_demo
from blog_api.seed.cli import plant
from blog_api.settings import Settings
from blog_api.tenants.presence import UnknownBlog, require_blog
from suite.administration import admin_database
from suite.database import Database
from suite.errors import Unavailable
from suite.settings import load_settings
from suite.text.yaml import YamlError

DONE, FAILED, USAGE = 0, 1, 2


def main(argv: list[str]) -> int:
    """Import and tell what became of it."""
    arguments = parse(argv)
    if arguments.demo:
        return plant(plant_demo)
    folder: Path = arguments.markdown or arguments.dump
    if not folder.is_dir():
        sys.stderr.write(f"{folder} is not a folder\n")
        return USAGE
    try:
        remarks, failures, summary = import_posts(arguments) if arguments.markdown else import_tables(arguments)
    except (UnknownBlog, Unavailable, YamlError, SiteUnreadable, psycopg2.Error) as error:
        sys.stderr.write(f"import failed: {error}\n")
        return FAILED
    finally:
        end_children()
    sys.stderr.write("".join(f"{line}\n" for line in [*remarks, *failures]))
    sys.stdout.write(f"{summary}\n")
    return FAILED if failures and arguments.strict else DONE


def parse(argv: list[str]) -> argparse.Namespace:
    """What to import: exactly one of --markdown, --dump and --demo."""
    parser = argparse.ArgumentParser(prog="python -m blog_api.importer", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--markdown", type=Path, metavar="DIR", help="folder of posts, into one blog")
    source.add_argument("--dump", type=Path, metavar="DIR", help="folder of <Table>_rows.csv files of the old blog")
    source.add_argument("--demo", action="store_true", help="the example blogs, and a suspended one")
    parser.add_argument("--blog", "--blog-id", type=int, metavar="ID", help="the blog; of a dump, only what is its")
    parser.add_argument(
        "--timezone", type=zone_of, metavar="NAME", help="of posts' dates without an offset; else the site's, else UTC"
    )
    parser.add_argument("--dry-run", action="store_true", help="tell, write nothing")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when a file or row is refused")
    parser.add_argument("--trust-html", action="store_true", help="of a dump, import HTML as it stands")
    arguments = parser.parse_args(argv)
    if arguments.markdown and arguments.blog is None:
        parser.error("--markdown needs --blog")
    if arguments.demo and arguments.dry_run:
        parser.error("--demo has no --dry-run")
    return arguments


def import_posts(arguments: argparse.Namespace) -> tuple[list[str], list[str], str]:
    """Posts of a folder, as the service itself writes them: remarks, failures, summary."""
    settings = load_settings(Settings)
    database = Database.from_settings(settings)
    try:
        require_blog(database, arguments.blog)
        report = import_folder(
            database,
            arguments.markdown,
            arguments.blog,
            dry_run=arguments.dry_run,
            site_url=settings.site_url,
            zone=arguments.timezone,
        )
    finally:
        database.close()
    return [*report.remarks, *report.ignored_lines()], report.failures, report.summary()


def import_tables(arguments: argparse.Namespace) -> tuple[list[str], list[str], str]:
    """Tables of a dump, as the owner of the database: remarks, failures, summary."""
    settings = load_settings(Settings)
    database = admin_database(Settings)
    try:
        report = import_dump(
            database,
            arguments.dump,
            site_url=settings.site_url,
            blog_id=arguments.blog,
            trust_html=arguments.trust_html,
            dry_run=arguments.dry_run,
        )
    finally:
        database.close()
    return report.remarks, report.failures, report.summary()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
