"""GET /hello with identity, limit, metrics, log line and headers, but without a database."""

from flask import Blueprint

from bench.hello.settings import Settings
from suite.http import READER, Call, Reply, Service, endpoint, json_reply
from suite.logs import configure_service_logging
from suite.settings import load_settings

hello = Blueprint("hello", __name__)


@hello.get("/hello")
@endpoint(READER, "A constant body", replies={200: "The body"})
def get_hello(call: Call) -> Reply:
    """The body every contender answers."""
    return json_reply({"message": "hello"})


settings = load_settings(Settings)
configure_service_logging(settings)
app = Service(__name__, settings, title="Hello")
app.register([(hello, "")])
