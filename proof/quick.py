"""`proof.sh quick`: the short form of every part; below ten minutes."""

from proof.faults import command as faults
from proof.hostile import command as hostile


def main(arguments: list[str]) -> int:
    """Exit status 0 when all of them held."""
    return max(faults.main(["--quick"]), hostile.main(["--quick"]))
