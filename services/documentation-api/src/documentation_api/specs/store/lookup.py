"""Stored versions found by what a request says."""

from documentation_api.service import DocumentationService
from documentation_api.specs.store.errors import NoVersions, SpecNotFound, SpecVersionNotFound
from documentation_api.specs.store.queries import StoredVersion, select_versions
from documentation_api.specs.store.versions import VersionList
from suite.database import Connection
from suite.http import Call


def spec_name(call: Call[DocumentationService]) -> str:
    """The spec a request names, or the default one."""
    named = call.query.get("spec") if call.query else None
    return named or default_spec(call)


def default_spec(call: Call[DocumentationService]) -> str:
    """The spec meant when none is named."""
    return call.service.settings.default_spec


class Spec:
    """A spec with its versions."""

    def __init__(self, name: str, stored: list[StoredVersion]) -> None:
        self.name = name
        self.stored = {one.version: one for one in stored}
        self.versions = VersionList.of(self.stored)

    @property
    def current(self) -> StoredVersion:
        """The latest stable version, or the latest."""
        return self.stored[str(self.versions.current)]

    def version(self, named: str) -> StoredVersion:
        """A version by number or by name; SpecVersionNotFound."""
        text = self.versions.named(named)
        if text is None:
            raise SpecVersionNotFound()
        return self.stored[text]


def load_spec(connection: Connection, name: str, missing: type[SpecNotFound] | type[NoVersions] = SpecNotFound) -> Spec:
    """A spec by name; `missing` when it has no version."""
    stored = select_versions(connection, name)
    if not stored:
        raise missing()
    return Spec(name, stored)


def load_specs(connection: Connection) -> list[Spec]:
    """All specs by name."""
    found: dict[str, list[StoredVersion]] = {}
    for one in select_versions(connection):
        found.setdefault(one.spec, []).append(one)
    return [Spec(name, stored) for name, stored in found.items()]
