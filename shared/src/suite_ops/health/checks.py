"""Ask everything at once; nothing waits for anything else."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection, HTTPException

from suite_ops.health.containers import list_containers
from suite_ops.health.report import DatabaseHealth, HealthReport, ServiceHealth
from suite_ops.health.status import database_status
from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService
from suite_ops.processes.gateway import watched_services
from suite_ops.processes.launch import WORKER_SUFFIX
from suite_ops.processes.ports import find_holder
from suite_ops.processes.records import running_process


def check_health(
    here: Installation, *, services: bool = True, databases: bool = True, containers: bool = True
) -> HealthReport:
    """The report; parts that are not wanted stay empty."""
    watched = watched_services(here) if services else []
    checks = [partial(check_service, here, service) for service in watched]
    checks += [partial(check_worker, here, service) for service in watched if service.worker]
    with ThreadPoolExecutor(max_workers=len(checks) + 2) as pool:
        answers = [pool.submit(question) for question in checks]
        database = pool.submit(check_database, here) if databases else None
        listed = pool.submit(list_containers, here.root) if containers else None
        planned = [service.id for service in here.manifest.planned()]
        return HealthReport(
            services=[answer.result() for answer in answers],
            containers=listed.result() if listed else [],
            databases=[database.result()] if database else [],
            planned=planned if services else [],
        )


def check_service(here: Installation, service: ManifestService) -> ServiceHealth:
    """down: nobody listens; unhealthy: somebody does, but the health route does not answer 2xx in time."""
    port = service.port_in(here.environment)
    process = running_process(here.log_dir, service.id)
    found = ServiceHealth(
        service.id,
        "running" if process else "unknown",
        str(port or ""),
        str(process.pid) if process else "",
        critical=bool(service.health and service.health.critical),
    )
    if port is None:
        return found
    if not service.health:
        return replace(found, status="running" if find_holder(port) else "down")
    host = here.environment.get(f"{service.env_prefix}_HOST", "127.0.0.1")
    host = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    status, latency, detail = _ask(host, port, service.health.path, service.health.timeout_s)
    address = f"http://localhost:{port}{service.health.path}"
    return replace(found, status=status, health=address, latency=latency, detail=detail)


def check_worker(here: Installation, service: ManifestService) -> ServiceHealth:
    """A companion process has no port: it runs or it does not."""
    name = service.id + WORKER_SUFFIX
    process = running_process(here.log_dir, name)
    return ServiceHealth(name, "running" if process else "down", pid=str(process.pid) if process else "")


def check_database(here: Installation) -> DatabaseHealth:
    """One login as the owner."""
    found = database_status(here)
    return DatabaseHealth("PostgreSQL", found.status, found.host, found.port, found.latencySeconds, found.detail)


def _ask(host: str, port: int, path: str, timeout_s: float) -> tuple[str, float | None, str]:
    connection = HTTPConnection(host, port, timeout=timeout_s)
    begin = time.monotonic()
    try:
        connection.connect()
    except OSError as error:
        return "down", None, type(error).__name__
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        reply.read()
    except (OSError, HTTPException) as error:
        return "unhealthy", None, type(error).__name__
    finally:
        connection.close()
    latency = round(time.monotonic() - begin, 4)
    good = 200 <= reply.status < 300
    return ("healthy", latency, "") if good else ("unhealthy", latency, f"HTTP {reply.status}")
