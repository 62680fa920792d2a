"""`python -m movies_api.importer`: films and journeys from files."""

import sys

from movies_api.intake.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
