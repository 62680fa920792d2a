"""With which values a service was started, so that a later start-all can tell that they are others now."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from suite_ops.environment.checks.catalogue import load_catalogue
from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService

Fingerprints = Mapping[str, str]


def environment_now(here: Installation, service: ManifestService) -> Fingerprints:
    """Name → fingerprint of each variable the service reads and that is set."""
    names = {
        name
        for reading in load_catalogue(here.manifest).readings()
        if reading.id == service.id
        for name in reading.names
    }
    own = {name for name in here.environment if name.startswith(f"{service.env_prefix}_")}
    return {name: _fingerprint(here.environment[name]) for name in sorted(names | own) if name in here.environment}


def remember_environment(here: Installation, service: ManifestService) -> None:
    """Note what the service was started with now; readable by its owner only."""
    path = _file(here, service)
    path.touch(0o600)
    path.write_text(json.dumps(environment_now(here, service)) + "\n", encoding="utf-8")


def changed_variables(here: Installation, service: ManifestService) -> list[str]:
    """Variables that are others than at the start of the running service; none when that is not known."""
    try:
        before: Fingerprints = json.loads(_file(here, service).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    now = environment_now(here, service)
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _file(here: Installation, service: ManifestService) -> Path:
    return here.run_dir / f"{service.id}.environment"


def _fingerprint(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogateescape")).hexdigest()[:16]
