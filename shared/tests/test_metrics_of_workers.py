"""Every service counts over all its worker processes, whatever its settings module imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from suite.environment import find_root
from suite_ops.manifest import load_manifest

ROOT = find_root(Path(__file__))
SERVICES = [service for service in load_manifest(ROOT).built() if service.package and service.module]
ASK = "import suite.gunicorn_conf, prometheus_client.values as values; print(values.ValueClass.__qualname__)"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_values_are_shared_between_processes(service: object, tmp_path: Path) -> None:
    given = {
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "SUITE_ROOT": str(ROOT),
        "SUITE_RUN_DIR": str(tmp_path),
        "SUITE_SETTINGS": f"{service.package}.settings",  # type: ignore[attr-defined]
    }
    kept = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}

    told = subprocess.run(
        [sys.executable, "-c", ASK], env={**kept, **given}, capture_output=True, text=True, check=True, timeout=60
    )

    assert told.stdout.strip().startswith("MultiProcessValue")
