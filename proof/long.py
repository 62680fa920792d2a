"""`proof.sh long`: every part to its end, with another seed at each run unless it is given; below ninety minutes."""

import argparse
from collections.abc import Callable
from secrets import randbelow

from proof.api import command as api
from proof.faults import command as faults
from proof.histories import command as histories
from proof.hostile import command as hostile
from proof.network import command as network
from proof.rights import command as rights
from proof.soak import command as soak
from proof.supply import command as supply
from suite_ops.terminal import fail, inform, succeed

Part = Callable[[list[str]], int]
# Those that draw lots, and those that do the same each time.
SEEDED: dict[str, Part] = {"api": api.main, "histories": histories.main}
FIXED: dict[str, Part] = {
    "supply": supply.main,
    "rights": rights.main,
    "network": network.main,
    "faults": faults.main,
    "hostile": hostile.main,
    "soak": soak.main,
}


def main(arguments: list[str]) -> int:
    """Exit status 0 when all of them held; every part is tried, whatever the one before came to."""
    parser = argparse.ArgumentParser(prog="proof.sh long", description=__doc__)
    parser.add_argument("--seed", type=int, help="of all parts that draw lots")
    parser.add_argument("--write", action="store_true", help="put all tables into docs/assurance.md")
    options = parser.parse_args(arguments)
    seed = options.seed if options.seed is not None else randbelow(2**31)
    inform(f"seed {seed}")
    shared = ["--write"] if options.write else []
    statuses = {name: part([*shared, "--seed", str(seed)]) for name, part in SEEDED.items()}
    statuses |= {name: part(shared) for name, part in FIXED.items()}
    broken = [name for name, status in statuses.items() if status]
    if broken:
        fail(f"not as promised: {', '.join(broken)}")
    else:
        succeed(f"all {len(statuses)} parts held")
    return 1 if broken else 0
