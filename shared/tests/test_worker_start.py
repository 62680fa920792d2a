"""What a master does before it forks a worker."""

import os
import subprocess
import sys
from pathlib import Path

from suite.environment import find_root

START = """
import gc
from suite.gunicorn_conf import pre_fork

application = [[number] for number in range(50_000)]
pre_fork(None, None)
print(gc.get_freeze_count(), len(gc.get_objects()))
"""


def test_what_the_application_is_made_of_is_not_collected_again(tmp_path: Path) -> None:
    given = {
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "SUITE_ROOT": str(find_root(Path(__file__))),
        "SUITE_RUN_DIR": str(tmp_path),
        "SUITE_SETTINGS": "movies_api.settings",
        "SUITE_WORKER_CLASS": "sync",
    }
    told = subprocess.run(
        [sys.executable, "-c", START], env=os.environ | given, capture_output=True, text=True, check=True, timeout=60
    )
    frozen, watched = map(int, told.stdout.split())

    assert frozen > 50_000 > watched
