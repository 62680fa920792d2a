"""The whole comparison of two versions, each with an OpenAPI document, an AsyncAPI document, or both."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from documentation_api.specs.comparison.channels import EventComparison
from documentation_api.specs.comparison.events import Channel, channels_of
from documentation_api.specs.comparison.findings import (
    BREAKING,
    COMPATIBLE,
    WARNING,
    Findings,
    SpecFinding,
    bump_of,
    verdict_of,
)
from documentation_api.specs.comparison.fingerprints import Fingerprints
from documentation_api.specs.comparison.operations import ApiComparison, items_of
from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.examination.identifiers import localized
from documentation_api.specs.examination.parser import Document

SHOWN_FINDINGS = 1_000
_COMPONENTS = ("schemas", "responses", "parameters", "requestBodies", "headers", "securitySchemes", "messages")

Documents = Mapping[str, Document | None]  # "openapi" and "asyncapi"
Changes = dict[str, list[str]]


@dataclass(frozen=True)
class Difference:
    """What changed; `verdict` is the worst of it. Of more than MOST_FINDINGS findings `total` is all that is known."""

    changes: dict[str, Changes]
    findings: list[SpecFinding]
    total: int
    verdict: str
    bump: str

    @property
    def breaking(self) -> bool:
        """Whether callers can fail."""
        return self.verdict == BREAKING

    @property
    def wire_verdict(self) -> str:
        """`none`, `compatible` or `breaking`: nobody fails at what is only a warning."""
        return COMPATIBLE if self.verdict == WARNING else self.verdict

    def wire(self) -> dict[str, Any]:
        """As replies show it."""
        return {
            "changes": self.changes,
            "verdict": self.wire_verdict,
            "breaking": self.breaking,
            "recommended_bump": self.bump,
            "findings": [asdict(finding) for finding in self.findings[:SHOWN_FINDINGS]],
            "findings_total": self.total,
        }


def compare_documents(old: Documents, new: Documents, *, stable: bool = True) -> Difference:
    """Compare two versions; `stable`: the old one is 1.0.0 or later."""
    report = Findings()
    changes: dict[str, Changes] = {
        word: {"added": [], "removed": [], "modified": []} for word in ("paths", "components", "channels")
    }
    for kind, name in (("openapi", "OpenAPI"), ("asyncapi", "AsyncAPI")):
        before, after = old.get(kind), new.get(kind)
        if before is not None and after is not None:
            _compare_kind(kind, Side(localized(before)), Side(localized(after)), report, changes)
        elif before is not None:
            report.breaking("document-removed", "", f"the {name} document removed")
        elif after is not None:
            report.compatible("document-added", "", f"an {name} document added")
    findings, severities = report.findings(), report.severities
    total = len(findings) + report.left_out
    return Difference(changes, findings, total, verdict_of(severities), bump_of(severities, stable=stable))


def _compare_kind(kind: str, old: Side, new: Side, report: Findings, changes: dict[str, Changes]) -> None:
    numbers = Fingerprints(old, annotations=True), Fingerprints(new, annotations=True)
    if kind == "openapi":
        ApiComparison(old, new, report).compare()
        before = {key: item[1] for key, item in items_of(old, "paths").items()}
        after = {key: item[1] for key, item in items_of(new, "paths").items()}
        names = {key: item[0] for key, item in {**items_of(old, "paths"), **items_of(new, "paths")}.items()}
        _list_changes(*numbers, before, after, names, changes["paths"])
    else:
        EventComparison(old, new, report).compare()
        _list_changes(*numbers, _contents(channels_of(old)), _contents(channels_of(new)), {}, changes["channels"])
    _list_components(*numbers, report, changes["components"])


def _contents(channels: dict[str, Channel]) -> dict[str, Any]:
    """Channels with their messages, without where those stand in the document."""
    return {
        address: {
            "about": channel.description,
            "operations": {
                direction: {name: message for name, (message, _) in messages.items()}
                for direction, messages in channel.operations.items()
            },
        }
        for address, channel in channels.items()
    }


def _list_changes(
    old: Fingerprints,
    new: Fingerprints,
    before: dict[str, Any],
    after: dict[str, Any],
    names: dict[str, str],
    changes: Changes,
) -> None:
    changes["added"] += sorted(names.get(key, key) for key in after.keys() - before.keys())
    changes["removed"] += sorted(names.get(key, key) for key in before.keys() - after.keys())
    changes["modified"] += sorted(
        names.get(key, key) for key in before.keys() & after.keys() if old.of(before[key]) != new.of(after[key])
    )


def _list_components(old: Fingerprints, new: Fingerprints, report: Findings, changes: Changes) -> None:
    """Components that came, went or changed; one that only got another name did none of it."""
    for section in _COMPONENTS:
        before, after = _numbered(old, section), _numbered(new, section)
        before_names, now = set(before.values()), set(after.values())
        gone = [name for name in before if name not in after and before[name] not in now]
        come = [name for name in after if name not in before and after[name] not in before_names]
        changes["added"] += [f"{section}/{name}" for name in come]
        changes["removed"] += [f"{section}/{name}" for name in gone]
        changes["modified"] += [
            f"{section}/{name}" for name in before.keys() & after.keys() if before[name] != after[name]
        ]
        for name in come:
            report.compatible("component-added", f"/components/{section}/{name}", f"component {name} added")
        for name in gone:
            report.warning("component-removed", f"/components/{section}/{name}", f"component {name} removed")
    for names in changes.values():
        names.sort()


def _numbered(numbers: Fingerprints, section: str) -> dict[str, int]:
    named = mapping(mapping(numbers.side.document.get("components")).get(section))
    return {name: numbers.of(component) for name, component in named.items()}
