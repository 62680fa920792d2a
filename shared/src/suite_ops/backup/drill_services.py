"""Whether restored data are what the services need: migrated, and served by each of them."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suite.migrations import Migrations
from suite_ops.backup.failures import BackupError
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port
from suite_ops.health.readiness import ask_readiness
from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService
from suite_ops.processes.launch import program_environment
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import inform

START_SECONDS = 60


def serve_all(here: Installation, cluster: Cluster) -> None:
    """Start each service against the restored data, one after the other; raises BackupError for one not ready."""
    for service in here.manifest.built():
        if service.module:
            serve(here, service, cluster)


def require_migrated(here: Installation, dsn: str) -> None:
    """Migrating what was restored must find nothing to do but what waits at the source as well."""
    for service in here.manifest.built():
        if not service.schema:
            continue
        migrations = Migrations(here.root / service.path / "migrations", service.schema)
        waiting = len(migrations.status(here.settings.admin_dsn()).pending)
        applied = len(migrations.migrate(dsn))
        if applied != waiting:
            raise BackupError(f"{service.id}: {applied} migrations to do on the restored data, {waiting} at the source")


def serve(here: Installation, service: ManifestService, cluster: Cluster) -> None:
    """Start a service against the restored data and ask it; raises BackupError when it is not ready."""
    port = free_port()
    with _started(here, service, cluster, port) as process:
        wait_until(lambda: process.poll() is not None or ask_readiness(port).ready, START_SECONDS, pause=0.1)
        answer = ask_readiness(port)
        if not answer.ready:
            raise BackupError(f"{service.id} is not ready on the restored data: {answer}")
        inform(f"{service.id} serves the restored data")


@contextmanager
def _started(
    here: Installation, service: ManifestService, cluster: Cluster, port: int
) -> Iterator["subprocess.Popen[bytes]"]:
    with tempfile.TemporaryDirectory(prefix="colmeia-drill-") as run_dir:
        prefix = service.env_prefix
        environment = {
            **{
                name: value
                for name, value in program_environment(here, service).items()
                if name != f"{prefix}_DATABASE_URL"
            },
            f"{prefix}_PORT": str(port),
            f"{prefix}_WORKERS": "1",
            f"{prefix}_DATABASE_URL": "",
            f"{prefix}_DATABASE_REPLICA_URL": "",
            f"{prefix}_DATABASE_HOST": "127.0.0.1",
            f"{prefix}_DATABASE_PORT": str(cluster.port),
            "FRONTEND_APPS_DB_HOST": "127.0.0.1",
            "FRONTEND_APPS_DB_PORT": str(cluster.port),
            "SUITE_RUN_DIR": run_dir,
            "PYTHONWARNINGS": "ignore",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "python:suite.gunicorn_conf", str(service.module)]
        with (Path(run_dir) / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=here.root, env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)
