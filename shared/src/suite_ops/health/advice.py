"""What to do about what is not fine."""

from collections.abc import Iterator

from suite_ops.generate.gateway import GATEWAY
from suite_ops.health.report import HealthReport
from suite_ops.processes.launch import WORKER_SUFFIX


def advise(report: HealthReport) -> Iterator[tuple[str, list[str]]]:
    """(target, actions) for everything that is not fine, the database first."""
    for database in report.databases:
        if not database.fine:
            yield (
                f"{database.name} {database.host}:{database.port}",
                [
                    "scripts/dev-db.sh start",
                    "check FRONTEND_APPS_DB_HOST, _PORT and _SUPERPASS: scripts/validate-env.sh",
                ],
            )
    names = {service.name for service in report.services}
    for service in report.services:
        if service.status == "unhealthy":
            yield (
                service.name,
                [f"scripts/logs.sh {service.name} --level error", "scripts/diagnose-services.sh"],
            )
        elif not service.fine:
            yield service.name, [_start(service.name, names), f"scripts/logs.sh {service.name}"]
    for container in report.containers:
        if not container.fine:
            yield container.name, [f"docker logs {container.name}", f"docker restart {container.name}"]


def _start(name: str, names: set[str]) -> str:
    """What starts a service, or the worker of one."""
    if name == GATEWAY:
        return "scripts/start-all.sh --gateway"
    owner = name.removesuffix(WORKER_SUFFIX)
    return f"scripts/start-all.sh --only {owner if owner in names else name}"
