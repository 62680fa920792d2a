"""Specs and versions as replies show them."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from documentation_api.specs.queries import StoredVersion
from documentation_api.specs.reading import Spec


def moment(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
        "lastUpdated": moment(stored.created_at),
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
        "updated_at": moment(max(one.created_at for one in spec.stored.values())),
    }
