"""A copy of the repository, and the environment its scripts run in on ports of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from suite_ops.database.throwaway import free_port
from suite_ops.manifest import load_manifest

ROOT = Path(__file__).resolve().parents[3]


def copy_repository(target: Path) -> None:
    """Every file git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def add_migration(root: Path, service: str, sql: str) -> None:
    """Give a service of the copy one more migration."""
    folder = root / "services" / service / "migrations"
    version = max(int(path.name[:4]) for path in folder.glob("[0-9]*.sql")) + 1
    (folder / f"{version:04}_trial.sql").write_text(sql)


def script_environment(root: Path) -> dict[str, str]:
    """What the scripts of the copy are told: this Python, the copy's code, free ports."""
    sources = [root / "shared" / "src", *sorted(root.glob("services/*/src"))]
    ports = {f"{service.env_prefix}_PORT": str(free_port()) for service in load_manifest(root).services}
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "SUITE_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join(map(str, sources)),
        "FRONTEND_APPS_DB_PORT": str(free_port()),
        "RATE_LIMIT_MAX": "100000",
        **ports,
    }
