"""What a master is told, and what it does before it forks a worker."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from gunicorn.config import KNOWN_SETTINGS

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


def test_every_name_of_the_configuration_is_one_that_gunicorn_reads() -> None:
    path = find_root(Path(__file__)) / "shared/src/suite/gunicorn_conf.py"
    written = {name for name in assigned_names(path) if not name.startswith("_")}
    assert "control_socket_disable" in written
    # It passes over what it does not know.
    assert written <= {setting.name for setting in KNOWN_SETTINGS}


def assigned_names(path: Path) -> set[str]:
    """Those a module gives a value itself."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}
