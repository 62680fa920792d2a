"""SQL over streaming_platforms."""

from movies_api.wire import array_of, object_of, timestamps
from suite.database import Connection

PLATFORM = {
    "id": "p.id",
    "name": "p.name",
    "category": "p.category",
    "showFilter": "p.show_filter",
    "logoPath": "CASE WHEN %(hide_logos)s THEN NULL ELSE p.logo_path END",
    "baseUrl": "p.base_url",
    "hasFreeTrial": "p.has_free_trial",
    "freeTrialDuration": "p.free_trial_duration",
}
_ORDER = """array_position(ARRAY['PRIORITY', 'SECONDARY', 'HIDDEN'], p.show_filter),
    array_position(ARRAY['SUBSCRIPTION_PRIMARY', 'HYBRID', 'RENTAL_PURCHASE_PRIMARY', 'FREE_PRIMARY'], p.category),
    fold(p.name) COLLATE "C", p.id"""
_SELECT = {
    dated: "SELECT "
    + array_of(object_of({**PLATFORM, **(timestamps("p") if dated else {})}), "streaming_platforms AS p", _ORDER)
    + "::text"
    for dated in (False, True)
}


def select_platforms(connection: Connection, *, hide_logos: bool, dated: bool) -> str:
    """JSON array of all platforms; `dated` adds createdAt and updatedAt."""
    return str(connection.value(_SELECT[dated], {"hide_logos": hide_logos}))
