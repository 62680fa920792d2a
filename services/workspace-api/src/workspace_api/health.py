"""What /health tells beside the common keys."""

from collections.abc import Mapping
from typing import Any

from suite.health import OK, CheckResult
from suite.http import Service
from workspace_api.health_queries import has_timescaledb


def add_workspace_health(service: Service) -> None:
    """Word health as this service's dashboard reads it and tell the storage in use."""
    found: dict[str, str] = {}

    def storage() -> str:
        if not found:
            with service.database.read() as connection:
                found["strategy"] = "timescaledb" if has_timescaledb(connection) else "postgresql"
        return found["strategy"]

    def extra(results: dict[str, CheckResult]) -> Mapping[str, Any]:
        if not found and results["database"].status == OK:
            storage()
        return {"dbStrategy": found.get("strategy", "postgresql")}

    service.readiness.healthy_word = "healthy"
    service.readiness.unhealthy_word = "unhealthy"
    service.readiness.health_extra = extra
