"""`newsletter`: addresses and the tokens for their mails, for the operator's mailing."""

import argparse
import csv
import sys

import psycopg2

from blog_api.deployment_key_queries import deployment_key
from blog_api.newsletter.queries import select_subscriptions
from blog_api.newsletter.routes import KEY_NAME
from blog_api.newsletter.rules import CONFIRM, UNSUBSCRIBE, make_token
from blog_api.settings import Settings
from blog_api.tenants.presence import UnknownBlog, require_blog
from suite.database import Database
from suite.errors import Unavailable
from suite.settings import load_settings


def add_newsletter_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `newsletter`."""
    newsletter = commands.add_parser("newsletter", help="CSV of email, active, confirm token, unsubscribe token")
    newsletter.add_argument("--blog", "--blog-id", type=int, required=True, metavar="ID")
    newsletter.set_defaults(run=run_newsletter)


def run_newsletter(arguments: argparse.Namespace) -> int:
    """Print one line a subscription."""
    database = Database.from_settings(load_settings(Settings))
    try:
        require_blog(database, arguments.blog)
        with database.transaction({"app.blog_id": str(arguments.blog)}) as connection:
            key = deployment_key(connection, KEY_NAME)
            found = select_subscriptions(connection, arguments.blog)
    except (UnknownBlog, Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"newsletter failed: {error}\n")
        return 1
    finally:
        database.close()
    table = csv.writer(sys.stdout)
    table.writerow(["email", "active", "confirm", "unsubscribe"])
    for identifier, email, active in found:
        tokens = [make_token(key, purpose, identifier) for purpose in (CONFIRM, UNSUBSCRIBE)]
        table.writerow([email, str(active).lower(), *tokens])
    return 0
