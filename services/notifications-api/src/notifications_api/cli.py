"""Command line of notifications-api."""

import argparse

from notifications_api.bus.cli import add_bus_commands
from notifications_api.worker import run_worker


def main(argv: list[str] | None = None) -> int:
    """`worker` runs until it is told to end; the others do one thing."""
    parser = argparse.ArgumentParser(prog="python -m notifications_api", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    worker = commands.add_parser("worker", help="listen to events, send mails, watch the services")
    worker.set_defaults(run=lambda arguments: run_worker())
    add_bus_commands(commands)
    arguments = parser.parse_args(argv)
    status: int = arguments.run(arguments)
    return status
