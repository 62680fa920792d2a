"""/api/v1/overview."""

from flask import Blueprint

from console.overview.queries import select_history, select_newest
from console.overview.schemas import OverviewSchema
from suite.http import READER, Call, Reply, data_reply, endpoint

overview = Blueprint("overview", __name__)


@overview.get("")
@endpoint(READER, "How all services are and were", replies={200: ("The overview", OverviewSchema())})
def show_overview(call: Call) -> Reply:
    """Newest sample and last hour of each service, from the database: looking costs the services nothing."""
    with call.transaction() as connection:
        newest, history = select_newest(connection), select_history(connection)
    return data_reply(f'{{"services":{newest},"history":{history}}}')
