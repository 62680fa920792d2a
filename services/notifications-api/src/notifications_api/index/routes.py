"""GET /."""

from flask import Blueprint

from suite.health import LivenessSchema
from suite.http import PUBLIC, Call, Reply, endpoint, json_reply

index = Blueprint("index", __name__)


@index.get("/")
@endpoint(PUBLIC, "The service answers", replies={200: ("It does", LivenessSchema())})
def show_index(call: Call) -> Reply:
    return json_reply({"status": "ok"})
