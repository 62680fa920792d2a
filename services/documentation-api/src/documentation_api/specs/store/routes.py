"""/api/v1/specs."""

from typing import Any

from flask import Blueprint

from documentation_api.audit.callers import actor_of
from documentation_api.refusals import RefusedDocumentsSchema
from documentation_api.service import DocumentationService
from documentation_api.specs.entries import ENDPOINT
from documentation_api.specs.store.entry_queries import select_entries, select_tags
from documentation_api.specs.store.errors import issues_body
from documentation_api.specs.store.lookup import default_spec, load_spec, load_specs
from documentation_api.specs.store.publishing import publish
from documentation_api.specs.store.replies import spec_wire, version_wire
from documentation_api.specs.store.schemas import (
    BODY_BYTES,
    DocumentsSchema,
    NewSpecSchema,
    OperationsQuerySchema,
    texts_of,
)
from documentation_api.specs.store.valid_documents import examine_valid, version_of
from documentation_api.specs.store.wire_replies import (
    BreakingChangeSchema,
    NewSpecVersionSchema,
    SpecDetailSchema,
    SpecListSchema,
    SpecOperationPageSchema,
    ValidationVerdictSchema,
)
from documentation_api.specs.work import BUSY, check
from documentation_api.tables import IDEMPOTENCY
from suite.database import Connection
from suite.http import ADMIN, OPEN, READER, Call, Reply, endpoint, json_reply
from suite.http.fields.reply import data_of
from suite.http.idempotency import write_once

specs = Blueprint("specs", __name__)


@specs.get("")
@endpoint(OPEN, "All specs", replies={200: ("Specs by name", SpecListSchema())})
def list_specs(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        found = [spec_wire(spec) for spec in load_specs(connection)]
    return json_reply({"success": True, "data": found, "count": len(found), "total": len(found)})


@specs.post("")
@endpoint(
    ADMIN, "Store a version of a spec", body=NewSpecSchema(), max_body_bytes=BODY_BYTES, idempotent=True,
    replies={201: ("The version, and what changed", NewSpecVersionSchema()),
             200: ("It was already there", NewSpecVersionSchema()),
             400: ("Faults of the documents", RefusedDocumentsSchema()),
             409: ("The version exists, or it breaks callers and does not say so", BreakingChangeSchema()),
             413: "Larger than 12 MB", **BUSY},
)  # fmt: skip
def create_spec(call: Call[DocumentationService]) -> Reply:
    # Checked before the transaction begins: a large document takes a minute.
    examined = examine_valid(texts_of(call.body))
    version = call.body.get("version") or version_of(examined)
    return write_once(call, IDEMPOTENCY, lambda connection: store_spec(call, connection, version, examined))


def store_spec(call: Call[DocumentationService], connection: Connection, version: Any, examined: Any) -> Reply:
    """Store and answer."""
    name, allow = call.body["name"], call.body["allow_breaking"]
    done = publish(connection, actor_of(call), name, version, examined, allow_breaking=allow)
    stored = load_spec(connection, name).version(done.version)
    body = {
        "success": True,
        "name": name,
        **version_wire(stored, default_spec(call)),
        "diff": done.difference.wire() if done.difference else None,
    }
    return json_reply(body, 201 if done.is_new else 200)


@specs.post("/validate")
@endpoint(
    READER, "Check documents and store nothing", body=DocumentsSchema(), max_body_bytes=BODY_BYTES,
    limit=(30, 60), replies={200: ("Whether they are valid, and what is wrong", ValidationVerdictSchema()),
             400: ("No documents", RefusedDocumentsSchema()), **BUSY},
)  # fmt: skip
def validate_documents(call: Call[DocumentationService]) -> Reply:
    texts = texts_of(call.body)
    if not texts:
        examine_valid(texts)
    examined = check(texts)
    errors = issues_body(examined.issues)
    body = {"success": True, "valid": not errors, "errors": errors, "warnings": examined.warnings}
    return json_reply(body)


@specs.get('/<record("validate"):name>')
@endpoint(
    OPEN,
    "A spec, its tags and how well it is described",
    replies={200: ("Metadata", data_of(SpecDetailSchema)), 404: "No such spec"},
)
def show_spec(call: Call[DocumentationService], name: str) -> Reply:
    with call.read() as connection:
        spec = load_spec(connection, name)
        tags = select_tags(connection, spec.current.id)
    shown = {
        **spec_wire(spec),
        "tags": [{"name": tag or None, "operations": count} for tag, count in tags],
        "coverage": spec.current.facts["coverage"],
    }
    return json_reply({"success": True, "data": shown})


@specs.get("/<name>/operations")
@endpoint(
    OPEN,
    "Operations of a version",
    query=OperationsQuerySchema(),
    replies={200: ("A page of them", SpecOperationPageSchema()), 404: "No such spec"},
)
def list_operations(call: Call[DocumentationService], name: str) -> Reply:
    query = call.query
    method = query["method"].upper() if "method" in query else None
    with call.read() as connection:
        spec = load_spec(connection, name)
        stored = spec.version(query["version"]) if "version" in query else spec.current
        total, found = select_entries(
            connection, stored.id, limit=query["limit"], offset=query["offset"],
            type=ENDPOINT, tag=query.get("tag"), method=method, q=query.get("q"),
        )  # fmt: skip
    data = [
        {
            "id": f"{name}:{one.id}", "type": one.type, "method": one.method, "path": one.path,
            "operation_id": one.operation_id, "summary": one.title, "tags": one.tags, "deprecated": one.deprecated,
        }
        for one in found
    ]  # fmt: skip
    filters = {key: query[key] for key in ("version", "tag", "method", "q") if key in query}
    return json_reply({
        "success": True, "data": data, "count": len(data), "total": total, "limit": query["limit"],
        "offset": query["offset"], "version": stored.version, "filters": filters,
    })  # fmt: skip
