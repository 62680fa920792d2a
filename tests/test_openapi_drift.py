"""openapi.yaml of each service says what its routes say, and is OpenAPI."""

import re

import pytest
import yaml
from built_services import ROOT, SERVICES, application_of, name_of, served_methods
from openapi_spec_validator import OpenAPIV31SpecValidator

from suite.openapi.document import build_document
from suite_ops.generate.openapi import FILE, HEADER, main
from suite_ops.manifest import ManifestService

_PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_the_file_is_what_the_routes_declare(service: ManifestService) -> None:
    assert main(["--check", service.id]) == 0


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_the_file_is_valid(service: ManifestService) -> None:
    text = (ROOT / service.path / FILE).read_text(encoding="utf-8")
    assert text.startswith(HEADER)
    OpenAPIV31SpecValidator(yaml.safe_load(text)).validate()


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_every_route_that_is_not_hidden_is_told(service: ManifestService) -> None:
    application = application_of(service.id)
    told = {
        (path, method.upper())
        for path, operations in build_document(application)["paths"].items()
        for method in operations
    }
    routed = {
        (_PARAMETER.sub(r"{\1}", rule.rule), method)
        for rule in application.url_map.iter_rules()
        for method in served_methods(rule)
        if not application.view_functions[rule.endpoint].declaration.hidden  # type: ignore[attr-defined]
    }
    assert told == routed


def test_an_unknown_service_is_refused() -> None:
    assert main(["--check", "no-such-service"]) == 1
