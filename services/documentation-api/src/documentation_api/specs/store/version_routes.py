"""/api/v1/versions."""

from flask import Blueprint

from documentation_api.audit.callers import actor_of
from documentation_api.refusals import RefusedDocumentsSchema
from documentation_api.service import DocumentationService
from documentation_api.specs.store.documents import document_reply
from documentation_api.specs.store.errors import NoVersions, SpecDocumentNotFound
from documentation_api.specs.store.lookup import default_spec, load_spec, spec_name
from documentation_api.specs.store.publishing import publish
from documentation_api.specs.store.queries import StoredVersion, select_json
from documentation_api.specs.store.replies import version_wire
from documentation_api.specs.store.schemas import (
    BODY_BYTES,
    DocumentQuerySchema,
    NewVersionSchema,
    SpecQuerySchema,
    texts_of,
)
from documentation_api.specs.store.semantic_version import Version
from documentation_api.specs.store.stored_difference import difference_between
from documentation_api.specs.store.valid_documents import require_valid
from documentation_api.specs.store.wire_replies import (
    BreakingChangeSchema,
    NewSpecVersionSchema,
    SpecComparisonSchema,
    SpecVersionSchema,
    SpecVersionsSchema,
    SpecVersionStatusSchema,
)
from documentation_api.specs.tasks import Examined
from documentation_api.specs.work import BUSY, advance
from documentation_api.tables import IDEMPOTENCY
from suite.database import Connection
from suite.dates import wire_date
from suite.http import ADMIN, OPEN, Call, Reply, endpoint, json_reply
from suite.http.idempotency import write_once

versions = Blueprint("versions", __name__)


@versions.get("")
@endpoint(
    OPEN,
    "Versions of a spec",
    query=SpecQuerySchema(),
    replies={200: ("The oldest first", SpecVersionsSchema()), 404: "None"},
)
def list_versions(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        found = load_spec(connection, spec_name(call), NoVersions).versions
    return json_reply({
        "success": True, "base": found.base, "latest": found.latest, "stable": found.stable,
        "all": [one.text for one in found.all],
    })  # fmt: skip


@versions.post("")
@endpoint(
    ADMIN, "The next version of a spec", query=SpecQuerySchema(), body=NewVersionSchema(), max_body_bytes=BODY_BYTES,
    idempotent=True,
    replies={
        201: ("The version, and what changed", NewSpecVersionSchema()),
        400: ("Faults of the documents", RefusedDocumentsSchema()),
        404: "No versions",
        409: ("It breaks callers and does not say so", BreakingChangeSchema()),
        **BUSY,
    },
)  # fmt: skip
def create_version(call: Call[DocumentationService]) -> Reply:
    name = spec_name(call)
    with call.read() as connection:
        latest = load_spec(connection, name, NoVersions).version("latest")
        stored = select_json(connection, latest.id)
    version = Version(latest.version).bumped(call.body["type"])
    # Checked before the transaction begins, which holds what others wait for.
    examined = require_valid(advance(stored, texts_of(call.body), version.text))
    return write_once(call, IDEMPOTENCY, lambda connection: store_version(call, connection, name, version, examined))


def store_version(
    call: Call[DocumentationService], connection: Connection, name: str, version: Version, examined: Examined
) -> Reply:
    """Store and answer."""
    allow = call.body["allow_breaking"]
    done = publish(connection, actor_of(call), name, version, examined, allow_breaking=allow)
    stored = load_spec(connection, name).version(done.version)
    wire = version_wire(stored, default_spec(call))
    diff = done.difference.wire() if done.difference else None
    return json_reply({"success": True, **wire, "type": call.body["type"], "diff": diff}, 201)


@versions.get("/<version>")
@endpoint(
    OPEN,
    "A version; also current, latest, stable, base",
    query=SpecQuerySchema(),
    replies={200: ("Its parts", SpecVersionSchema()), 404: "None"},
)
def show_version(call: Call[DocumentationService], version: str) -> Reply:
    stored = find_version(call, version)
    return json_reply({"success": True, **version_wire(stored, default_spec(call))})


@versions.get("/<version>/status")
@endpoint(
    OPEN,
    "What a version holds",
    query=SpecQuerySchema(),
    replies={200: ("Counts", SpecVersionStatusSchema()), 404: "None"},
)
def show_version_status(call: Call[DocumentationService], version: str) -> Reply:
    stored = find_version(call, version)
    kinds = stored.facts["formats"]
    return json_reply({
        "success": True, "openapi": "openapi" in kinds, "asyncapi": "asyncapi" in kinds,
        "lastUpdated": wire_date(stored.created_at), "version": stored.version,
        "endpoints": stored.facts["endpoints"], "channels": stored.facts["channels"],
    })  # fmt: skip


@versions.get("/<version>/spec/<kind>")
@endpoint(
    OPEN, "A document: openapi or asyncapi", query=DocumentQuerySchema(),
    produces="text/yaml", also_produces=("application/json",),
    replies={200: "The document", 304: "Not modified", 404: "No such document"},
)  # fmt: skip
def show_version_document(call: Call[DocumentationService], version: str, kind: str) -> Reply:
    if kind not in ("openapi", "asyncapi"):
        raise SpecDocumentNotFound()
    with call.read() as connection:
        stored = load_spec(connection, spec_name(call), NoVersions).version(version)
        return document_reply(call, connection, stored, kind, as_json=call.query["format"] == "json")


@versions.get("/compare/<v1>/<v2>")
@endpoint(
    OPEN, "What changed between two versions", query=SpecQuerySchema(), limit=(60, 60),
    replies={200: ("Findings and verdict", SpecComparisonSchema()), 404: "None", **BUSY},
)  # fmt: skip
def compare_versions(call: Call[DocumentationService], v1: str, v2: str) -> Reply:
    with call.read() as connection:
        spec = load_spec(connection, spec_name(call), NoVersions)
        difference = difference_between(connection, spec, v1, v2)
    one, other = spec.version(v1).version, spec.version(v2).version
    return json_reply({"success": True, "v1": one, "v2": other, **difference.wire()})


def find_version(call: Call[DocumentationService], named: str) -> StoredVersion:
    """A version of the spec a request names."""
    with call.read() as connection:
        return load_spec(connection, spec_name(call), NoVersions).version(named)
