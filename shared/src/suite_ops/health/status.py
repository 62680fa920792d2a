"""`status`: what of the suite runs now."""

import argparse
import json
import time
from dataclasses import asdict, dataclass

import psycopg2

from suite_ops.database.account import PostgresError
from suite_ops.database.server import choose_mode, own_cluster
from suite_ops.health.containers import list_containers
from suite_ops.health.readiness import PATH as READY_PATH
from suite_ops.health.readiness import ServiceReadiness, ask_readiness
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.manifest import ManifestService
from suite_ops.processes.gateway import watched_services
from suite_ops.processes.launch import WORKER_SUFFIX
from suite_ops.processes.ports import find_holder
from suite_ops.processes.records import orphans, running_process
from suite_ops.terminal import fail


@dataclass(frozen=True)
class ServiceStatus:
    """One row of the answer; numbers are text because programs that read the answer expect text."""

    name: str
    status: str
    port: str
    pid: str
    health: str
    latencySeconds: float | None
    detail: str = ""

    @property
    def runs(self) -> bool:
        """Whether this row counts as running."""
        return self.status in ("healthy", "running")


@dataclass(frozen=True)
class DatabaseStatus:
    """Whether the owner can log in."""

    status: str
    host: str
    port: str
    latencySeconds: float | None
    detail: str = ""


def main(argv: list[str]) -> int:
    """Exit status 0 when the database and everything built run, else 1."""
    parser = argparse.ArgumentParser(prog="status.sh", description=__doc__)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.add_argument("--detailed", action="store_true", help="add processes, reasons and plans")
    arguments = parser.parse_args(argv)
    try:
        here = load_installation()
    except InstallationError as error:
        fail(str(error))
        return 1
    database = database_status(here)
    services = [row for service in watched_services(here) for row in service_statuses(here, service)]
    all_run = database.status == "up" and all(row.runs for row in services)
    if arguments.json:
        print(json.dumps(as_document(database, services, all_run), indent=2))
    else:
        print_table(here, database, services, detailed=arguments.detailed)
    return 0 if all_run else 1


def service_statuses(here: Installation, service: ManifestService) -> list[ServiceStatus]:
    """The service, and its worker when it has one."""
    port = service.port_in(here.environment)
    host = here.environment.get(f"{service.env_prefix}_HOST", "127.0.0.1")
    begin = time.monotonic()
    # What is not ours, as nginx, has no /readyz.
    path = service.health.path if service.health and not service.built else READY_PATH
    answer = ask_readiness(port, host, path=path) if port else ServiceReadiness(False)
    latency = round(time.monotonic() - begin, 4) if answer.reached else None
    process = running_process(here.log_dir, service.id)
    word = "healthy" if answer.ready else "unhealthy" if answer.reached or process else "down"
    health = f"http://localhost:{port}{service.health.path}" if service.health and port else ""
    pid, detail = str(process.pid) if process else "", str(answer)
    if process is None and answer.reached and not _is_contained(here, service):
        # Another clone's, or somebody else's: whoever listens there was not started here.
        word, latency, detail = "down", None, f"not started here: {find_holder(port or 0) or 'somebody answers'}"
    left = orphans(here.log_dir, service.id)
    if left:
        pids = ", ".join(str(orphan.pid) for orphan in left)
        word, detail = "orphaned", f"its first process was killed; {pids} hold on, scripts/stop-all.sh ends them"
    rows = [ServiceStatus(service.id, word, str(port or ""), pid, health, latency, detail)]
    if service.worker:
        name = service.id + WORKER_SUFFIX
        worker = running_process(here.log_dir, name)
        word = "running" if worker else "down"
        rows.append(ServiceStatus(name, word, "", str(worker.pid) if worker else "", "", None))
    return rows


def _is_contained(here: Installation, service: ManifestService) -> bool:
    """Whether a container of this suite runs it, and so no process that was started here."""
    return any(found.serviceName.endswith(service.id) and found.fine for found in list_containers(here.root))


def database_status(here: Installation) -> DatabaseStatus:
    """One login as the owner."""
    settings = here.settings
    begin = time.monotonic()
    try:
        psycopg2.connect(settings.admin_dsn(), connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[-1].strip()
        return DatabaseStatus("down", settings.database_host, str(settings.database_port), None, reason)
    latency = round(time.monotonic() - begin, 4)
    return DatabaseStatus("up", settings.database_host, str(settings.database_port), latency, _where(here))


def _where(here: Installation) -> str:
    mode = choose_mode(here)
    if mode == "external":
        return mode
    try:
        process = own_cluster(here, mode).running()
    except PostgresError:
        process = None
    return f"{mode}, pid {process.pid}" if process else mode


def as_document(database: DatabaseStatus, services: list[ServiceStatus], all_run: bool) -> dict[str, object]:
    """The JSON answer: the shape of health-check-all without its verdict and advice."""
    columns = ("name", "status", "port", "pid", "health", "latencySeconds")
    rows = [asdict(row) for row in services]
    stored = {key: value for key, value in asdict(database).items() if key != "detail"}
    return {
        "localServices": [{column: row[column] for column in columns} for row in rows],
        "dockerContainers": [],
        "databases": [{"name": "PostgreSQL", **stored}],
        "summary": {"allOk": all_run},
    }


def print_table(here: Installation, database: DatabaseStatus, services: list[ServiceStatus], *, detailed: bool) -> None:
    """One line for the database and one for each service."""
    rows = [("database", database.status, database.port, "", database.detail)]
    rows += [(row.name, row.status, row.port, row.pid, row.detail) for row in services]
    if detailed:
        planned = here.manifest.planned()
        rows += [(service.id, "planned", str(service.port or ""), "", "not built yet") for service in planned]
    shown = [("NAME", "STATUS", "PORT", "PID", "DETAIL"), *rows]
    columns = range(5) if detailed else range(3)
    widths = [max(len(row[column]) for row in shown) for column in range(5)]
    for row in shown:
        print("  ".join(f"{row[column]:<{widths[column]}}" for column in columns).rstrip())
