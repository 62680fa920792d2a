"""Specs and versions as replies show them."""

from typing import Any
from urllib.parse import urlencode

from documentation_api.specs.store.lookup import Spec
from documentation_api.specs.store.queries import StoredVersion
from suite.dates import wire_date


def version_path(stored: StoredVersion, default: str, suffix: str = "") -> str:
    """Address of a version."""
    query = "" if stored.spec == default else "?" + urlencode({"spec": stored.spec})
    return f"/api/v1/versions/{stored.version}{suffix}{query}"


def version_wire(stored: StoredVersion, default: str) -> dict[str, Any]:
    """A version: where its documents are."""
    kinds = stored.facts["formats"]
    return {
        "version": stored.version,
        "path": version_path(stored, default),
        "specs": {
            kind: version_path(stored, default, f"/spec/{kind}") if kind in kinds else None
            for kind in ("openapi", "asyncapi")
        },
        "lastUpdated": wire_date(stored.created_at),
    }


def spec_wire(spec: Spec) -> dict[str, Any]:
    """A spec as it is listed."""
    current = spec.current
    return {
        "name": spec.name,
        "latest": spec.versions.latest,
        "stable": spec.versions.stable,
        "versions": [one.text for one in spec.versions.all],
        "openapi": current.facts["formats"].get("openapi"),
        "asyncapi": current.facts["formats"].get("asyncapi"),
        "endpoints": current.facts["endpoints"],
        "channels": current.facts["channels"],
        "updated_at": wire_date(max(one.created_at for one in spec.stored.values())),
    }
