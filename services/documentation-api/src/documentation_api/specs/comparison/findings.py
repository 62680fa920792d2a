"""Single differences, and what they add up to."""

from dataclasses import dataclass, field

BREAKING, WARNING, COMPATIBLE = "breaking", "warning", "compatible"
NONE = "none"
_ORDER = {BREAKING: 0, WARNING: 1, COMPATIBLE: 2}

# Who writes a value decides what a change of its schema means: callers write requests and read responses.
REQUEST, RESPONSE = "request", "response"


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference; `pointer` is its place in the new document, or in the old one for what is gone."""

    rule: str
    severity: str
    pointer: str
    message: str


@dataclass
class Report:
    """Findings as they are found, each once."""

    found: dict[tuple[str, str, str], Finding] = field(default_factory=dict)

    def breaking(self, rule: str, pointer: str, message: str) -> None:
        """A change that callers can fail at."""
        self._add(Finding(rule, BREAKING, pointer, message))

    def warning(self, rule: str, pointer: str, message: str) -> None:
        """A change that callers should look at."""
        self._add(Finding(rule, WARNING, pointer, message))

    def compatible(self, rule: str, pointer: str, message: str) -> None:
        """A change no caller can fail at."""
        self._add(Finding(rule, COMPATIBLE, pointer, message))

    def tell(self, breaks: bool, rule: str, pointer: str, message: str) -> None:
        """Breaking or compatible."""
        (self.breaking if breaks else self.compatible)(rule, pointer, message)

    def findings(self) -> list[Finding]:
        """The worst first, then by place."""
        return sorted(self.found.values(), key=lambda one: (_ORDER[one.severity], one.pointer, one.rule, one.message))

    def _add(self, finding: Finding) -> None:
        known = self.found.setdefault((finding.rule, finding.pointer, finding.message), finding)
        if _ORDER[finding.severity] < _ORDER[known.severity]:
            self.found[finding.rule, finding.pointer, finding.message] = finding


def verdict_of(findings: list[Finding]) -> str:
    """`breaking`, `compatible`, or `none` without any finding."""
    if any(finding.severity == BREAKING for finding in findings):
        return BREAKING
    return COMPATIBLE if findings else NONE


def bump_of(findings: list[Finding], *, stable: bool) -> str:
    """The smallest step of the version that is honest: major, minor, patch or none; below 1.0.0 minor may break."""
    verdict = verdict_of(findings)
    if verdict == BREAKING:
        return "major" if stable else "minor"
    if any(finding.severity == COMPATIBLE for finding in findings):
        return "minor" if stable else "patch"
    return "patch" if findings else "none"
