"""What a worker does when its application is loaded."""

import os
import subprocess
import sys
from pathlib import Path

from suite.environment import find_root

START = """
import gc
from types import SimpleNamespace
from suite.gunicorn_conf import post_worker_init

application = [[number] for number in range(50_000)]
post_worker_init(SimpleNamespace(wsgi=None))
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
