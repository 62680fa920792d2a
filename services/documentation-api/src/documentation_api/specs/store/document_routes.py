"""/spec/*.yaml and /api/v1/docs: the documents of the latest stable version."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from documentation_api.service import DocumentationService
from documentation_api.specs.examination.validation import RULES
from documentation_api.specs.store.documents import document_reply
from documentation_api.specs.store.errors import NoVersions, issues_body
from documentation_api.specs.store.lookup import load_spec, spec_name
from documentation_api.specs.store.queries import (
    StoredVersion,
    select_json,
    select_text,
    select_verdict,
    update_verdict,
)
from documentation_api.specs.store.schemas import SpecQuerySchema
from documentation_api.specs.store.wire_replies import DocsCheckSchema, DocsStateSchema
from documentation_api.specs.work import BUSY, build_archive, check
from suite.bounded import QueueFull
from suite.database import Database
from suite.dates import wire_date
from suite.http import OPEN, Call, Reply, endpoint, json_reply
from suite.ids import now_milliseconds

ARCHIVE = "tradingsystem-specs.zip"
_examined_now: set[UUID] = set()

spec_files = Blueprint("spec_files", __name__)
spec_documents = Blueprint("spec_documents", __name__)


def show_document(call: Call[DocumentationService], kind: str) -> Reply:
    """A document of the latest stable version."""
    with call.read() as connection:
        stored = load_spec(connection, spec_name(call), NoVersions).current
        return document_reply(call, connection, stored, kind, as_json=False)


@spec_files.get("/openapi.yaml")
@spec_documents.get("/spec/openapi.yaml")
@endpoint(
    OPEN,
    "The OpenAPI document",
    query=SpecQuerySchema(),
    produces="text/yaml",
    replies={200: "OpenAPI", 304: "Unchanged", 404: "None"},
)
def show_openapi(call: Call[DocumentationService]) -> Reply:
    return show_document(call, "openapi")


@spec_files.get("/asyncapi.yaml")
@spec_documents.get("/spec/asyncapi.yaml")
@endpoint(
    OPEN,
    "The AsyncAPI document",
    query=SpecQuerySchema(),
    produces="text/yaml",
    replies={200: "AsyncAPI", 304: "Unchanged", 404: "None"},
)
def show_asyncapi(call: Call[DocumentationService]) -> Reply:
    return show_document(call, "asyncapi")


@spec_documents.get("/status")
@endpoint(
    OPEN,
    "State of the documents",
    query=SpecQuerySchema(),
    replies={200: ("Valid or not, and counts", DocsStateSchema()), 404: "None"},
)
def show_docs_status(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        stored = load_spec(connection, spec_name(call), NoVersions).current
    return json_reply({"success": True, **status_of(stored)})


@spec_documents.get("/check")
@endpoint(
    OPEN,
    "Check the documents now",
    query=SpecQuerySchema(),
    limit=(6, 60),
    replies={200: ("What is wrong", DocsCheckSchema()), 404: "None", **BUSY},
)
def check_docs(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        stored = load_spec(connection, spec_name(call), NoVersions).current
        issues = select_verdict(connection, stored.id, RULES)
    if issues is None:
        issues = examine_once(call.service.database, stored)
    status = "error" if issues else "ok"
    message = "Documentation check completed"
    return json_reply({"success": True, "status": status, "message": message, "issues": issues})


def examine_once(database: Database, stored: StoredVersion) -> list[dict[str, Any]]:
    """What is wrong with a version that was never examined by the rules of today; QueueFull while that goes on."""
    if stored.id in _examined_now:
        raise QueueFull
    _examined_now.add(stored.id)
    try:
        with database.transaction() as connection:
            found = {kind: select_text(connection, stored.id, kind)[0] for kind in stored.facts["formats"]}
        # Examined without holding a connection.
        issues = issues_body(check({kind: text for kind, text in found.items() if text is not None}).issues)
        with database.transaction() as connection:
            update_verdict(connection, stored.id, RULES, issues)
        return issues
    finally:
        _examined_now.discard(stored.id)


def status_of(stored: StoredVersion) -> dict[str, Any]:
    """Only valid documents are stored, and they never change."""
    facts = stored.facts
    parts = {
        kind: {
            "valid": kind in facts["formats"],
            "version": facts["info_versions"].get(kind),
            counted: facts[counted],
            "issues": [],
        }
        for kind, counted in (("openapi", "endpoints"), ("asyncapi", "channels"))
    }
    symbols = {"valid": True, "symbolCount": facts["symbols"], "issues": []}
    return {**parts, "symbols": symbols, "lastChecked": wire_date(now_milliseconds()), "issues": [], "status": "ok"}


@spec_documents.get("/download")
@endpoint(
    OPEN, "All documents in one archive", query=SpecQuerySchema(), produces="application/zip", limit=(20, 60),
    headers=("Content-Disposition",), replies={200: "zip", 404: "None", **BUSY},
)  # fmt: skip
def download_docs(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        stored = load_spec(connection, spec_name(call), NoVersions).current
        texts = {kind: select_text(connection, stored.id, kind)[0] for kind in stored.facts["formats"]}
        contents = select_json(connection, stored.id)
    content = build_archive({kind: text for kind, text in texts.items() if text}, contents)
    headers = {"Content-Disposition": f'attachment; filename="{ARCHIVE}"'}
    return Reply(content, content_type="application/zip", headers=headers)
