"""Single differences, and what they add up to."""

from dataclasses import dataclass, field

BREAKING, WARNING, COMPATIBLE = "breaking", "warning", "compatible"
NONE = "none"
MOST_FINDINGS = 10_000
SHOWN_CHARACTERS = 500
_ORDER = {BREAKING: 0, WARNING: 1, COMPATIBLE: 2}

# Who writes a value decides what a change of its schema means: callers write requests and read responses.
REQUEST, RESPONSE = "request", "response"


@dataclass(frozen=True, slots=True)
class SpecFinding:
    """One difference; `pointer` is its place in the new document, or in the old one for what is gone."""

    rule: str
    severity: str
    pointer: str
    message: str


@dataclass
class Findings:
    """Findings as they are found, each once. Of more than MOST_FINDINGS only the number and the worst are known."""

    found: dict[tuple[str, str, str], SpecFinding] = field(default_factory=dict)
    left_out: int = 0
    worst_left_out: str | None = None

    def breaking(self, rule: str, pointer: str, message: str) -> None:
        """A change that callers can fail at."""
        self._add(rule, BREAKING, pointer, message)

    def warning(self, rule: str, pointer: str, message: str) -> None:
        """A change that callers should look at."""
        self._add(rule, WARNING, pointer, message)

    def compatible(self, rule: str, pointer: str, message: str) -> None:
        """A change no caller can fail at."""
        self._add(rule, COMPATIBLE, pointer, message)

    def tell(self, breaks: bool, rule: str, pointer: str, message: str) -> None:
        """Breaking or compatible."""
        (self.breaking if breaks else self.compatible)(rule, pointer, message)

    def moved(self, rule: str, pointer: str, message: str, direction: str, *, looser: bool, tighter: bool) -> None:
        """A demand that moved. `looser`: all that was allowed still is; `tighter`: nothing else is allowed now.

        Callers fail where they may no longer send what they sent, and should look at what may come besides.
        """
        if direction == REQUEST:
            self.tell(not looser, rule, pointer, f"{direction}: {message}")
        else:
            (self.compatible if tighter else self.warning)(rule, pointer, f"{direction}: {message}")

    def include(self, other: "Findings") -> None:
        """Take over what another report found."""
        for finding in other.found.values():
            self._add(finding.rule, finding.severity, finding.pointer, finding.message)

    @property
    def breaks(self) -> bool:
        """Whether callers can fail at something."""
        return BREAKING in self.severities

    @property
    def severities(self) -> set[str]:
        """How bad what was found is."""
        return {one.severity for one in self.found.values()} | ({self.worst_left_out} - {None})  # type: ignore[operator]

    def findings(self) -> list[SpecFinding]:
        """The worst first, then by place."""
        return sorted(self.found.values(), key=lambda one: (_ORDER[one.severity], one.pointer, one.rule, one.message))

    def _add(self, rule: str, severity: str, pointer: str, message: str) -> None:
        message = message[:SHOWN_CHARACTERS]
        key = (rule, pointer, message)
        known = self.found.get(key)
        if known is None and len(self.found) >= MOST_FINDINGS:
            self.left_out += 1
            worst = self.worst_left_out
            self.worst_left_out = severity if worst is None or _ORDER[severity] < _ORDER[worst] else worst
        elif known is None or _ORDER[severity] < _ORDER[known.severity]:
            self.found[key] = SpecFinding(rule, severity, pointer, message)


def verdict_of(severities: set[str]) -> str:
    """The worst that was found, or `none` without any finding."""
    return min(severities, key=_ORDER.__getitem__, default=NONE)


def bump_of(severities: set[str], *, stable: bool) -> str:
    """The smallest step of the version that is honest: major, minor, patch or none; below 1.0.0 minor may break."""
    if BREAKING in severities:
        return "major" if stable else "minor"
    if COMPATIBLE in severities:
        return "minor" if stable else "patch"
    return "patch" if severities else "none"
