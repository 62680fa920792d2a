"""The parent of each server stays small: it waits most of its life, and there is one for each service.

What becomes nginx loads little: connections are refused until it has.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {"gevent", "psycopg2", "jsonschema", "http.client", "ssl", "jinja2", "flask", "suite.database"}
LOADED = """
import sys
import suite_ops.processes.launch
from suite_ops.installation import load_installation
load_installation(checked=True)
print(" ".join(sorted(sys.modules)))
"""


def test_a_waiting_parent_has_loaded_nothing_it_does_not_need() -> None:
    command = [sys.executable, "-c", LOADED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()


def test_nginx_does_not_wait_for_what_only_writes_its_configuration() -> None:
    command = [sys.executable, "-c", "import sys, suite_ops.processes.run_gateway; print(' '.join(sys.modules))"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert not [name for name in loaded if name in HEAVY or name.startswith(("suite_ops.generate", "xmlrpc", "suite."))]
    assert len(loaded) < 200
