"""What the tools write about the data is for its owner only, whatever umask and as whomever they are called."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ONLY_OWNER = 0o077
# Logs may be read by the group, which is how a collector of logs gets at them.
OWNER_AND_GROUP = 0o027


@contextmanager
def private_files() -> Iterator[None]:
    """Files and folders made during the block, by us or our children, are closed to everybody else."""
    before = os.umask(ONLY_OWNER)
    try:
        yield
    finally:
        os.umask(before)


def make_folder(path: Path) -> None:
    """Make a folder and those above it; made by root they belong to whoever owns the folder they are in."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
        give_to_owner(path)


def give_to_owner(path: Path) -> None:
    """What root wrote goes to the owner of the folder it is in, who could not write, read or remove it later."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        for entry in (path, *(path.rglob("*") if path.is_dir() else ())):
            os.chown(entry, owner.st_uid, owner.st_gid, follow_symlinks=False)
