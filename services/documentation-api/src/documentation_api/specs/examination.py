"""Documents of a request, checked."""

from documentation_api.specs.comparison.sides import mapping
from documentation_api.specs.errors import DocumentTooLarge, InvalidDocuments
from documentation_api.specs.examining import Examined, examine
from documentation_api.specs.issues import Issue, pointer_to
from documentation_api.specs.paths import METHODS
from documentation_api.specs.versioning import Version

MOST_WARNINGS = 100


def examine_valid(texts: dict[str, str]) -> Examined:
    """Checked documents without a fault; InvalidDocuments, DocumentTooLarge."""
    if not texts:
        raise InvalidDocuments([("openapi", Issue("openapi or asyncapi is required", "required"))])
    examined = examine(texts)
    for field, issue in examined.issues:
        if issue.code == "too_large":
            raise DocumentTooLarge(f"{field}: {issue.message}")
    if examined.issues:
        raise InvalidDocuments(examined.issues)
    return examined


def version_of(examined: Examined) -> Version:
    """The version the documents give themselves; InvalidDocuments when it is none."""
    kind, document = next(iter(examined.documents.items()))
    text = mapping(document.get("info")).get("version")
    try:
        return Version(str(text))
    except ValueError:
        issue = Issue("info.version must be a semantic version such as 1.2.0", "invalid_format", "/info/version")
        raise InvalidDocuments([(kind, issue)]) from None


def warnings_of(examined: Examined) -> list[dict[str, str]]:
    """What is allowed but helps nobody."""
    found = []
    for path, item in mapping(mapping(examined.documents.get("openapi")).get("paths")).items():
        for method in METHODS:
            operation = mapping(item).get(method)
            if isinstance(operation, dict) and not operation.get("operationId"):
                message = f"{method.upper()} {path[:200]} has no operationId"
                pointer = pointer_to("/paths", path, method)
                found.append({"field": "openapi", "message": message, "code": "no_operation_id", "pointer": pointer})
    return found[:MOST_WARNINGS]
