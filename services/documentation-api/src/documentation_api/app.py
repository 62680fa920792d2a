"""Assembly of documentation-api."""

from documentation_api.audit.ledger import SEALER
from documentation_api.audit.routes import audit
from documentation_api.docs_health.metrics import HealthMetrics
from documentation_api.docs_health.routes import docs_health
from documentation_api.errors import envelope
from documentation_api.files.idea_routes import idea_files
from documentation_api.files.judging import FILE_WORK
from documentation_api.files.routes import files
from documentation_api.ideas.routes import ideas
from documentation_api.identifiers import RecordConverter
from documentation_api.index.routes import index
from documentation_api.manifest import allowed_places
from documentation_api.markdown.index import EXTENSION, DocumentIndex
from documentation_api.markdown.index_routes import markdown_index
from documentation_api.markdown.routes import markdown
from documentation_api.probes.probing import Prober
from documentation_api.probes.routes import PROBER, probes
from documentation_api.reading_page.routes import reading_page
from documentation_api.session import row_level_session
from documentation_api.settings import Settings
from documentation_api.spec_search.routes import spec_search
from documentation_api.specs.document_routes import spec_documents, spec_files
from documentation_api.specs.routes import specs
from documentation_api.specs.version_routes import versions
from documentation_api.specs.work import SPEC_WORK
from documentation_api.stats.routes import stats
from documentation_api.systems.routes import systems
from suite.audit import Sealer
from suite.bounded import attach_bounded
from suite.cache.opening import add_cache
from suite.events.service import connect_events
from suite.http import Service
from suite.http.bodies import InvalidCharacters
from suite.logs import configure_service_logging
from suite.outbound import AddressGuard
from suite.settings import load_settings

BLUEPRINTS = [
    (index, "/"),
    (systems, "/api/v1/systems"),
    (probes, "/api/v1/systems"),
    (ideas, "/api/v1/ideas"),
    (idea_files, "/api/v1/ideas"),
    (files, "/api/v1/files"),
    (stats, "/api/v1/stats"),
    (audit, "/api/v1/audit"),
    (markdown, "/api/v1/docs"),
    (markdown_index, "/api/v1/docs"),
    (docs_health, "/api/v1/docs/health"),
    (specs, "/api/v1/specs"),
    (versions, "/api/v1/versions"),
    (spec_documents, "/api/v1/docs"),
    (spec_files, "/spec"),
    (spec_search, "/api/v1"),
    (reading_page, "/docs"),
]


def create_app(settings: Settings | None = None, guard: AddressGuard | None = None) -> Service:
    """The WSGI application of documentation-api; `guard` replaces the one the settings describe."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    service = Service(
        __name__,
        settings,
        title="documentation-api",
        description="Systems and their health, ideas, files, API specs and a searchable documentation.",
        envelope=envelope,
        session_of=row_level_session,
        open_reads=settings.public_docs,
        reading_page=False,
        nul_in_path=lambda _: InvalidCharacters("path"),
    )
    service.extensions[SEALER] = Sealer.of_key(settings.audit_key)
    service.extensions[PROBER] = Prober(guard or AddressGuard(settings.health_allow or allowed_places()))
    service.add_converter("record", RecordConverter)
    service.register(BLUEPRINTS)
    service.extensions[EXTENSION] = DocumentIndex(service, settings)
    service.metrics.scraped.append(HealthMetrics(service.database))
    attach_bounded(service, SPEC_WORK, FILE_WORK)
    add_cache(service)
    connect_events(service)
    return service


def add_indexer(service: Service) -> None:
    """Let each web worker keep the documents up to date."""
    index: DocumentIndex = service.extensions[EXTENSION]
    service.background.append(index)
