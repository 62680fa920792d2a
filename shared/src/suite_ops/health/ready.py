"""`ready [ID…]`: whether the programs that were started here run and are ready; the health check of containers."""

import argparse

from suite_ops.health.readiness import ask_readiness
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.processes.programs import POSTGRES
from suite_ops.processes.records import read_record, recorded_names
from suite_ops.terminal import fail, succeed


def main(argv: list[str]) -> int:
    """Exit status 0 when all that was started is ready, 1 when something is not or nothing was started."""
    parser = argparse.ArgumentParser(prog="ready.sh", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ID", help="programs; without any, all that were started")
    arguments = parser.parse_args(argv)
    try:
        here = load_installation()
    except InstallationError as error:
        fail(str(error))
        return 1
    names = arguments.names or [name for name in recorded_names(here.log_dir) if name != POSTGRES]
    problems = [problem for name in names for problem in [problem_of(here, name)] if problem]
    if problems or not names:
        fail("; ".join(problems) or "nothing was started here")
        return 1
    succeed(f"ready: {', '.join(names)}")
    return 0


def problem_of(here: Installation, name: str) -> str:
    """What is wrong with a started program; empty when nothing is."""
    record = read_record(here.log_dir, name)
    if record is None or record.process() is None:
        return f"{name} does not run"
    if record.port is None:
        return ""
    answer = ask_readiness(record.port)
    return "" if answer.ready else f"{name}: {answer}"
