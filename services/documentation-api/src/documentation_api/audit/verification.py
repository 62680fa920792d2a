"""Whether the history of every entity is whole."""

from documentation_api.audit.owner_queries import stream_anchors, stream_entries, stream_heads
from documentation_api.audit.rules import Chain, find_problem
from suite.audit import Sealer
from suite.audit.verification import Verdict, judge_chains
from suite.database import Database
from suite.database.facade import READ_SNAPSHOT

STREAMS = (stream_entries, stream_heads, stream_anchors)


def verify_history(database: Database, sealer: Sealer, entity_id: str | None = None) -> Verdict:
    """Check every chain, or those of one entity, in one snapshot."""
    with database.transaction(mode=READ_SNAPSHOT) as connection:
        streams = [stream(connection, entity_id) for stream in STREAMS]
        return judge_chains(streams, lambda key: Chain(*key), lambda chain: find_problem(chain, sealer))
