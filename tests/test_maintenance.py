"""The commands of the maintenance timer do something and end well on a database with the service's tables."""

import os
import shlex
import subprocess
import sys

import pytest
from built_services import ROOT, SERVICES, name_of

from suite_ops.manifest import ManifestService
from suite_testing.databases import TestCluster


@pytest.mark.parametrize("service", [one for one in SERVICES if one.maintenance], ids=name_of)
def test_the_maintenance_of_the_manifest_runs(service: ManifestService, test_cluster: TestCluster) -> None:
    database = test_cluster.clone(service.id, str(service.schema))
    cluster = test_cluster.cluster
    given = {
        "APP_ENV": "test",
        "SUITE_ROOT": str(ROOT),
        "LOG_FORMAT": "json",
        "FRONTEND_APPS_DB_HOST": "127.0.0.1",
        "FRONTEND_APPS_DB_PORT": str(cluster.port),
        "FRONTEND_APPS_DB_NAME": database.name,
        "FRONTEND_APPS_DB_SUPERUSER": cluster.superuser,
        "FRONTEND_APPS_DB_SUPERPASS": cluster.password,
        f"{service.env_prefix}_DATABASE_URL": database.dsn(service.db_user),
    }
    words = shlex.split(service.maintenance or "")
    command = [sys.executable, *words[1:]]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "usage:" not in done.stdout
