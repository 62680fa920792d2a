"""What was measured: versions of the programs and libraries that make the difference."""

import platform
import shutil
import subprocess
from importlib.metadata import version

from bench.contenders import express, fastapi
from suite_ops.database.binaries import find_binaries

OWN_LIBRARIES = ("flask", "gunicorn", "gevent", "psycopg2-binary")
FASTAPI_LIBRARIES = ("fastapi", "uvicorn[standard]", "asyncpg")


def read_versions() -> dict[str, str]:
    """Name → version: ours, then those of the peers."""
    versions = {"Python": platform.python_version(), "PostgreSQL": find_binaries().version}
    versions |= {name: version(name) for name in OWN_LIBRARIES}
    if shutil.which("node"):
        told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
        versions["Node.js"] = told.stdout.strip().removeprefix("v")
    versions |= {name: express.versions()[name] for name in ("express", "pg")}
    return versions | {name: fastapi.versions()[name] for name in FASTAPI_LIBRARIES}
