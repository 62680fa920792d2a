"""One thing a diagnosis says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DiagnosisFinding:
    """`level` is ok, warning or error; `fix` is what to do about it, empty when all is well."""

    level: str
    subject: str
    text: str
    fix: str = ""

    def __str__(self) -> str:
        mark = {"ok": "✓", "warning": "⚠", "error": "✗"}[self.level]
        return f"{mark} {self.subject}: {self.text}" + (f"\n    fix: {self.fix}" if self.fix else "")


def fine(subject: str, text: str) -> DiagnosisFinding:
    """Nothing to do."""
    return DiagnosisFinding("ok", subject, text)


def warning(subject: str, text: str, fix: str) -> DiagnosisFinding:
    """Works, and deserves attention."""
    return DiagnosisFinding("warning", subject, text, fix)


def error(subject: str, text: str, fix: str) -> DiagnosisFinding:
    """Does not work."""
    return DiagnosisFinding("error", subject, text, fix)
