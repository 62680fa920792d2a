"""Documents that lie in files: those of the suite's own services, and those of a folder."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from documentation_api.audit.ledger import AuditActor
from documentation_api.settings import Settings
from documentation_api.specs.examination.parser import MAX_TEXT_BYTES
from documentation_api.specs.store import queries
from documentation_api.specs.store.errors import FieldIssues
from documentation_api.specs.store.lookup import Spec
from documentation_api.specs.store.publishing import hash_of, publish
from documentation_api.specs.store.semantic_version import Version
from documentation_api.specs.tasks import Examined
from documentation_api.specs.work import compare, examine
from suite.audit import Sealer
from suite.database import Connection, Database
from suite.environment import find_root

log = logging.getLogger(__name__)
SYSTEM = "system"
CONTEXT = {"app.user_id": SYSTEM, "app.is_admin": "true"}
FIRST_VERSION = "1.0.0"
_FILE = re.compile(r"([a-z0-9-]{1,60})\.(openapi|asyncapi)\.(?:yaml|yml|json)")


@dataclass
class Imported:
    """What an import did: specs that got a version, specs that stayed, and faults by file."""

    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def import_specs(settings: Settings, database: Database, sealer: Sealer) -> Imported | None:
    """Take in every file whose content is not stored yet; None while another process does it."""
    outcome = Imported()
    actor = AuditActor(user_id=SYSTEM, request_id="import", sealer=sealer)
    with database.transaction(CONTEXT) as guard:
        if not queries.lock_import(guard):
            return None
        known = queries.select_known_hashes(guard)
        sources = find_sources(settings)
        for name in sorted(sources, key=lambda one: (one != settings.default_spec, one)):
            _import_one(database, actor, name, sources[name], known, outcome)
    return outcome


def find_sources(settings: Settings) -> dict[str, dict[str, Path]]:
    """Files by spec and kind; the folder's win over a service's own."""
    found: dict[str, dict[str, Path]] = {}
    for kind in ("openapi", "asyncapi"):
        for path in sorted(find_root().glob(f"services/*/{kind}.yaml")):
            found.setdefault(path.parent.name, {})[kind] = path
    for path in _folder_files(settings.specs_dir):
        name, kind = _FILE.fullmatch(path.name).groups()  # type: ignore[union-attr]
        found.setdefault(name, {})[kind] = path
    return found


def _folder_files(folder: str | None) -> Iterator[Path]:
    if not folder:
        return
    root = find_root() / folder
    if not root.is_dir():
        log.warning("folder of specs is missing")
        return
    yield from (path for path in sorted(root.iterdir()) if path.is_file() and _FILE.fullmatch(path.name))


def _import_one(
    database: Database,
    actor: AuditActor,
    name: str,
    paths: dict[str, Path],
    known: set[tuple[str, str]],
    outcome: Imported,
) -> None:
    try:
        texts = {kind: read_file(path) for kind, path in paths.items()}
    except (OSError, ValueError) as error:
        _report(outcome, f"{name}: cannot be read ({type(error).__name__})")
        return
    if (name, hash_of(texts)) in known:
        outcome.unchanged.append(name)
        return
    examined = examine(texts)
    if examined.issues:
        _report(outcome, f"{name}: {issues_text(examined.issues)}")
        return
    with database.transaction(CONTEXT) as connection:
        version = version_for(connection, name, examined)
        publish(connection, actor, name, version, examined, allow_breaking=True)
    outcome.added.append(f"{name} {version.text}")


def read_file(path: Path) -> str:
    """The text; ValueError when it is too large or not UTF-8."""
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise ValueError("too large")
    return path.read_text(encoding="utf-8-sig")


def version_for(connection: Connection, name: str, examined: Examined) -> Version:
    """The version the documents give themselves; when that is taken, the next one that is honest."""
    own = own_version(examined)
    stored = queries.select_versions(connection, name)
    if not any(one.version == own.text for one in stored):
        return own
    latest = Spec(name, stored).version("latest")
    before = Version(latest.version)
    stored_contents = queries.select_json(connection, latest.id)
    bump = compare(stored_contents, examined.contents, stable=before.is_stable).bump
    return before.bumped("patch" if bump == "none" else bump)


def own_version(examined: Examined) -> Version:
    """info.version, or FIRST_VERSION where that is no semantic version."""
    for text in examined.facts["info_versions"].values():
        try:
            return Version(str(text))
        except ValueError:
            continue
    return Version(FIRST_VERSION)


def issues_text(issues: FieldIssues) -> str:
    """The first fault, in a line."""
    kind, issue = issues[0]
    return f"{kind}{issue.pointer}: {issue.message}"


def _report(outcome: Imported, fault: str) -> None:
    outcome.faults.append(fault)
    log.warning("a spec was not taken in", extra={"fault": fault})
