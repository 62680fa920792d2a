"""GET /: where everything is."""

from flask import Blueprint

from documentation_api.index.replies import PortalSchema
from suite.http import PUBLIC, Call, Reply, endpoint, json_reply

API_VERSION = "1.0.0"
ENDPOINTS = {
    "health": "/health",
    "documentation": "/docs",
    "openapi": "/spec/openapi.yaml",
    "asyncapi": "/spec/asyncapi.yaml",
    "api": {
        "systems": "/api/v1/systems",
        "ideas": "/api/v1/ideas",
        "files": "/api/v1/files",
        "stats": "/api/v1/stats",
        "search": "/api/v1/search",
        "suggest": "/api/v1/suggest",
    },
}

index = Blueprint("index", __name__)


@index.get("/")
@endpoint(PUBLIC, "Where everything is", replies={200: ("Name, version and paths", PortalSchema())})
def show_index(call: Call) -> Reply:
    return json_reply({"success": True, "service": "documentation-api", "version": API_VERSION, "endpoints": ENDPOINTS})
