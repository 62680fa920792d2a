"""Entry of `python -m suite_ops`."""

import sys

from suite_ops.cli import main

sys.exit(main(sys.argv[1:]))
