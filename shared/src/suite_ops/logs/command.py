"""`logs [ID…]`: what the programs of the suite wrote, merged by time, filtered, as it is or readable."""

import argparse
import re
import sys
from collections.abc import Iterable

from suite.parsers import LOG_LEVELS
from suite_ops.installation import InstallationError, load_installation
from suite_ops.logs.lines import LogLine, parse_since
from suite_ops.logs.presentation import Presentation, choose_presentation
from suite_ops.logs.selection import LineSelection
from suite_ops.logs.sources import NoLog, choose_sources
from suite_ops.logs.timeline import coming_to, last_of
from suite_ops.terminal import fail

LINES = 100


def main(argv: list[str]) -> int:
    """Exit status 0, or 1 when there is no such program or log."""
    arguments = _parser().parse_args(argv)
    try:
        sources = choose_sources(load_installation(), arguments.ids)
    except KeyError as error:
        fail(f"no service has the id {error}")
        return 1
    except (InstallationError, NoLog) as error:
        fail(str(error))
        return 1
    selection = LineSelection(arguments.level, arguments.request_id, arguments.grep, arguments.since)
    most = arguments.lines if arguments.lines is not None else None if arguments.since else LINES
    names = [source.name for source in sources]
    presentation = choose_presentation(names, raw=arguments.raw, pretty=arguments.pretty)
    try:
        print_lines(last_of(sources, selection, most), presentation)
        if arguments.follow:
            print_lines(coming_to(sources, selection), presentation)
    except (KeyboardInterrupt, BrokenPipeError):
        sys.stderr.close()
    else:
        for source in sources:
            source.close()
    return 0


def print_lines(lines: Iterable[LogLine], presentation: Presentation) -> None:
    """Print lines at once."""
    for line in lines:
        print(presentation.text_of(line), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="logs.sh", description=__doc__)
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="services, ID-worker, postgres or supervisord; without any, all"
    )
    parser.add_argument("-f", "--follow", action="store_true", help="go on with lines as they come")
    parser.add_argument(
        "-n", "--lines", type=_count, help=f"lines to begin with ({LINES}; with --since all from then on)"
    )
    parser.add_argument("--since", metavar="T", type=_moment, help="from 90s, 10m, 2h, 1d ago or 2026-01-15T10:30 on")
    parser.add_argument("--level", choices=LOG_LEVELS, help="this level and above")
    parser.add_argument("--request-id", metavar="X", help="lines of one request")
    parser.add_argument("--grep", metavar="PATTERN", type=_pattern, help="lines with a match of a regular expression")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--raw", action="store_true", help="lines as they are (default unless on a terminal)")
    how.add_argument("--pretty", action="store_true", help="readable lines (default on a terminal)")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"no number of lines: {text}")
    return int(text)


def _moment(text: str) -> float:
    try:
        return parse_since(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"no regular expression: {error}") from error
