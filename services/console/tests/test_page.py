"""The page: where it is served, what it may load, and what it is told first."""

import io
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from console.page.policy import page_policy
from console.watched import watched_services
from suite.configuration import ConfigurationError
from suite.http import Service
from suite.logs import Output


@pytest.mark.parametrize("path", ["/", "/console/"])
def test_the_page_is_served_on_its_own_port_and_below_the_gateways_prefix(service: Service, path: str) -> None:
    reply = service.test_client().get(path)
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-cache"
    assert "<title>Colmeia</title>" in reply.text


def test_the_prefix_without_a_slash_leads_to_the_one_with_it(service: Service) -> None:
    reply = service.test_client().get("/console")
    assert (reply.status_code, reply.headers["Location"]) == (302, "/console/")


def test_scripts_come_from_the_page_itself_only(service: Service) -> None:
    policy = service.test_client().get("/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"] == "'self'"
    assert directives["default-src"] == directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert "http://localhost:3200" in directives["connect-src"].split()


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "x'y", "", "//"])
def test_a_host_that_is_no_name_adds_nothing_to_the_policy(host: str) -> None:
    policy = page_policy(host, "http", [3200])
    assert "script-src 'self';" in policy
    assert policy.count("script-src") == 1
    assert "3200" not in policy


@pytest.mark.parametrize("prefix", ["", "/console"])
def test_assets_are_kept_for_ever(service: Service, prefix: str) -> None:
    reply = service.test_client().get(f"{prefix}/assets/index-1a2b.js")
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reply.headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "name", ["../secret.txt", "..%2Fsecret.txt", "%2e%2e/secret.txt", ".hidden", "x.js", "a" * 500]
)
def test_nothing_but_assets_is_served(service: Service, name: str) -> None:
    assert service.test_client().get(f"/assets/{name}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/config.json", "/assets/index-1a2b.js"])
@pytest.mark.parametrize("prefix", ["", "/console"])
def test_whoever_loads_the_page_again_and_again_still_gets_it(
    make_service: Callable[..., Service], prefix: str, path: str
) -> None:
    client = make_service(RATE_LIMIT_ENABLED="true", CONSOLE_RATE_LIMIT_MAX="1").test_client()
    assert [client.get(prefix + path).status_code for _ in range(5)] == [200] * 5
    assert [client.get("/api/v1/overview").status_code for _ in range(2)] == [200, 429]


def test_files_of_the_page_do_not_fill_the_log(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    monkeypatch.setattr(service.access_log, "_given", Output(logging.INFO, stream=written))
    for path in ("/assets/index-1a2b.js", "/console/assets/index-1a2b.js", "/api/v1/overview"):
        assert service.test_client().get(path).status_code == 200
    assert [json.loads(line)["route"] for line in written.getvalue().splitlines()] == ["/api/v1/overview"]


def test_without_a_page_the_service_says_how_it_is_built(service: Service, page_folder: Path) -> None:
    (page_folder / "index.html").unlink()
    reply = service.test_client().get("/")
    assert reply.status_code == 503
    assert "scripts/start-all.sh" in reply.get_json()["error"]


def test_the_configuration_names_every_other_service_with_its_port_and_gateway_paths(service: Service) -> None:
    body = service.test_client().get("/config.json").get_json()
    services = {entry["id"]: entry for entry in body["services"]}
    assert "console" not in services
    assert services["workspace-api"]["port"] == 3200
    assert {"prefix": "/api/workspace", "to": "/api"} in services["workspace-api"]["gateway"]
    assert body["authMode"] == "off"


def test_without_a_provider_nobody_signs_in(service: Service) -> None:
    assert service.test_client().get("/config.json").get_json()["signIn"] is None


def test_the_page_learns_where_to_sign_in_and_may_fetch_tokens_there(make_service: Callable[..., Service]) -> None:
    client = make_service(OIDC_ISSUER="https://id.example.org:8443/realms/suite").test_client()
    assert client.get("/config.json").get_json()["signIn"] == {
        "issuer": "https://id.example.org:8443/realms/suite",
        "clientId": "colmeia-console",
        "scope": "openid offline_access",
    }
    policy = client.get("/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "https://id.example.org:8443" in directives["connect-src"].split()
    assert "id.example.org" not in directives["script-src"]


def test_tokens_pass_over_https_in_production(make_service: Callable[..., Service]) -> None:
    with pytest.raises(ConfigurationError, match="OIDC_ISSUER: https only in production"):
        make_service(APP_ENV="production", OIDC_ISSUER="http://id.example.org")


def test_services_are_asked_where_the_setting_says() -> None:
    urls = {service.id: service.url for service in watched_services("console", "http://{id}:{port}/")}
    assert urls["workspace-api"] == "http://workspace-api:3200"
