"""A small suite of a test: its own manifest, free ports, and nothing of this machine's environment."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from suite_ops.database.migrate import BUS_MIGRATIONS
from suite_ops.database.throwaway import free_port

_OF_A_SUITE = ("FRONTEND_APPS_", "APP_", "SUITE_", "TIMESCALEDB_")


def echo_service(start: str) -> dict[str, Any]:
    """The entry of a service that a test writes, on the port ECHO_PORT."""
    return {
        "id": "echo-api",
        "type": "backend",
        "path": "services/echo-api",
        "start": start,
        "port": 1,
        "env_prefix": "ECHO",
        "depends_on": ["database"],
        "health": {"path": "/health", "critical": True},
    }


def forget_environment(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    """Take away what this machine says to a suite, and variables that begin with one of `more`."""
    for name in list(os.environ):
        if name.startswith((*_OF_A_SUITE, *more)):
            monkeypatch.delenv(name)


def enter_suite(
    monkeypatch: pytest.MonkeyPatch, root: Path, *services: dict[str, Any], **variables: str
) -> dict[str, str]:
    """Write the manifest of `services` at `root` and make it the suite of this process; the variables that say so."""
    (root / BUS_MIGRATIONS).mkdir(parents=True, exist_ok=True)
    (root / "services-manifest.json").write_text(json.dumps({"version": 1, "services": services}))
    ports = {"ECHO_PORT": str(free_port()), "FRONTEND_APPS_DB_PORT": str(free_port())}
    given = {"SUITE_ROOT": str(root), "APP_ENV": "development", **ports, **variables}
    forget_environment(monkeypatch)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given
