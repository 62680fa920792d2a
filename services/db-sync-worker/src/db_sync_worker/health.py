"""Readiness: the source may be away for a while, the loop must have gone round lately."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db_sync_worker.control.queries import select_ever_reached, select_heartbeat
from db_sync_worker.settings import Settings
from db_sync_worker.source.client import QuestDb, address_of
from db_sync_worker.source.errors import SourceError
from suite.health import CHECK_SECONDS, FAIL, OK, PENDING, CheckResult
from suite.http import Service

MISSED_ROUNDS = 3


def add_sync_health(service: Service, settings: Settings) -> None:
    """Ask about the source and the loop too. Neither makes the control routes useless: they only degrade."""
    source = QuestDb.from_settings(
        replace(settings, questdb_timeout_s=CHECK_SECONDS, questdb_stream_timeout_s=CHECK_SECONDS)
    )
    address = address_of(settings.questdb_url)

    def ask_source() -> str:
        try:
            source.ping()
        except SourceError:
            with service.database.read() as connection:
                return FAIL if select_ever_reached(connection) else PENDING
        return OK

    def ask_loop() -> str:
        with service.database.read() as connection:
            beat = select_heartbeat(connection)
        if beat is None:
            return PENDING
        seconds, interval = beat
        return OK if seconds <= MISSED_ROUNDS * interval else FAIL

    def explain(results: dict[str, CheckResult]) -> Mapping[str, Any]:
        found = results.get("questdb")
        if found is None or found.status == OK:
            return {}
        if found.status == PENDING:
            start = "scripts/questdb.sh start starts one here"
            return {"source": f"waiting for the first answer of QuestDB at {address} (QUESTDB_REST_URL); {start}"}
        return {"source": f"QuestDB at {address} (QUESTDB_REST_URL) does not answer"}

    service.readiness.add("questdb", ask_source, required=False)
    service.readiness.add("loop", ask_loop, required=False)
    service.readiness.health_extra = explain
