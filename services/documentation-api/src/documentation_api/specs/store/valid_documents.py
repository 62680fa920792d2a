"""Documents of a request, checked."""

from documentation_api.specs.examination.issues import Issue
from documentation_api.specs.store.errors import DocumentTooLarge, InvalidDocuments
from documentation_api.specs.store.semantic_version import Version
from documentation_api.specs.tasks import Examined
from documentation_api.specs.work import examine


def examine_valid(texts: dict[str, str]) -> Examined:
    """Checked documents without a fault; InvalidDocuments, DocumentTooLarge."""
    if not texts:
        raise InvalidDocuments([("openapi", Issue("openapi or asyncapi is required", "required"))])
    return require_valid(examine(texts))


def require_valid(examined: Examined) -> Examined:
    """Documents without a fault; InvalidDocuments, DocumentTooLarge."""
    for field, issue in examined.issues:
        if issue.code == "too_large":
            raise DocumentTooLarge(f"{field}: {issue.message}")
    if examined.issues:
        raise InvalidDocuments(examined.issues)
    return examined


def version_of(examined: Examined) -> Version:
    """The version the documents give themselves; InvalidDocuments when it is none."""
    kind, text = next(iter(examined.facts["info_versions"].items()))
    try:
        return Version(str(text))
    except ValueError:
        issue = Issue("info.version must be a semantic version such as 1.2.0", "invalid_format", "/info/version")
        raise InvalidDocuments([(kind, issue)]) from None
