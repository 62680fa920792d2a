"""`python -m proof PART`: try what docs/assurance.md promises, on a copy of the suite on ports of its own."""

import argparse
import sys
from importlib import import_module

PARTS = {
    "api": ("proof.api.command", "every service against its own document, by cases that Schemathesis makes"),
    "faults": ("proof.faults.command", "kills, a full disk, a frozen database; every write reconciled"),
    "ha": ("proof.ha.command", "the primary of two PostgreSQL under Patroni, lost under writes"),
    "histories": (
        "proof.histories.command",
        "random clients on the same items, with kills; no update lost, none doubled",
    ),
    "host": ("proof.host.command", "a bare Debian 12, from an empty server to TLS, as docs/operations.md prints it"),
    "hostile": ("proof.hostile.command", "hostile inputs at every service beside ordinary traffic"),
    "network": ("proof.network.command", "slow, cut, silent and half-open lines to PostgreSQL and Redis"),
    "rights": ("proof.rights.command", "every documented operation, called by everybody"),
    "soak": ("proof.soak.command", "half of what the suite can do, for long; nothing may grow"),
    "swarm": ("proof.swarm.command", "compose/stack.yaml on a swarm of one node, replicas lost under writes"),
    "supply": ("proof.supply.command", "bill of materials, licences, pins, hardening of units"),
    "mutation": ("proof.mutation.command", "small faults in the code; do the tests notice"),
    "quick": ("proof.quick", "the short form of what CI runs"),
    "long": ("proof.long", "every part to its end"),
}


def main(arguments: list[str]) -> int:
    """Exit status 0 when everything held, 1 when something did not: it is named."""
    listed = "\n".join(f"  {name:<10}{purpose}" for name, (_, purpose) in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="proof.sh",
        description=f"{__doc__}\n\nparts:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("options", nargs=argparse.REMAINDER, help="of the part; PART --help")
    given = parser.parse_args(arguments)
    status: int = import_module(PARTS[given.part][0]).main(given.options)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
