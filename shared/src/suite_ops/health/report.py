"""What a health check found, in the words programs that read the report know."""

from dataclasses import asdict, dataclass, field
from typing import Any

SERVICE_STATES = ("healthy", "running", "unhealthy", "down", "unknown")
OVERALL_STATES = ("healthy", "degraded", "critical")


@dataclass(frozen=True)
class ServiceHealth:
    """One service or worker; `critical` ones take the suite down with them. Latency in seconds."""

    name: str
    status: str
    port: str = ""
    pid: str = ""
    health: str = ""
    latency: float | None = None
    critical: bool = False
    detail: str = ""

    @property
    def fine(self) -> bool:
        """Healthy, or running without a way to ask."""
        return self.status in ("healthy", "running")

    def as_row(self) -> dict[str, Any]:
        """The keys of the JSON report."""
        row = {key: getattr(self, key) for key in ("name", "status", "port", "pid", "health")}
        return {**row, "latencySeconds": self.latency}


@dataclass(frozen=True)
class ContainerHealth:
    """One container of the suite; `finished` ones have done their work and ended with 0."""

    name: str
    status: str
    health: str
    group: str
    serviceName: str
    latencySeconds: float | None = None
    finished: bool = False

    @property
    def fine(self) -> bool:
        """Running and not unhealthy, or finished."""
        return self.finished or (self.status == "running" and self.health != "unhealthy")

    def as_row(self) -> dict[str, Any]:
        """The keys of the JSON report."""
        row = asdict(self)
        del row["finished"]
        return row


@dataclass(frozen=True)
class DatabaseHealth:
    """The database, up when its owner can log in."""

    name: str
    status: str
    host: str
    port: str
    latencySeconds: float | None
    detail: str = ""

    @property
    def fine(self) -> bool:
        """Up."""
        return self.status == "up"

    def as_row(self) -> dict[str, Any]:
        """The keys of the JSON report."""
        row = asdict(self)
        del row["detail"]
        return row


@dataclass(frozen=True)
class HealthReport:
    """Everything that was asked; `planned` are services of the manifest without code yet."""

    services: list[ServiceHealth] = field(default_factory=list)
    containers: list[ContainerHealth] = field(default_factory=list)
    databases: list[DatabaseHealth] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)

    @property
    def overall(self) -> str:
        """critical: the database or a critical service is down; degraded: anything else is not fine."""
        down = any(service.critical and service.status == "down" for service in self.services)
        if down or not all(database.fine for database in self.databases):
            return "critical"
        fine = all(item.fine for item in self.services) and all(item.fine for item in self.containers)
        return "healthy" if fine else "degraded"
