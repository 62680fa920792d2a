"""Health of systems: probe one, probe all, look back."""

from datetime import timedelta
from typing import Any

from flask import Blueprint

from documentation_api.audit.callers import actor_of
from documentation_api.identifiers import uuid_of
from documentation_api.probes import queries
from documentation_api.probes.checks import check_all, check_system, health_wire
from documentation_api.probes.replies import ProbedSystemSchema, ProbeHistorySchema, ProbeSchema
from documentation_api.service import DocumentationService
from documentation_api.systems.errors import SystemNotFound
from documentation_api.systems.queries import system_exists
from documentation_api.systems.schemas import CheckHistorySchema
from suite.http import EDITOR, READER, Call, Reply, data_reply, endpoint
from suite.http.fields.reply import data_of
from suite.ids import now_milliseconds

probes = Blueprint("probes", __name__)


@probes.post("/health-check-all")
@endpoint(
    EDITOR, "Probe every system", replies={200: ("Each system with its health", data_of(ProbedSystemSchema, many=True))}
)
def probe_all(call: Call[DocumentationService]) -> Reply:
    data: list[dict[str, Any]] = check_all(call.transaction, actor_of(call), call.service.prober)
    return data_reply(data, "All systems health check completed")


@probes.post("/<system_id>/health")
@endpoint(EDITOR, "Probe a system", replies={200: ("What was found", data_of(ProbeSchema)), 404: "Unknown id"})
def probe_one(call: Call[DocumentationService], system_id: str) -> Reply:
    health = check_system(call.transaction, actor_of(call), call.service.prober, uuid_of(system_id))
    return data_reply(health_wire(health), "Health check completed")


@probes.get("/<system_id>/health")
@endpoint(
    READER,
    "Past probes of a system",
    query=CheckHistorySchema(),
    replies={200: ("The past", data_of(ProbeHistorySchema)), 404: "Unknown id"},
)
def show_history(call: Call[DocumentationService], system_id: str) -> Reply:
    identifier = uuid_of(system_id)
    since = now_milliseconds() - timedelta(days=call.query["days"])
    with call.transaction() as connection:
        if not system_exists(connection, identifier):
            raise SystemNotFound()
        return data_reply(queries.select_history(connection, identifier, since))
