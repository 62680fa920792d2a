"""Containers of the suite, when a docker engine answers."""

import json
import subprocess
from pathlib import Path

from suite_ops.health.report import ContainerHealth

TIMEOUT_S = 2.0
PROJECT = "colmeia"
_PROJECT_LABELS = ("com.docker.compose.project", "com.docker.stack.namespace")
_SERVICE_LABELS = ("com.docker.compose.service", "com.docker.swarm.service.name")
_FOLDER_LABEL = "com.docker.compose.project.working_dir"


def list_containers(root: Path) -> list[ContainerHealth]:
    """Containers of our compose files; none when there is no docker or no engine answers in time."""
    command = ["docker", "ps", "--all", "--no-trunc", "--format", "{{json .}}"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    if listed.returncode != 0:
        return []
    rows = [json.loads(line) for line in listed.stdout.splitlines() if line.strip()]
    return [_typed(row) for row in rows if _is_ours(_labels(row), root)]


def _typed(row: dict[str, str]) -> ContainerHealth:
    labels = _labels(row)
    text = row.get("Status", "")
    health = next((word for word in ("unhealthy", "healthy", "starting") if f"({word})" in text), "none")
    if "(health: starting)" in text:
        health = "starting"
    return ContainerHealth(
        name=row.get("Names", ""),
        status=row.get("State", "unknown"),
        health=health,
        group=_first(labels, _PROJECT_LABELS),
        serviceName=_first(labels, _SERVICE_LABELS),
        finished=text.startswith("Exited (0)"),
    )


def _labels(row: dict[str, str]) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in row.get("Labels", "").split(","))
    return {name: value for name, _, value in pairs}


def _is_ours(labels: dict[str, str], root: Path) -> bool:
    folder = Path(labels.get(_FOLDER_LABEL) or "/")
    return _first(labels, _PROJECT_LABELS) == PROJECT or folder.is_relative_to(root)


def _first(labels: dict[str, str], names: tuple[str, ...]) -> str:
    return next((labels[name] for name in names if name in labels), "")
