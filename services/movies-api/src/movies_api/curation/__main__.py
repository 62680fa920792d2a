"""`python -m movies_api.curation`: curate films."""

import sys

from movies_api.curation.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
