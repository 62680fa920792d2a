"""`python -m movies_api.importer.legacy`: the own journeys of an old dump, and film lists of Wikipedia."""

import sys

from movies_api.intake.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], legacy=True))
