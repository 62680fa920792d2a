"""Who changes something by a request."""

from documentation_api.audit.ledger import AuditActor
from documentation_api.service import DocumentationService
from suite.audit import canonical_ip
from suite.http import Call

AGENT_CHARACTERS = 500


def actor_of(call: Call[DocumentationService]) -> AuditActor:
    """The caller of a request, as the log names them."""
    agent = call.header("User-Agent")
    return AuditActor(
        user_id=call.identity.user_id,
        request_id=call.request_id,
        sealer=call.service.sealer,
        ip=canonical_ip(call.client),
        user_agent=agent[:AGENT_CHARACTERS] if agent else None,
    )
