"""`python -m workspace_api.transfer`: items out of the database and in again."""

import sys

from workspace_api.transfer.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
