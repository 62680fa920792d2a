"""Assembly of documentation-api."""

from documentation_api.audit.routes import audit
from documentation_api.docs_health.metrics import HealthMetrics
from documentation_api.docs_health.routes import docs_health
from documentation_api.files.idea_routes import idea_files
from documentation_api.files.routes import files
from documentation_api.files.type_check import FILE_WORK
from documentation_api.ideas.routes import ideas
from documentation_api.identifiers import RecordConverter
from documentation_api.index.routes import index
from documentation_api.manifest import allowed_places
from documentation_api.markdown.index_routes import markdown_index
from documentation_api.markdown.routes import markdown
from documentation_api.markdown.work import DOCUMENT_WORK
from documentation_api.probes.prober import Prober
from documentation_api.probes.routes import probes
from documentation_api.service import DocumentationService
from documentation_api.settings import Settings
from documentation_api.specs.page.routes import reading_page
from documentation_api.specs.search.routes import spec_search
from documentation_api.specs.store.document_routes import spec_documents, spec_files
from documentation_api.specs.store.routes import specs
from documentation_api.specs.store.version_routes import versions
from documentation_api.specs.work import SPEC_WORK
from documentation_api.stats.routes import stats
from documentation_api.systems.routes import systems
from suite.bounded import attach_bounded
from suite.cache.assembly import add_cache
from suite.events.service import connect_events
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


def create_app(settings: Settings | None = None, guard: AddressGuard | None = None) -> DocumentationService:
    """The WSGI application of documentation-api; `guard` replaces the one the settings describe."""
    settings = settings or load_settings(Settings)
    configure_service_logging(settings)
    guard = guard or AddressGuard(settings.health_allow or allowed_places())
    service = DocumentationService(settings, Prober(guard))
    service.add_converter("record", RecordConverter)
    service.register(BLUEPRINTS)
    service.metrics.scraped.append(HealthMetrics(service.database))
    attach_bounded(service, SPEC_WORK, FILE_WORK, DOCUMENT_WORK)
    add_cache(service)
    connect_events(service)
    return service


def add_indexer(service: DocumentationService) -> None:
    """Let each web worker keep the documents up to date."""
    service.background.append(service.index)
