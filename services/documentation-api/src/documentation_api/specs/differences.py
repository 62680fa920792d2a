"""Differences of stored versions."""

from uuid import UUID

from documentation_api.specs.comparison.comparing import Difference, compare_documents
from documentation_api.specs.publishing import load_documents
from documentation_api.specs.reading import Spec
from documentation_api.specs.versioning import Version
from suite.database import Connection
from suite.offloading import run_aside

KEPT_DIFFERENCES = 32
_kept: dict[tuple[UUID, UUID], Difference] = {}


def difference_between(connection: Connection, spec: Spec, v1: str, v2: str) -> Difference:
    """The difference of two versions; versions never change, so that the last ones asked for are kept."""
    old, new = spec.version(v1), spec.version(v2)
    found = _kept.get((old.id, new.id))
    if found is None:
        stable = Version(old.version).is_stable
        before, after = load_documents(connection, old.id), load_documents(connection, new.id)
        found = run_aside(lambda: compare_documents(before, after, stable=stable))
        while len(_kept) >= KEPT_DIFFERENCES:
            _kept.pop(next(iter(_kept)), None)
        _kept[old.id, new.id] = found
    return found
