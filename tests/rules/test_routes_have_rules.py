"""Every route says who may call it."""

import pytest
from built_services import SERVICES, application_of, name_of

from suite.http.declaration import ACCESS_RULES, PUBLIC, Declaration
from suite_ops.manifest import ManifestService

OPEN_TO_ALL = {"/healthz", "/readyz", "/health", "/metrics", "/metrics.json", "/openapi.json", "/docs"}


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_every_route_is_declared_with_an_access_rule(service: ManifestService) -> None:
    application = application_of(service.id)
    rules = list(application.url_map.iter_rules())
    assert {rule.rule for rule in rules} >= OPEN_TO_ALL
    for rule in rules:
        declared = getattr(application.view_functions[rule.endpoint], "declaration", None)
        assert isinstance(declared, Declaration), f"{rule.rule} is not declared with endpoint(…)"
        assert declared.access in ACCESS_RULES


def test_of_workspace_api_only_the_common_routes_are_public() -> None:
    application = application_of("workspace-api")
    public = {
        rule.rule
        for rule in application.url_map.iter_rules()
        if application.view_functions[rule.endpoint].declaration.access == PUBLIC  # type: ignore[attr-defined]
    }
    assert public == OPEN_TO_ALL | {"/docs/<name>"}


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_every_route_has_a_summary_and_a_described_reply(service: ManifestService) -> None:
    application = application_of(service.id)
    for rule in application.url_map.iter_rules():
        declared = application.view_functions[rule.endpoint].declaration  # type: ignore[attr-defined]
        assert declared.summary, rule.rule
        assert declared.replies, rule.rule
