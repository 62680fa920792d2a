"""`proof.sh quick`: the short form of every part; below ten minutes."""

from proof.faults import command as faults
from proof.hostile import command as hostile
from proof.rights import command as rights


def main(arguments: list[str]) -> int:
    """Exit status 0 when all of them held."""
    parts = (rights.main, faults.main, hostile.main)
    return max(part(["--quick"]) for part in parts)
