"""python -m notifications_api COMMAND."""

import sys

from notifications_api.cli import main

sys.exit(main())
