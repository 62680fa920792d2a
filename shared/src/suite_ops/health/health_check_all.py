"""scripts/health-check-all.sh: ask every service, container and the database how they are."""

import argparse
import sys
from typing import NoReturn

from suite_ops.health.checks import check_health
from suite_ops.health.renderers import render_json, render_prometheus, render_text
from suite_ops.health.textfile import write_textfile
from suite_ops.installation import InstallationError, load_installation
from suite_ops.terminal import fail

EXIT_STATUS = {"healthy": 0, "degraded": 1, "critical": 2}
USAGE_ERROR = 1


def main(argv: list[str]) -> int:
    """Exit status 0 healthy, 1 degraded or wrong usage, 2 critical: database or a critical service down."""
    arguments = _parser().parse_args(argv)
    try:
        here = load_installation()
    except InstallationError as error:
        fail(str(error))
        return USAGE_ERROR
    report = check_health(
        here,
        services=not arguments.containers_only,
        containers=not arguments.services_only,
        databases=not (arguments.services_only or arguments.containers_only),
    )
    if arguments.textfile:
        write_textfile(here.root, "health", render_prometheus(report))
    elif arguments.format == "json":
        print(render_json(report))
    elif arguments.format == "prometheus":
        print(render_prometheus(report), end="")
    else:
        print(render_text(report, verbose=arguments.verbose))
    return EXIT_STATUS[report.overall]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # 2, argparse's own status for wrong usage, means critical here.
        self.print_usage(sys.stderr)
        self.exit(USAGE_ERROR, f"{self.prog}: error: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="health-check-all", description=__doc__)
    parser.add_argument("--format", choices=("text", "json", "prometheus"), default="text")
    parser.add_argument("--verbose", action="store_true", help="addresses, processes, latencies, reasons (text)")
    parser.add_argument(
        "--textfile", action="store_true", help="write var/metrics/health.prom for a collector instead of an answer"
    )
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--services-only", action="store_true", help="neither containers nor the database")
    part.add_argument("--containers-only", action="store_true", help="neither services nor the database")
    return parser
