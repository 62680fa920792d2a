"""`python -m db_sync_worker`: see --help."""

import sys

from db_sync_worker.cli import main

if __name__ == "__main__":
    if sys.argv[1:2] == ["archive"]:
        # Only the archive needs what the extra of that name brings.
        from db_sync_worker.archive.cli import main as archive

        sys.exit(archive(sys.argv[2:]))
    sys.exit(main(sys.argv[1:]))
