"""What of the public answers is kept, and what ends it."""

from movies_api.platforms.logos import hides_logos
from movies_api.service import MovieCall
from suite.cache import touch
from suite.cache.replies import CachePlan, cached
from suite.cache.version_queries import SELECT_VERSIONS
from suite.database import Connection

# Films, journeys and all that belongs to them: editors, importers and seeds tell when they change something.
CATALOGUE = "catalogue"
# Small tables that are watched as a whole: every insert and update gives a row a new xmin, a deletion changes the
# count. It needs no help from whoever writes, be it a person with psql.
REFERENCE = "reference"
_TABLES = (
    "main_sentiments",
    "sub_sentiments",
    "emotional_intentions",
    "emotional_intention_journey_steps",
    "streaming_platforms",
)
_FINGERPRINTS = ", ".join(f"(SELECT (count(*), sum(xmin::text::bigint))::text FROM {table})" for table in _TABLES)
VERSIONS = f"{SELECT_VERSIONS} UNION ALL SELECT '{REFERENCE}', concat({_FINGERPRINTS})"


def plan_of(call: MovieCall) -> CachePlan:
    """Public answers depend on the catalogue, and some on whether logos are shown."""
    settings = call.service.settings
    variant = "without logos" if hides_logos(call) else ""
    # Who is shown no logos is told by the User-Agent, which a gateway does not look at.
    document = not settings.apple_review_mode
    return CachePlan((CATALOGUE, REFERENCE), settings.cache_ttl_seconds, variant, document)


cached_document = cached(plan_of)


def catalogue_changes(connection: Connection) -> None:
    """From the commit of this transaction on, all kept answers are out of date."""
    touch(connection, CATALOGUE)
