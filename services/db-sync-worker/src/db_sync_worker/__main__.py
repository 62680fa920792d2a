"""`python -m db_sync_worker`: see --help."""

import sys

from db_sync_worker import exit_codes
from db_sync_worker.cli import main
from db_sync_worker.streams.file import missing_archive


def run(words: list[str]) -> int:
    """The exit status."""
    if words[:1] != ["archive"]:
        return main(words)
    if missing := missing_archive():
        sys.stderr.write(f"{missing}\n")
        return exit_codes.CONFIGURATION
    # Only the archive needs what the extra of that name brings.
    from db_sync_worker.archive.cli import main as archive

    return archive(words[1:])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
