"""/api/admin: the rows editors write, and what is wrong with journeys."""

from flask import Blueprint

from movies_api.editing.desk import DESK
from movies_api.editing.nouns import NOUNS
from movies_api.editing.replies import JourneyProblemReplySchema
from movies_api.journeys.graph import find_problems
from movies_api.journeys.graph_queries import select_graphs
from movies_api.service import MovieCall
from suite.editing import edited_rows
from suite.editing.desk import PRIVATE
from suite.http import READER, Reply, endpoint, json_reply


def editor_blueprints() -> list[tuple[Blueprint, str]]:
    """All routes of editors with their prefixes."""
    rows = [(edited_rows(DESK, table, path), f"/api/admin/{path}") for path, table in NOUNS.items()]
    return [*rows, (checks, "/api/admin/journeys")]


checks = Blueprint("admin-journeys", __name__)


@checks.get("/problems")
@endpoint(
    READER,
    "Broken rules of all journeys",
    replies={200: ("An array, empty when all is sound", JourneyProblemReplySchema(many=True))},
)
def list_problems(call: MovieCall) -> Reply:
    with call.read() as connection:
        graphs = select_graphs(connection)
    found = [problem for flow, steps in graphs.items() for problem in find_problems(flow, steps)]
    listed = [
        {"flowId": one.flow_id, "kind": one.kind, "subject": one.subject, "message": one.message} for one in found
    ]
    return json_reply(listed, headers=PRIVATE)
