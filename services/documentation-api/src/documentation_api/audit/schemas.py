"""How the audit log is asked for."""

from typing import Any

from documentation_api.audit.entries import ACTIONS, ENTITY_TYPES
from suite.http.fields import QueryChoice, QueryMoment, QueryText, QueryWhole
from suite.http.schemas import QuerySchema


class AuditQuerySchema(QuerySchema):
    """Filters, how many, and from where."""

    entity_type = QueryChoice(ENTITY_TYPES)
    entity_id = QueryText(1, 100)
    action = QueryChoice(ACTIONS)
    user_id = QueryText(1, 100)
    created_from = QueryMoment()
    created_to = QueryMoment(end_of_day=True)
    limit = QueryWhole(1, 100, load_default=50)
    cursor = QueryText(1, 1_000)
    include = QueryChoice(("total",), metadata={"description": "total adds the number of all matching entries"})


def filters_of(query: dict[str, Any]) -> dict[str, Any]:
    """The filters of a parsed query."""
    return {name: value for name, value in query.items() if name not in ("limit", "cursor", "include")}
