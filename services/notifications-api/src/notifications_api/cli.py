"""Command line of notifications-api."""

import argparse

from notifications_api.worker import run_worker


def main(argv: list[str] | None = None) -> int:
    """`worker` runs until it is told to end."""
    parser = argparse.ArgumentParser(prog="python -m notifications_api", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("worker", help="listen to events, send mails, watch the services")
    parser.parse_args(argv)
    return run_worker()
