"""Compose files and the Dockerfile: data, services, backups, gateway, monitoring, tools."""

import re
from collections.abc import Mapping
from typing import Any

from suite_ops.environment.checks.catalogue import load_catalogue
from suite_ops.generate.gateway import GATEWAY
from suite_ops.generate.systemd import MEMORY_MAX
from suite_ops.generate.text import render, to_yaml
from suite_ops.manifest import Manifest, ManifestService, worker_port
from suite_ops.page import CONSOLE
from suite_ops.processes.launch import WORKER_SUFFIX

FOLDER = "compose"
IMAGE = "${SUITE_IMAGE}:${SUITE_IMAGE_TAG}"
NETWORK = "colmeia"
# Where things are inside the network; what the environment of the host says about these is not passed on.
PLACES = {
    "SUITE_DB_MODE": "external",
    "FRONTEND_APPS_DB_HOST": "${COMPOSE_DB_HOST:-postgres}",
    "FRONTEND_APPS_DB_PORT": "${COMPOSE_DB_PORT:-5432}",
    "REDIS_URL": "${COMPOSE_REDIS_URL:-redis://redis:6379/0}",
    "TRUSTED_PROXY_HOPS": "${COMPOSE_PROXY_HOPS:-1}",
    "LOG_FORMAT": "json",
}
_DATABASE_PLACE = re.compile(r"_(DATABASE|DB)_(HOST|PORT)$|^TIMESCALEDB_(HOST|PORT)$")
_OF_THE_HOST = frozenset({"BACKUP_DIR", "LOG_DIR", "SUITE_ROOT", "SUITE_SECRETS_DIR"})
OPS = "tools"
BACKUP_PLACE = {"BACKUP_DIR": "/app/backups"}
BACKUPS = {
    "backup": ["backup", "--every", "24"],
    "base-backup": ["backup", "--physical", "--every", "168"],
    "wal-archive": ["wal-archive"],
}
Mapped = dict[str, Any]


def files(manifest: Manifest) -> Mapping[str, str]:
    """Path → text of everything below compose/."""
    variables = variables_of(manifest)
    return {
        f"{FOLDER}/Dockerfile": render("Dockerfile.j2", sources=sources(manifest)),
        f"{FOLDER}/Dockerfile.dockerignore": render("dockerignore.j2"),
        f"{FOLDER}/data.yaml": render("data.yaml.j2"),
        f"{FOLDER}/langgraph.sql": render("langgraph.sql.j2"),
        f"{FOLDER}/questdb-events.sql": render("questdb-events.sql.j2"),
        f"{FOLDER}/apis.yaml": to_yaml(apis(manifest, variables)),
        f"{FOLDER}/gateway.yaml": render("gateway.yaml.j2", port=manifest.find(GATEWAY).port),
        f"{FOLDER}/tls.yaml": render("tls.yaml.j2"),
        f"{FOLDER}/monitoring.yaml": render("monitoring.yaml.j2"),
    }


def sources(manifest: Manifest) -> list[str]:
    """Folders of the image that have to be on the path of Python."""
    folders = ["shared/src", *(f"{service.path}/src" for service in manifest.built() if service.package)]
    return [f"/app/{folder}" for folder in folders]


def variables_of(manifest: Manifest) -> Mapping[str, list[str]]:
    """Service id → the variables it reads and may be given; raises LookupError when settings cannot be read."""
    catalogue = load_catalogue(manifest)
    if catalogue.findings:
        raise LookupError("; ".join(str(finding) for finding in catalogue.findings))
    found: dict[str, set[str]] = {name: set() for name in catalogue.classes}
    for reading in catalogue.readings():
        found[reading.id].update(reading.names)
    prefixes = {service.id: service.env_prefix for service in manifest.services}
    return {
        name: sorted(variable for variable in names if not _decided_here(variable, prefixes.get(name, "")))
        for name, names in found.items()
    }


def _decided_here(variable: str, prefix: str) -> bool:
    own = {f"{prefix}_PORT", f"{prefix}_API_PORT", f"{prefix}_HOST", "CONSOLE_SERVICE_URL"}
    return variable in PLACES or variable in own or variable in _OF_THE_HOST or bool(_DATABASE_PLACE.search(variable))


