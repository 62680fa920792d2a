"""What can go wrong with specs."""

from collections.abc import Sequence
from dataclasses import asdict

from documentation_api.specs.comparison.difference import Difference
from documentation_api.specs.examination.issues import Issue
from suite.errors import Conflict, NotFound, PayloadTooLarge, Problem, ValidationFailed

FieldIssues = Sequence[tuple[str, Issue]]


class SpecNotFound(NotFound):
    """Spec not found"""


class SpecVersionNotFound(NotFound):
    """Version not found"""


class NoVersions(NotFound):
    """No versions found"""


class SpecDocumentNotFound(NotFound):
    """This version has no such document"""


class DocumentTooLarge(PayloadTooLarge):
    """The document must be at most 12 MB"""


class InvalidDocuments(ValidationFailed):
    """Validation failed"""

    def __init__(self, found: FieldIssues) -> None:
        problems = [Problem(field, issue.message, issue.code) for field, issue in found]
        super().__init__(problems=problems, extra={"errors": issues_body(found)})


class VersionExists(Conflict):
    """Version already exists"""

    def __init__(self, version: str) -> None:
        super().__init__(f"Version {version} already exists")


class BreakingChange(Conflict):
    """The change breaks callers and the version does not say so"""

    code = "breaking_change"

    def __init__(self, difference: Difference, before: str) -> None:
        super().__init__(extra={"compared_with": before, **difference.wire()})


def issues_body(found: FieldIssues) -> list[dict[str, str]]:
    """Issues as replies show them."""
    return [{"field": field, **asdict(issue)} for field, issue in found]
