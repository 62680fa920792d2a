"""The manifest: which services exist, on which ports, over which schemas, in which order they start."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

T = TypeVar("T")
DATABASE = "database"
# A type of service: a program of others, in front of ours or beside them.
INFRA = "infra"
PLACES = ("services-manifest.json", "config/services-manifest.json")


class ManifestError(Exception):
    """The manifest cannot be read, or it contradicts itself; the text names the file and the reason."""


@dataclass(frozen=True)
class HealthPath:
    """Where a service says how it is; a critical one takes the suite down with it."""

    path: str
    critical: bool = False
    timeout_s: float = 3


@dataclass(frozen=True)
class Metrics:
    """Where a service is scraped, and the value of its `service` label."""

    path: str
    service_label: str


@dataclass(frozen=True)
class GatewayRoute:
    """Paths of the one public address that belong to a service: `prefix` there becomes `to` at the service."""

    prefix: str
    to: str


@dataclass(frozen=True)
class ManifestService:
    """One entry of the manifest. `built` is false for a service that is planned and has no code yet."""

    id: str
    type: str
    path: str
    start: str | None = None
    build: str | None = None
    test: str | None = None
    port: int | None = None
    env: str | None = None
    workspace: bool = False
    managed: str = "internal"
    built: bool = True
    env_prefix: str = ""
    package: str | None = None
    module: str | None = None
    schema: str | None = None
    db_user: str | None = None
    depends_on: tuple[str, ...] = ()
    replicas: int = 1
    health: HealthPath | None = None
    metrics: Metrics | None = None
    gateway: tuple[GatewayRoute, ...] = ()
    # Paths of public documents that nginx may keep for a second; one with a slash at its end stands for all below it.
    documents: tuple[str, ...] = ()
    maintenance: str | None = None
    aliases: tuple[str, ...] = ()
    worker: str | None = None
    # Whether the worker shows health and metrics on a port of its own (suite.workers); else the service tells of it.
    worker_listens: bool = True

    def port_in(self, environment: Mapping[str, str]) -> int | None:
        """The port this service listens on: {SERVICE}_PORT or {SERVICE}_API_PORT, else the manifest's own."""
        for name in (f"{self.env_prefix}_PORT", f"{self.env_prefix}_API_PORT"):
            given = environment.get(name, "")
            if given.isdecimal():
                return int(given)
        return self.port


@dataclass(frozen=True)
class Manifest:
    """All services, in the order of the file."""

    root: Path
    services: tuple[ManifestService, ...]

    def find(self, name: str) -> ManifestService:
        """The service with this id or alias; raises KeyError."""
        for service in self.services:
            if name == service.id or name in service.aliases:
                return service
        raise KeyError(name)

    def built(self) -> tuple[ManifestService, ...]:
        """Services that have code, each after everything it depends on."""
        return tuple(service for service in self.in_dependency_order() if service.built)

    def planned(self) -> tuple[ManifestService, ...]:
        """Services without code yet; what is not ours to write, as the gateway's nginx, is never planned."""
        return tuple(service for service in self.services if not service.built and service.type != INFRA)

    def in_dependency_order(self) -> tuple[ManifestService, ...]:
        """Every service after all it depends on; otherwise the order of the file."""
        placed: dict[str, ManifestService] = {}

        def place(service: ManifestService, trail: tuple[str, ...]) -> None:
            if service.id in trail:
                raise ManifestError(f"depends_on goes in a circle: {' -> '.join((*trail, service.id))}")
            for name in service.depends_on:
                if name != DATABASE:
                    place(self.find(name), (*trail, service.id))
            placed.setdefault(service.id, service)

        for service in self.services:
            place(service, ())
        return tuple(placed.values())


def worker_port(service: ManifestService) -> int:
    """Where the companion worker shows its health and metrics in deployments: the port after the service's own."""
    return (service.port or 0) + 1


def load_manifest(root: Path, *, checked: bool = False) -> Manifest:
    """Read, validate and type the manifest below `root`; raises ManifestError with every problem found.

    One that was `checked` a moment ago is not held against its schema again.
    """
    path = manifest_path(root)
    services = tuple(_typed(entry) for entry in (_read(path)["services"] if checked else read_entries(root)))
    manifest = Manifest(root, services)
    problems = list(_contradictions(manifest))
    if problems:
        raise ManifestError(f"Failed to load manifest at {path}: {'; '.join(problems)}")
    manifest.in_dependency_order()
    return manifest


def manifest_path(root: Path) -> Path:
    """The first place a manifest is found in; the preferred one when there is none."""
    return next((root / place for place in PLACES if (root / place).is_file()), root / PLACES[0])


def read_entries(root: Path) -> list[dict[str, Any]]:
    """The entries as they stand in the file, checked against the JSON Schema only."""
    path = manifest_path(root)
    document = _read(path)
    problems = [f"{fault.json_path}: {fault.message}" for fault in _validator().iter_errors(document)]
    if problems:
        raise ManifestError(f"Failed to load manifest at {path}: {'; '.join(problems)}")
    entries: list[dict[str, Any]] = document["services"]
    return entries


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ManifestError(f"Failed to load manifest at {path}: {error}") from error


@cache
def _validator() -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # 8 MB that the parent of each server does without

    schema = Path(__file__).with_name("services-manifest.schema.json")
    return Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


def _typed(entry: Mapping[str, Any]) -> ManifestService:
    parts = dict(entry)
    parts["depends_on"] = tuple(entry.get("depends_on", ()))
    parts["aliases"] = tuple(entry.get("aliases", ()))
    parts["documents"] = tuple(entry.get("documents", ()))
    parts["health"] = HealthPath(**entry["health"]) if entry.get("health") else None
    parts["metrics"] = Metrics(**entry["metrics"]) if entry.get("metrics") else None
    parts["gateway"] = tuple(GatewayRoute(**route) for route in entry.get("gateway", ()))
    return ManifestService(**parts)


def _contradictions(manifest: Manifest) -> Iterator[str]:
    names = [name for service in manifest.services for name in (service.id, *service.aliases)]
    yield from (f"id '{name}' is used twice" for name in _repeated(names))
    ports = [service.port for service in manifest.services if service.port is not None]
    yield from (f"port {port} is used twice" for port in _repeated(ports))
    prefixes = [route.prefix for service in manifest.services for route in service.gateway]
    yield from (f"gateway prefix '{prefix}' is used twice" for prefix in _repeated(prefixes))
    for service in manifest.services:
        served = tuple(route.prefix.rstrip("/") + "/" for route in service.gateway if route.prefix == route.to)
        elsewhere = [path for path in service.documents if not path.startswith(served)]
        yield from (f"{service.id} has no gateway prefix for the document '{path}'" for path in elsewhere)
        unknown = set(service.depends_on) - set(names) - {DATABASE}
        yield from (f"{service.id} depends on unknown '{name}'" for name in sorted(unknown))
        if service.built and not (manifest.root / service.path).is_dir():
            yield f"{service.id} is built but {service.path} is no folder"


def not_found(error: KeyError) -> str:
    """What a command says of a name that `Manifest.find` does not know."""
    return f"Service {error} not found in manifest."


def _repeated(values: Iterable[T]) -> list[T]:
    return [value for value, times in Counter(values).items() if times > 1]
