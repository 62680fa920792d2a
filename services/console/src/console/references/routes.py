"""/references/:id: the reference of each service with try-it, in the name of whoever the page speaks for."""

from typing import Any

import requests
from flask import Blueprint, request
from markupsafe import Markup

from console.answers import ask_object
from console.page.policy import hostname, page_policy
from console.references.document import at_address, behind_gateway
from console.settings import Settings
from console.watched import Watched
from suite.errors import NotFound, Unavailable
from suite.http import PUBLIC, Call, Reply, Service, endpoint, json_reply
from suite.openapi.routes import OpenApiDocumentSchema
from suite.openapi.try_it import ASSETS, read_asset, reference_page, start_script

MOST_BYTES = 4_194_304
ANSWER_SECONDS = 5.0
# The identity of the page lies in the storage of its tab, which a tab it opens begins with (web/src/api/identity.ts).
START = "start.js"
_NAMED = """    requestInterceptor: (request) => {
      const { kind, name, token } = JSON.parse(sessionStorage.getItem("colmeia.identity") ?? "{}");
      if (kind === "user") request.headers["X-User-Id"] ??= name;
      else if (token) request.headers.Authorization ??= `Bearer ${token}`;
      return request;
    },
"""
_SCRIPT = start_script(_NAMED)
_PLAIN = Markup('<p><a href="openapi.json">openapi.json</a></p>')


class ServiceUnknown(NotFound):
    """No such service"""


class FileUnknown(NotFound):
    """No such file"""


class DocumentMissing(Unavailable):
    """The service does not tell what it can do"""


def references_blueprint(name: str, services: list[Watched], *, mounted: bool) -> Blueprint:
    """The routes of the references; `mounted` below the gateway's prefix, where all services share one address."""
    references = Blueprint(name, __name__)
    known = {service.id: service for service in services}

    def find(service_id: str) -> Watched:
        if service_id not in known:
            raise ServiceUnknown
        return known[service_id]

    @references.get("/<service_id>/docs")
    @endpoint(PUBLIC, "A page to read and try a service", produces="text/html", replies={200: "HTML"})
    def show_reference(call: Call[Service[Settings]], service_id: str) -> Reply:
        service = find(service_id)
        page = reference_page(service.id, _PLAIN, "" if call.path.endswith("/") else "docs/")
        reply = Reply(page, content_type="text/html; charset=utf-8")
        policy = page_policy(call.header("Host") or "", request.scheme, [service.port])
        reply.headers.extend([("Content-Security-Policy", policy), ("X-Frame-Options", "DENY")])
        return reply

    @references.get("/<service_id>/docs/<name>")
    @endpoint(PUBLIC, "A file of that page", produces="text/javascript", hidden=True, replies={200: "The file"})
    def show_file(call: Call, service_id: str, name: str) -> Reply:
        content = _SCRIPT if name == START else read_asset(name)
        if content is None:
            raise FileUnknown
        return Reply(content, content_type=ASSETS[name], headers={"Cache-Control": "public, max-age=86400"})

    @references.get("/<service_id>/openapi.json")
    @endpoint(
        PUBLIC,
        "A service's document as callers of this address reach it",
        replies={200: ("OpenAPI 3.1", OpenApiDocumentSchema()), 503: "The service does not answer"},
    )
    def show_document(call: Call, service_id: str) -> Reply:
        service = find(service_id)
        document = read_document(service)
        if mounted:
            return json_reply(behind_gateway(document, service.gateway))
        address = f"{request.scheme}://{hostname(call.header('Host') or '') or 'localhost'}:{service.port}"
        return json_reply(at_address(document, address))

    return references


def read_document(service: Watched) -> dict[str, Any]:
    """What the service says it can do; DocumentMissing where it says nothing."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            return ask_object(session, f"{service.url}/openapi.json", MOST_BYTES, ANSWER_SECONDS)
    except (requests.RequestException, ValueError) as error:
        raise DocumentMissing from error
