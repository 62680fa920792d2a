"""Tokens by which services call each other."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from suite.auth import Authenticator, Identity
from suite.auth.service_tokens import mint_service_token
from suite.environment import load_environment
from suite.errors import Unauthorized
from suite.settings import ConfigurationError, ServiceSettings


class ProbeSettings(ServiceSettings):
    SERVICE, ID, SCHEMA, ROLE = "PROBE", "probe-api", "probe", "app_probe"


@pytest.fixture
def build(tmp_path: Path) -> Any:
    def build_authenticator(tokens: str, mode: str = "jwt") -> Authenticator:
        process = {"PROBE_PORT": "3999", "APP_ENV": "test", "AUTH_MODE": mode, "JWT_SECRET": "s" * 40}
        environment = load_environment(tmp_path, process | {"SERVICE_TOKENS": tokens})
        return Authenticator(ProbeSettings.from_environment(environment))

    return build_authenticator


def entry(name: str, role: str, secret: str) -> str:
    return f"{name}:{role}:{hashlib.sha256(secret.encode()).hexdigest()}"


def call(token: str, **headers: str) -> dict[str, str]:
    return {"HTTP_X_SERVICE_TOKEN": token, **headers}


def test_a_service_is_known_by_name_and_role(build: Any) -> None:
    authenticator = build(entry("blog-api", "editor", "s3cret.with.dots"))
    identity = authenticator.identify(call("blog-api.s3cret.with.dots"))
    assert identity == Identity("service:blog-api", "editor", "service")


@pytest.mark.parametrize(
    "token",
    [
        "blog-api.wrong",
        "blog-api.",
        "blog-api",
        ".s3cret",
        "movies-api.s3cret",
        "unknown." + "0" * 64,
        "blog-api." + hashlib.sha256(b"s3cret").hexdigest(),
        "blog-api.\xff\xfe",
        "\ud800.x",
    ],
)
def test_a_wrong_service_token_is_refused(build: Any, token: str) -> None:
    tokens = ",".join([entry("blog-api", "editor", "s3cret"), entry("movies-api", "reader", "another")])
    with pytest.raises(Unauthorized, match="Invalid service token"):
        build(tokens).identify(call(token))


def test_without_configured_services_no_token_is_good(build: Any) -> None:
    with pytest.raises(Unauthorized, match="Invalid service token"):
        build("").identify(call("blog-api.s3cret"))


def test_two_secrets_of_a_name_are_good_while_they_rotate(build: Any) -> None:
    authenticator = build(f"{entry('blog-api', 'reader', 'old')}, {entry('blog-api', 'editor', 'new')}")
    assert authenticator.identify(call("blog-api.old")).role == "reader"
    assert authenticator.identify(call("blog-api.new")).role == "editor"


def test_a_wrong_service_token_is_not_helped_by_other_headers(build: Any) -> None:
    with pytest.raises(Unauthorized):
        build("").identify(call("blog-api.x", HTTP_X_USER_ID="ana", HTTP_AUTHORIZATION="Bearer x"))


@pytest.mark.parametrize(
    ("tokens", "problem"),
    [
        ("blog-api", "entry 1 is not name:role:sha256hex"),
        ("blog-api:editor", "entry 1 is not name:role:sha256hex"),
        ("blog-api:editor:abc", "entry 1 is not name:role:sha256hex"),
        (entry("blog-api", "editor", "x").upper(), "entry 1 is not name:role:sha256hex"),
        (entry("blog.api", "editor", "x"), "entry 1 is not name:role:sha256hex"),
        (entry("blog-api", "editor", "x") + ":extra", "entry 1 is not name:role:sha256hex"),
        (entry("blog-api", "editor", "x") + ",", "entry 2 is not name:role:sha256hex"),
        (entry("blog-api", "owner", "x"), "entry 1 has a role that is not one of reader, editor, admin"),
        (",".join(entry("a", "reader", s) for s in "xyz"), "entry 3 is one more than 2 for the same name"),
    ],
)
@pytest.mark.parametrize("mode", ["off", "jwt"])
def test_malformed_service_tokens_stop_the_start_without_being_shown(
    build: Any, tokens: str, problem: str, mode: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        build(tokens, mode)
    assert refused.value.problems == [f"SERVICE_TOKENS: {problem}"]


def test_a_minted_token_is_accepted_by_the_entry_it_came_with(build: Any) -> None:
    token, written = mint_service_token("db-sync-worker", "admin")
    assert build(written).identify(call(token)).user_id == "service:db-sync-worker"
    assert token.partition(".")[2] not in written
    assert mint_service_token("db-sync-worker", "admin")[0] != token
