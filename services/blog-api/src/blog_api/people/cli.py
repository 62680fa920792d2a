"""`grant` and `revoke`: exit status 0 done, 1 failed."""

import argparse
import sys

import psycopg2

from blog_api.editing.roles import ROLES
from blog_api.people import queries
from blog_api.settings import Settings
from suite.administration import admin_database
from suite.auth.identity import parse_user_id
from suite.database import ConstraintViolated
from suite.errors import Unavailable


def add_people_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare `grant` and `revoke`."""
    grant = commands.add_parser("grant", help="let an identity edit a blog")
    grant.add_argument("--role", choices=ROLES, required=True)
    grant.add_argument("--name", help="how the person is called; default the identity")
    grant.set_defaults(run=run_grant)
    revoke = commands.add_parser("revoke", help="take the role in a blog from an identity")
    revoke.set_defaults(run=run_revoke)
    for command in (grant, revoke):
        command.add_argument("--blog", "--blog-id", type=int, required=True, metavar="ID")
        command.add_argument("--subject", type=parse_user_id, required=True, help="sub of the token, or X-User-Id")


def run_grant(arguments: argparse.Namespace) -> int:
    """Grant and print."""
    database = admin_database(Settings)
    try:
        with database.transaction() as connection:
            person = queries.upsert_person(connection, arguments.subject, arguments.name or arguments.subject)
            queries.upsert_access(connection, person, arguments.blog, arguments.role)
    except (Unavailable, ConstraintViolated, psycopg2.Error) as error:
        sys.stderr.write(f"grant failed: {error}\n")
        return 1
    finally:
        database.close()
    print(f"{arguments.subject} is {arguments.role} of blog {arguments.blog}")
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """Revoke and print."""
    database = admin_database(Settings)
    try:
        with database.transaction() as connection:
            deleted = queries.delete_access(connection, arguments.subject, arguments.blog)
    except (Unavailable, psycopg2.Error) as error:
        sys.stderr.write(f"revoke failed: {error}\n")
        return 1
    finally:
        database.close()
    print(f"{deleted} role taken" if deleted else "there was no role")
    return 0
