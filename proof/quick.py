"""`proof.sh quick`: the short form of the parts that CI runs, the same at every run; below ten minutes."""

import argparse

from proof.faults import command as faults
from proof.histories import command as histories
from proof.hostile import command as hostile
from proof.rights import command as rights
from proof.supply import command as supply


def main(arguments: list[str]) -> int:
    """Exit status 0 when all of them held."""
    argparse.ArgumentParser(prog="proof.sh quick", description=__doc__).parse_args(arguments)
    parts = (supply.main, rights.main, histories.main, faults.main, hostile.main)
    return max(part(["--quick"]) for part in parts)
