"""`python -m db_sync_worker`: see --help."""

import sys

from db_sync_worker.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
