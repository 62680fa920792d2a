"""Plant one system for each service of the manifest; what is there under that name is left alone."""

from dataclasses import dataclass

from documentation_api.audit.ledger import AuditActor
from documentation_api.manifest import Listed, listed_services
from documentation_api.systems.changes import create_system
from documentation_api.systems.queries import name_is_taken
from suite.audit import Sealer
from suite.database import Connection, Database

CREATED_BY = "system"
REQUEST_ID = "seed"


@dataclass
class SystemsReport:
    """How many systems were planted and how many were known already."""

    planted: int = 0
    known: int = 0


def plant_systems(database: Database, sealer: Sealer) -> SystemsReport:
    """In one transaction, as the system."""
    report = SystemsReport()
    actor = AuditActor(CREATED_BY, REQUEST_ID, sealer)
    with database.transaction({"app.user_id": CREATED_BY}) as connection:
        for service in listed_services():
            if plant_system(connection, actor, service):
                report.planted += 1
            else:
                report.known += 1
    return report


def plant_system(connection: Connection, actor: AuditActor, service: Listed) -> bool:
    """Whether the system was planted; two runs at once wait for each other."""
    if name_is_taken(connection, service.id):
        return False
    create_system(
        connection,
        actor,
        {
            "name": service.id,
            "type": "api" if service.kind == "backend" else "tool",
            "url": f"http://localhost:{service.port}/health",
            "port": service.port,
        },
    )
    return True
