"""/docs."""

import secrets
from typing import Any

from flask import Blueprint

from documentation_api.service import DocumentationService
from documentation_api.specs.page.html import render
from documentation_api.specs.page.schemas import SECTIONS, SpecPageSchema
from documentation_api.specs.page.views import PAGE_ENTRIES, view_of
from documentation_api.specs.store.entry_queries import select_entries, select_tags
from documentation_api.specs.store.errors import SpecVersionNotFound
from documentation_api.specs.store.lookup import Spec, default_spec, load_specs
from documentation_api.specs.store.queries import StoredVersion
from documentation_api.specs.store.stored_difference import difference_between
from suite.database import Connection
from suite.http import OPEN, Call, Reply, endpoint

SHOWN_FINDINGS = 200
SHOWN_VERSIONS = 100

reading_page = Blueprint("reading_page", __name__)


@reading_page.get("")
@endpoint(
    OPEN, "A page to read specs on", query=SpecPageSchema(), produces="text/html",
    replies={200: "HTML without script and foreign resources", 404: "No such spec or version"},
)  # fmt: skip
def show_page(call: Call[DocumentationService]) -> Reply:
    nonce = secrets.token_urlsafe(18)
    with call.read() as connection:
        content = page_content(call, connection)
    template = "difference.html" if "difference" in content else "spec.html" if content["spec"] else "empty.html"
    reply = Reply(render(template, nonce, **content), content_type="text/html; charset=utf-8")
    reply.headers.extend(page_headers(call, nonce))
    return reply


def page_headers(call: Call[DocumentationService], nonce: str) -> list[tuple[str, str]]:
    """Nothing but the style of this very reply may be used."""
    ancestors = call.service.settings.frame_ancestors
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {' '.join(ancestors) or chr(39) + 'none' + chr(39)}"
    )
    headers = [("Content-Security-Policy", policy), ("Cache-Control", "no-store")]
    return headers if ancestors else [*headers, ("X-Frame-Options", "DENY")]


def page_content(call: Call[DocumentationService], connection: Connection) -> dict[str, Any]:
    """What the templates show."""
    specs = load_specs(connection)
    spec = find_spec(call, specs)
    common = {"specs": specs, "spec": spec, "query": call.query}
    if spec is None:
        return common
    stored = spec.version(call.query["version"]) if "version" in call.query else spec.current
    common |= {"stored": stored, "versions": [one.text for one in reversed(spec.versions.all)][:SHOWN_VERSIONS]}
    if "compare" in call.query:
        return {**common, **difference_content(connection, spec, call.query["compare"])}
    return {**common, **entries_content(call, connection, spec, stored)}


def find_spec(call: Call[DocumentationService], specs: list[Spec]) -> Spec | None:
    """The spec that is asked for, the default one, the first one, or none while there is none."""
    wanted = call.query.get("spec")
    by_name = {spec.name: spec for spec in specs}
    if wanted is not None:
        if wanted not in by_name:
            raise SpecVersionNotFound("Spec not found")
        return by_name[wanted]
    return by_name.get(default_spec(call)) or next(iter(specs), None)


def difference_content(connection: Connection, spec: Spec, compare: str) -> dict[str, Any]:
    """Two versions side by side."""
    before, _, after = compare.partition(",")
    difference = difference_between(connection, spec, before, after)
    return {
        "difference": difference,
        "before": spec.version(before).version,
        "after": spec.version(after).version,
        "findings": difference.findings[:SHOWN_FINDINGS],
        "left": max(0, len(difference.findings) - SHOWN_FINDINGS),
    }


def entries_content(
    call: Call[DocumentationService], connection: Connection, spec: Spec, stored: StoredVersion
) -> dict[str, Any]:
    """One page of pieces, as many as a page can bear."""
    query = call.query
    section, page = query["section"], query["page"]
    tag = "" if "untagged" in query else query.get("tag")
    tags = select_tags(connection, stored.id) if section == "endpoint" else []
    total, found = select_entries(
        connection, stored.id, limit=PAGE_ENTRIES, offset=(page - 1) * PAGE_ENTRIES,
        type=section, tag=tag, title=query.get("name"), q=query.get("q"),
    )  # fmt: skip
    return {
        "section": section,
        "sections": SECTIONS,
        "tag": tag,
        "tags": tags,
        "entries": [view_of(one) for one in found],
        "total": total,
        "page": page,
        "pages": max(1, -(-total // PAGE_ENTRIES)),
    }
