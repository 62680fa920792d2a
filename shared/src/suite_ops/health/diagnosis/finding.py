"""One thing a diagnosis says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`level` is ok, warning or error; `fix` is what to do about it, empty when all is well."""

    level: str
    subject: str
    text: str
    fix: str = ""

    def __str__(self) -> str:
        mark = {"ok": "✓", "warning": "⚠", "error": "✗"}[self.level]
        return f"{mark} {self.subject}: {self.text}" + (f"\n    fix: {self.fix}" if self.fix else "")


def fine(subject: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding("ok", subject, text)


def warning(subject: str, text: str, fix: str) -> Finding:
    """Works, and deserves attention."""
    return Finding("warning", subject, text, fix)


def error(subject: str, text: str, fix: str) -> Finding:
    """Does not work."""
    return Finding("error", subject, text, fix)
