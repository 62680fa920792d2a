"""What db-sync-worker holds beside what every service has."""

from db_sync_worker.settings import Settings
from db_sync_worker.streams.file import load_streams
from suite.http import Service


class SyncService(Service[Settings]):
    """`streams` are those of the file; ConfigurationError when it cannot be read."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("db_sync_worker", settings, title="db-sync-worker", description="Copies of QuestDB tables.")
        self.streams = load_streams(settings)
