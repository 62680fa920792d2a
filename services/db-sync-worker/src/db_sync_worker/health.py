"""Readiness: the source may be away for a while, the loop must have gone round lately."""

from dataclasses import replace

from db_sync_worker.control.queries import select_heartbeat
from db_sync_worker.settings import Settings
from db_sync_worker.source.client import QuestDb
from db_sync_worker.source.errors import SourceError
from suite.health import CHECK_SECONDS, FAIL, OK, PENDING
from suite.http import Service

MISSED_ROUNDS = 3


def add_sync_health(service: Service, settings: Settings) -> None:
    """Ask about the source and the loop too. Neither makes the control routes useless: they only degrade."""
    source = QuestDb.from_settings(
        replace(settings, questdb_timeout_s=CHECK_SECONDS, questdb_stream_timeout_s=CHECK_SECONDS)
    )

    def ask_source() -> str:
        try:
            source.ping()
        except SourceError:
            return FAIL
        return OK

    def ask_loop() -> str:
        with service.database.read() as connection:
            beat = select_heartbeat(connection)
        if beat is None:
            return PENDING
        seconds, interval = beat
        return OK if seconds <= MISSED_ROUNDS * interval else FAIL

    service.readiness.add("questdb", ask_source, required=False)
    service.readiness.add("loop", ask_loop, required=False)
