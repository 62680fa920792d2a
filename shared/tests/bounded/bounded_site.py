"""A service whose one route computes in a child, for gunicorn."""

from flask import Blueprint

from suite.bounded import Bounded, attach_bounded
from suite.http.call import Call
from suite.http.endpoint import PUBLIC, endpoint
from suite.http.replies import Reply, json_reply
from suite_testing.sample import sample_service

WORK = Bounded("bounded_tasks:sleep", memory_mb=128, cpu_seconds=30, wall_seconds=600)
routes = Blueprint("bounded", __name__)


@routes.get("/sleep/<seconds>")
@endpoint(PUBLIC, "Sleep in the child", replies={200: "Slept"})
def sleep(call: Call, seconds: str) -> Reply:
    """Sleep in the child."""
    return json_reply({"slept": WORK.run(float(seconds))})


@routes.get("/children")
@endpoint(PUBLIC, "Processes", replies={200: "They"})
def children(call: Call) -> Reply:
    """The processes of the work."""
    return json_reply({"processes": WORK.processes})


application = sample_service(routes)
attach_bounded(application, WORK)
