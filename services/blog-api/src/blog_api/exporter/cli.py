"""`export`: exit status 0 done, 1 failed."""

import argparse
import sys
from pathlib import Path

import psycopg2

from blog_api.articles.untrusted import end_children
from blog_api.exporter.files import export_blog
from blog_api.settings import Settings
from blog_api.tenants.presence import UnknownBlog, require_blog
from suite.database import Database
from suite.errors import Unavailable
from suite.settings import load_settings


def add_export_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `export`."""
    export = commands.add_parser("export", help="write a blog as files with front matter")
    export.add_argument("folder", type=Path, metavar="DIR")
    export.add_argument("--blog", "--blog-id", type=int, required=True, metavar="ID")
    export.set_defaults(run=run_export)


def run_export(arguments: argparse.Namespace) -> int:
    """Export and print."""
    database = Database.from_settings(load_settings(Settings))
    try:
        require_blog(database, arguments.blog)
        count = export_blog(database, arguments.blog, arguments.folder)
    except (OSError, UnknownBlog, Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"export failed: {error}\n")
        return 1
    finally:
        end_children()
        database.close()
    print(f"{count} posts exported")
    return 0
