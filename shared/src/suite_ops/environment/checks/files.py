"""The files themselves: contradictions, unknown names, places where no secret may be."""

import re
import subprocess
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from suite.environment import LAYERS, PROCESS, Environment, Variable, scan_layer, service_env_files
from suite_ops.environment.checks.catalogue import SettingsCatalogue
from suite_ops.environment.checks.findings import EnvironmentFinding, Level
from suite_ops.environment.checks.outside import OUTSIDE_SETTINGS
from suite_ops.environment.checks.strength import find_weakness, secret_part
from suite_ops.manifest import Manifest

IMAGES, DEFAULTS, *PRIVATE = LAYERS
_FAMILIES = ("APP_", "AUTH_", "CORS_", "DB_", "JWT_", "METRICS_", "RATE_LIMIT_", "REDIS_")
_OWN = ("FRONTEND_APPS_", "SUITE_")
_SECRET_NAME = re.compile(r".*(PASSWORD|SUPERPASS|SECRET|TOKENS?|API_KEY|SECRET_OLD)")
_SHORTEST_SECRET = 12
_MISSPELT = 0.85
_LARGEST_FILE = 512 * 1024


def check_contradictions(root: Path) -> Iterator[EnvironmentFinding]:
    """Variables that two files give different values. Defaults are there to be overridden, so not they."""
    seen: dict[str, Variable] = {}
    for layer in (IMAGES, *PRIVATE):
        for name, variable in scan_layer(root, layer)[0].items():
            earlier = seen.get(name)
            if earlier and variable.value and earlier.value not in ("", variable.value):
                yield EnvironmentFinding(
                    Level.WARN, name, f"differs: {earlier.origin}, {variable.origin} (the last one wins)"
                )
            seen[name] = variable


def check_unknown(
    root: Path, manifest: Manifest, catalogue: SettingsCatalogue, environment: Environment
) -> Iterator[EnvironmentFinding]:
    """Variables that nothing reads: those with a prefix of ours, and in files those that look misspelt."""
    known = catalogue.known_names() | scan_layer(root, IMAGES)[0].keys() | OUTSIDE_SETTINGS.keys()
    prefixes = (*_OWN, *(f"{service.env_prefix}_" for service in manifest.services if service.env_prefix))
    for name in environment:
        ours = prefixes if environment.origin(name) == PROCESS else (*prefixes, *_FAMILIES)
        if name in known:
            continue
        near = get_close_matches(name, known, 1, _MISSPELT)
        if name.startswith(ours) or (near and environment.origin(name) != PROCESS):
            hint = f"; did you mean {near[0]}?" if near else ""
            yield EnvironmentFinding(Level.WARN, name, f"nothing reads it{hint} (from {environment.origin(name)})")


def check_service_files(root: Path) -> Iterator[EnvironmentFinding]:
    """.env files inside services; the services refuse to start with them."""
    for path in service_env_files(root):
        yield EnvironmentFinding(
            Level.FAIL, str(path.relative_to(root)), "settings live in .env of the repository root"
        )


def check_tracked_secrets(
    root: Path, catalogue: SettingsCatalogue, environment: Environment
) -> Iterator[EnvironmentFinding]:
    """Secrets in files that git keeps: the private files themselves, named values, and copies of values."""
    tracked = list_tracked_files(root)
    for name in PRIVATE:
        if name in tracked:
            yield EnvironmentFinding(Level.FAIL, name, "is tracked by git; untrack it and renew its secrets")
    for name in tracked:
        if Path(name).name.startswith(".env") or name.endswith(".env"):
            yield from _check_named_values(root, name)
    values = _secret_values(catalogue, environment)
    for name in tracked:
        text = _read_text(root / name)
        for variable, value in values.items():
            if value in text:
                yield EnvironmentFinding(
                    Level.FAIL, variable, f"its value stands in {name}, which git tracks; renew it"
                )


def list_tracked_files(root: Path) -> list[str]:
    """Paths git tracks below `root`; none without git or outside a repository."""
    try:
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [name for name in listed.stdout.split("\0") if name] if listed.returncode == 0 else []


def _check_named_values(root: Path, name: str) -> Iterator[EnvironmentFinding]:
    for variable, found in scan_layer(root, name)[0].items():
        if _SECRET_NAME.fullmatch(variable) and found.value and find_weakness("", found.value) is None:
            yield EnvironmentFinding(Level.FAIL, variable, f"a secret in {found.origin}, which git tracks; renew it")


def _secret_values(catalogue: SettingsCatalogue, environment: Environment) -> dict[str, str]:
    values = {
        name: secret_part(reading.declared, environment[name])
        for reading in catalogue.readings()
        if reading.declared.secret and (name := reading.used_name(environment))
    }
    # Short and sample values would be found in ordinary prose.
    return {
        name: value
        for name, value in values.items()
        if len(value) >= _SHORTEST_SECRET and find_weakness("", value) is None
    }


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            return ""
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
