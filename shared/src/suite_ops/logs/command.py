"""`logs ID`: the log of one service, filtered, as it is or readable."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

from suite.parsers import LOG_LEVELS
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.logs.files import follow, last_lines
from suite_ops.logs.journal import has_unit, journal_lines, unit_of
from suite_ops.processes.launch import WORKER_SUFFIX
from suite_ops.processes.programs import POSTGRES
from suite_ops.terminal import fail

SHOWN_FIRST = ("timestamp", "level", "service", "module", "message")


def main(argv: list[str]) -> int:
    """Exit status 0, or 1 when there is no such service or log."""
    arguments = _parser().parse_args(argv)
    try:
        here = load_installation()
        name = program_name(here, arguments.id)
    except (InstallationError, KeyError) as error:
        fail(str(error) if isinstance(error, InstallationError) else f"no service has the id {error}")
        return 1
    path = here.log_dir / f"{name}.log"
    in_journal = not path.is_file() and has_unit(name)
    if not path.is_file() and not in_journal:
        fail(f"{name} has no log in {here.log_dir}, and systemd no unit {unit_of(name)}")
        return 1
    wanted = line_filter(arguments.level, arguments.request_id)
    pretty = arguments.pretty or (sys.stdout.isatty() and not arguments.raw)
    count = arguments.lines
    everything = arguments.level or arguments.request_id
    try:
        if in_journal:
            lines = list(journal_lines(name, None if everything else count, follow=False))
        else:
            lines = last_lines(path, sys.maxsize if everything else count)
        show([line for line in lines if wanted(line)][-count:], pretty)
        if arguments.follow:
            coming = journal_lines(name, 0, follow=True) if in_journal else follow(path)
            show((line for line in coming if wanted(line)), pretty)
    except (KeyboardInterrupt, BrokenPipeError):
        sys.stderr.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="logs.sh", description=__doc__)
    parser.add_argument("id", metavar="ID", help="a service, ID-worker, postgres or supervisord")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with lines as they come")
    parser.add_argument("-n", "--lines", type=int, default=100, help="lines to begin with (100)")
    parser.add_argument("--level", choices=LOG_LEVELS, help="this level and above")
    parser.add_argument("--request-id", metavar="X", help="lines of one request")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--raw", action="store_true", help="lines as they are (default unless on a terminal)")
    how.add_argument("--pretty", action="store_true", help="readable lines (default on a terminal)")
    return parser


def program_name(here: Installation, name: str) -> str:
    """The name its log file has; raises KeyError."""
    if name in (POSTGRES, "supervisord"):
        return name
    if name.endswith(WORKER_SUFFIX) and name not in {service.id for service in here.manifest.services}:
        return here.manifest.find(name.removesuffix(WORKER_SUFFIX)).id + WORKER_SUFFIX
    return here.manifest.find(name).id


def line_filter(level: str | None, request_id: str | None) -> Callable[[str], bool]:
    """Whether a line is asked for. Lines that are no JSON have no level and no request."""
    levels = LOG_LEVELS[LOG_LEVELS.index(level) :] if level else ()

    def wanted(line: str) -> bool:
        if not level and not request_id:
            return True
        fields = _fields(line)
        if level and fields.get("level") not in (*levels, "critical"):
            return False
        return not request_id or fields.get("request_id") == request_id

    return wanted


def show(lines: Iterable[str], pretty: bool) -> None:
    """Print lines at once."""
    for line in lines:
        print(readable(line) if pretty else line, flush=True)


def readable(line: str) -> str:
    """`2026-01-15T10:30:00.123Z INFO message  key=value …`; a line that is no JSON stays as it is."""
    fields = _fields(line)
    if not fields:
        return line
    rest = "  ".join(f"{name}={value}" for name, value in fields.items() if name not in SHOWN_FIRST and name != "stack")
    head = f"{fields.get('timestamp', '')} {str(fields.get('level', '')).upper():<7} {fields.get('message', '')}"
    text = f"{head}  {rest}".rstrip()
    return f"{text}\n{fields['stack']}" if fields.get("stack") else text


def _fields(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}
