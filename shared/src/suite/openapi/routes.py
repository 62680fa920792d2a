"""/openapi.json and the reference with try-it at /docs."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import Blueprint
from marshmallow import INCLUDE

from suite.http.call import Call
from suite.http.declaration import PUBLIC
from suite.http.endpoint import endpoint
from suite.http.fields import reply
from suite.http.replies import Reply, encode, json_reply
from suite.http.security import page_headers
from suite.http.unmatched import RouteNotFound
from suite.openapi import document
from suite.openapi.page import render_body
from suite.openapi.try_it import ASSETS, read_asset, reference_page

if TYPE_CHECKING:
    from suite.http.service import Service


class OpenApiDocumentSchema(reply.ReplySchema):
    """An OpenAPI document."""

    openapi = reply.text()

    class Meta:
        unknown = INCLUDE


def openapi_blueprint(*, page: bool = True) -> Blueprint:
    """Route /openapi.json, and /docs unless the service brings its own page."""
    blueprint = Blueprint("openapi", __name__)

    @blueprint.get("/openapi.json")
    @endpoint(PUBLIC, "This document", replies={200: ("OpenAPI 3.1", OpenApiDocumentSchema())})
    def show_document(call: Call) -> Reply:
        return json_reply(_document_bytes(call.service), headers={"Cache-Control": "public, max-age=300"})

    if not page:
        return blueprint

    @blueprint.get("/docs")
    @endpoint(PUBLIC, "A page to read and try this document", produces="text/html", replies={200: "HTML"})
    def show_page(call: Call) -> Reply:
        folder = "" if call.path.endswith("/") else "docs/"
        reply = Reply(_page(call.service, folder), content_type="text/html; charset=utf-8")
        reply.headers.extend(page_headers(call.service.settings.frame_ancestors, scripts=True))
        return reply

    @blueprint.get("/docs/<name>")
    @endpoint(PUBLIC, "A file of that page", produces="text/javascript", hidden=True, replies={200: "The file"})
    def show_asset(call: Call, name: str) -> Reply:
        content = read_asset(name)
        if content is None:
            raise RouteNotFound(call.environ)
        return Reply(content, content_type=ASSETS[name], headers={"Cache-Control": "public, max-age=86400"})

    return blueprint


def document_of(service: "Service") -> dict[str, Any]:
    """The document, built once: routes do not change while a process runs."""
    return _built(service)


@lru_cache(maxsize=8)
def _built(service: "Service") -> dict[str, Any]:
    return document.build_document(service)


@lru_cache(maxsize=8)
def _document_bytes(service: "Service") -> bytes:
    return encode(document_of(service))


@lru_cache(maxsize=16)
def _page(service: "Service", folder: str) -> str:
    return reference_page(service.title, render_body(document_of(service)), folder)