def apis(manifest: Manifest, variables: Mapping[str, list[str]]) -> Mapped:
    """apis.yaml: roles and migrations first, then every service and worker."""
    prepare = container(["prepare"], variables[OPS], {}) | {
        "command": ["python", "-m", "suite_ops", "prepare"],
        # It waits for the database itself: that may be elsewhere, and data.yaml not part of the project.
        "restart": "no",
    }
    services: Mapped = {"prepare": prepare}
    for service in manifest.built():
        if not service.module:
            continue
        services[service.id] = api(service, variables)
        if service.worker:
            services[service.id + WORKER_SUFFIX] = worker(service, variables)
    services |= {name: _backup(command, variables) for name, command in BACKUPS.items()}
    volumes: Mapped = {"backups": {}}
    return {"name": NETWORK, "services": services, "networks": {NETWORK: {"name": NETWORK}}, "volumes": volumes}


def _backup(command: list[str], variables: Mapping[str, list[str]]) -> Mapped:
    """What runs beside the services, by `--profile backups`, and writes into a volume."""
    return container(command, variables[OPS], BACKUP_PLACE) | {
        "profiles": ["backups"],
        "volumes": [f"backups:{BACKUP_PLACE['BACKUP_DIR']}"],
        "depends_on": {"prepare": {"condition": "service_completed_successfully"}},
        # It is well as long as it runs; alerts tell how old the newest backup is.
        "healthcheck": {"disable": True},
    }


def api(service: ManifestService, variables: Mapping[str, list[str]]) -> Mapped:
    published = f"127.0.0.1:${{{service.env_prefix}_PORT:-{service.port}}}:{service.port}"
    return container(["launch", service.id], variables[service.id], _place_of(service)) | {
        "build": {
            "context": "..",
            "dockerfile": f"{FOLDER}/Dockerfile",
            "args": {"PYTHON_IMAGE": "${PYTHON_IMAGE}", "IMAGE_EXTRAS": "${IMAGE_EXTRAS:-}"},
        },
        "develop": {"watch": [{"action": "rebuild", "path": f"../{path}"} for path in watched(service)]},
        "ports": [published],
        "depends_on": {"prepare": {"condition": "service_completed_successfully"}},
    }


def watched(service: ManifestService) -> list[str]:
    """What `docker compose watch` builds a service anew for; nothing is copied into a file system that is read-only."""
    return [f"{service.path}/src", "shared/src/suite", "requirements-run.lock"]


def worker(service: ManifestService, variables: Mapping[str, list[str]]) -> Mapped:
    place = {**_place_of(service), f"{service.env_prefix}_WORKER_PORT": str(worker_port(service))}
    given = [name for name in variables[service.id] if name not in place]
    return container(["launch", service.id, "--worker"], given, place) | {
        "depends_on": {service.id: {"condition": "service_healthy"}}
    }


def _place_of(service: ManifestService) -> Mapping[str, str]:
    place = {f"{service.env_prefix}_HOST": "0.0.0.0", f"{service.env_prefix}_PORT": str(service.port)}
    return place | {"CONSOLE_SERVICE_URL": "http://{id}:{port}"} if service.id == CONSOLE else place


def container(command: list[str], variables: list[str], place: Mapping[str, str]) -> Mapped:
    """What every container of the suite has: no root, no writable code, no capability, bounds."""
    fixed = [f"{name}={value}" for name, value in {**PLACES, **place}.items()]
    return {
        "image": IMAGE,
        "command": ["python", "-m", "suite_ops", *command],
        "environment": fixed + variables,
        "networks": [NETWORK],
        "restart": "unless-stopped",
        "init": False,
        "read_only": True,
        "tmpfs": ["/app/var:uid=10001,gid=10001,mode=0700", "/tmp"],
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "pids_limit": 512,
        "mem_limit": MEMORY_MAX.lower(),
        "stop_grace_period": "20s",
        "logging": {"driver": "json-file", "options": {"max-size": "10m", "max-file": "5"}},
    }
