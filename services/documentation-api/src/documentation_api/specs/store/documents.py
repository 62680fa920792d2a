"""Documents on the wire."""

from hashlib import blake2s

from documentation_api.specs.store.errors import SpecDocumentNotFound
from documentation_api.specs.store.queries import StoredVersion, select_json, select_text
from suite.database import Connection
from suite.http import Call, Reply
from suite.http.etags import strong
from suite.http.pages import unchanged_reply

YAML_TYPE = "text/yaml; charset=utf-8"
CACHED = "public, max-age=60"


def document_reply(call: Call, connection: Connection, stored: StoredVersion, kind: str, *, as_json: bool) -> Reply:
    """The text as it was given, or as JSON; 304 for who has it; SpecDocumentNotFound."""
    if kind not in stored.facts["formats"]:
        raise SpecDocumentNotFound()
    shape = "json" if as_json else "yaml"
    tag = strong(blake2s(f"{stored.id} {kind} {shape}".encode(), digest_size=12).hexdigest())
    if unchanged := unchanged_reply(call, tag, {"Cache-Control": CACHED}):
        return unchanged
    text = select_json(connection, stored.id)[kind] if as_json else select_text(connection, stored.id, kind)[0]
    kind_of_text = "application/json" if as_json else YAML_TYPE
    return Reply(text, content_type=kind_of_text, headers={"ETag": tag, "Cache-Control": CACHED})
