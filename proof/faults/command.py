"""`proof.sh faults`: kills, a full disk and a frozen database under load; every acknowledged write is looked for."""

import argparse
import os

from proof.assurance import judge, machine, put_table, table
from proof.faults.actions import faults
from proof.faults.trial import Row, try_faults
from proof.ledger import ROUTES, Verdict, Writers, reconcile
from proof.suite import running_suite
from suite_ops.terminal import inform

DISK_MB = 900
QUICK = ("a worker of each service killed", "every gunicorn master killed", "the disk full, then not")


def main(arguments: list[str]) -> int:
    """Exit status 0 when every promise held and no write was lost or doubled."""
    parser = argparse.ArgumentParser(prog="proof.sh faults", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three of the faults")
    parser.add_argument("--only", metavar="WORD", help="faults with this word in their name")
    parser.add_argument("--write", action="store_true", help="put the table into docs/assurance.md")
    options = parser.parse_args(arguments)
    # Mounting a disk of its own needs root; without it everything else is tried.
    own_disk = os.geteuid() == 0
    variables = {**ROUTES, "DISK_RESERVE_MB": "64"}
    with running_suite(variables, disk_mb=DISK_MB if own_disk else 0) as suite:
        chosen = [one for one in faults(suite, own_disk=own_disk) if _wanted(one.name, options)]
        inform(f"{len(chosen)} faults under load")
        writers = Writers(suite)
        rows = try_faults(suite, chosen, writers)
        verdict = reconcile(suite, writers.notes)
    shown = fault_table(rows, verdict)
    print(shown)
    if options.write:
        put_table("faults", f"{machine()}\n\n{shown}")
    return _judge(rows, verdict)


def fault_table(rows: list[Row], verdict: Verdict) -> str:
    """The figures as Markdown, with what became of the writes below."""
    head = ["fault", "last failed read after", "refused at most", "slowest read", "reads, failed"]
    lines = [
        [
            row.name,
            f"{row.recovered_after:.1f} s",
            f"{row.refused_for:.1f} s",
            f"{row.slowest:.1f} s",
            f"{row.reads}, {', '.join(f'{count} {kind}' for kind, count in row.failed.most_common()) or 'none'}",
        ]
        for row in rows
    ]
    told = f"{verdict.acknowledged} writes acknowledged, {len(verdict.lost)} lost, {len(verdict.doubled)} doubled."
    return f"{table(head, lines)}\n\n{told}"


def _judge(rows: list[Row], verdict: Verdict) -> int:
    problems = [f"{row.name}: {row.problem}" for row in rows if row.problem]
    return judge([*problems, *verdict.problems])


def _wanted(name: str, options: argparse.Namespace) -> bool:
    if options.only:
        return options.only in name
    return not options.quick or name in QUICK
