"""The master loads the application and forks: what it began would run there, or be shared by all its workers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from built_services import SERVICES, name_of

from suite.environment import find_root
from suite_ops.manifest import ManifestService

LOAD = """
import sys, threading
from importlib import import_module
import psycopg2

def connect(*arguments, **options):
    sys.exit("the application connects to the database before its workers are forked")

psycopg2.connect = connect
application = import_module(sys.argv[1]).app
print(threading.active_count(), len(application.background))
"""


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_a_loaded_application_has_begun_nothing(service: ManifestService, tmp_path: Path) -> None:
    given = {
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "SUITE_ROOT": str(find_root(Path(__file__))),
        "SUITE_RUN_DIR": str(tmp_path),
        "FRONTEND_APPS_DB_PORT": "1",
        f"{service.env_prefix}_DB_PASSWORD": "unused",
        f"APP_{(service.db_user or '').removeprefix('app_').upper()}_DB_PASSWORD": "unused",
    }
    command = [sys.executable, "-c", LOAD, f"{service.package}.wsgi"]
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    threads, _ = map(int, done.stdout.splitlines()[-1].split())
    assert threads == 1
