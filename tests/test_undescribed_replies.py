"""What openapi.yaml does not describe is listed by the service, and no line outlives what it excuses."""

from typing import Any

import pytest
import yaml
from built_services import ROOT, SERVICES, name_of

from suite_ops.generate.openapi import FILE
from suite_ops.manifest import ManifestService
from suite_testing.described_replies import allowed_lines


def document_of(service: ManifestService) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load((ROOT / service.path / FILE).read_text(encoding="utf-8"), yaml.CSafeLoader)
    return content


def undescribed(document: dict[str, Any]) -> set[str]:
    """Every success without a schema, as a line."""
    return {
        f"{method.upper()} {path} {status}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for status, response in operation["responses"].items()
        if any("schema" not in content for content in response.get("content", {}).values())
    }


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_every_undescribed_reply_is_listed(service: ManifestService) -> None:
    assert undescribed(document_of(service)) - allowed_lines(service.id) == set()


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_no_line_is_left_of_what_is_described_by_now(service: ManifestService) -> None:
    document = document_of(service)
    assert [line for line in sorted(allowed_lines(service.id)) if not excuses_something(document, line)] == []


def excuses_something(document: dict[str, Any], line: str) -> bool:
    """Whether a line of a list is still about something that the document does not tell."""
    method, path, status, *what = line.split()
    operation = document["paths"].get(path, {}).get(method.lower(), {"responses": {}})
    response = operation["responses"].get(status)
    if what == ["status"] or response is None:
        return what == ["status"] and response is None and bool(operation["responses"])
    return not what or what[0] not in response.get("headers", {})
