"""`run-gateway NAME NGINX CONFIGURATION LOG_DIR PORT`: become nginx, once nothing of a killed one holds the port.

Little is loaded here: until nginx is there, connections to the gateway are refused.
"""

import os
from pathlib import Path
from typing import NoReturn

from suite_ops.processes.records import orphans, write_record
from suite_ops.processes.termination import kill_all
from suite_ops.terminal import warn


def main(argv: list[str]) -> NoReturn:
    """Never returns."""
    name, nginx, configuration, folder, port = argv
    log_dir = Path(folder)
    left = orphans(log_dir, name)
    if left:
        warn(f"{len(left)} processes of an nginx that was killed are ended")
        kill_all(left)
    write_record(log_dir, name, int(port) or None)
    os.execv(nginx, [nginx, "-c", configuration, "-e", "stderr", "-g", "daemon off;"])
