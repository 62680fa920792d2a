"""scripts/diagnose-services.sh: why something does not work, and what to do about it."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from suite_ops.health.diagnosis.finding import DiagnosisFinding
from suite_ops.health.diagnosis.machine import inspect_clock, inspect_disk
from suite_ops.health.diagnosis.processes import inspect_ports, inspect_processes
from suite_ops.health.diagnosis.software import inspect_environment, inspect_packages
from suite_ops.health.diagnosis.storage import inspect_database, inspect_migrations
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.terminal import fail

INSPECTIONS: tuple[Callable[[Installation], Iterator[DiagnosisFinding]], ...] = (
    inspect_packages,
    inspect_environment,
    inspect_ports,
    inspect_processes,
    inspect_database,
    inspect_migrations,
    inspect_disk,
    inspect_clock,
)


def main(argv: list[str]) -> int:
    """Exit status 1 when a finding is an error, else 0."""
    parser = argparse.ArgumentParser(prog="diagnose-services", description=__doc__)
    parser.add_argument("--json", action="store_true", help="findings as a JSON array")
    arguments = parser.parse_args(argv)
    try:
        here = load_installation()
    except InstallationError as error:
        for line in str(error).splitlines():
            fail(line)
        return 1
    findings = [finding for inspect in INSPECTIONS for finding in inspect(here)]
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        print("\n".join(map(str, findings)))
    return int(any(finding.level == "error" for finding in findings))
