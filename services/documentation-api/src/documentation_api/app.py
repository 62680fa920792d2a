"""Assembly of documentation-api."""

from documentation_api.audit.ledger import SEALER
from documentation_api.audit.routes import audit
from documentation_api.errors import envelope
from documentation_api.index.routes import index
from documentation_api.session import row_level_session
from documentation_api.settings import Settings
from suite.audit import Sealer
from suite.http import Service
from suite.logs import configure_service_logging
from suite.settings import load_settings

BLUEPRINTS = [
    (index, "/"),
    (audit, "/api/v1/audit"),
]


def create_app(settings: Settings | None = None) -> Service:
    """The WSGI application of documentation-api."""
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
    )
    service.extensions[SEALER] = Sealer.of_key(settings.audit_key)
    service.register(BLUEPRINTS)
    return service
