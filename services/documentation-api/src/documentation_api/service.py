"""What documentation-api holds beside what every service has."""

from typing import Any, ClassVar

from documentation_api.errors import envelope
from documentation_api.listing.schemas import WORD_SEGMENT
from documentation_api.markdown.index import DocumentIndex
from documentation_api.probes.prober import Prober
from documentation_api.session import row_level_session
from documentation_api.settings import Settings
from suite.audit import Sealer
from suite.http import Service
from suite.http.bodies import InvalidCharacters
from suite.http.fields.segments import UUID_SEGMENT


class DocumentationService(Service[Settings]):
    """`sealer` seals the log, `prober` asks systems how they are, `index` keeps the documents."""

    segments: ClassVar[dict[str, dict[str, Any]]] = {
        **dict.fromkeys(("entry_id", "file_id", "idea_id", "system_id"), UUID_SEGMENT),
        **dict.fromkeys(("status", "system_type"), WORD_SEGMENT),
    }

    def __init__(self, settings: Settings, prober: Prober) -> None:
        super().__init__(
            "documentation_api",
            settings,
            title="documentation-api",
            description="Systems and their health, ideas, files, API specs and a searchable documentation.",
            envelope=envelope,
            session_of=row_level_session,
            open_reads=settings.public_docs,
            reading_page=False,
            nul_in_path=lambda _: InvalidCharacters("path"),
        )
        self.sealer = Sealer.of_key(settings.audit_key)
        self.prober = prober
        self.index = DocumentIndex(self, self.sealer)
