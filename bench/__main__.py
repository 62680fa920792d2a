"""`python -m bench run [NAME…] [--quick]`."""

import sys

from bench.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
