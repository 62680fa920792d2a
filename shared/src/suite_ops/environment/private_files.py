"""What the tools write about the data is for its owner only, whatever umask they are called with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

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
