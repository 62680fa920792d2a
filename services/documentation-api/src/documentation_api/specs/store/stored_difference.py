"""Differences of stored versions."""

from uuid import UUID

from documentation_api.specs.comparison.difference import Difference
from documentation_api.specs.store.lookup import Spec
from documentation_api.specs.store.queries import select_json
from documentation_api.specs.store.semantic_version import Version
from documentation_api.specs.work import compare
from suite.database import Connection

KEPT_DIFFERENCES = 32
_cached: dict[tuple[UUID, UUID], Difference] = {}


def difference_between(connection: Connection, spec: Spec, v1: str, v2: str) -> Difference:
    """The difference of two versions; versions never change, so that the last ones asked for are kept."""
    old, new = spec.version(v1), spec.version(v2)
    found = _cached.get((old.id, new.id))
    if found is None:
        stable = Version(old.version).is_stable
        found = compare(select_json(connection, old.id), select_json(connection, new.id), stable=stable)
        while len(_cached) >= KEPT_DIFFERENCES:
            _cached.pop(next(iter(_cached)), None)
        _cached[old.id, new.id] = found
    return found
