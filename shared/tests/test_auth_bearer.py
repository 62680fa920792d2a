"""Which bearer tokens are accepted in jwt mode, and as whom."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from suite.auth import Authenticator, Identity
from suite.auth.bearer import REMEMBERED_TOKENS, VerifiedTokens
from suite.environment import load_environment
from suite.errors import Unauthorized
from suite.settings import ConfigurationError, ServiceSettings

SECRET = "the-current-secret-of-the-tests-0123456789"
OLD_SECRET = "the-former-secret-of-the-tests-0123456789"
OTHER_SECRET = "a-secret-that-nobody-configured-0123456789"


class ProbeSettings(ServiceSettings):
    SERVICE, ID, SCHEMA, ROLE = "PROBE", "probe-api", "probe", "app_probe"


@pytest.fixture
def build(tmp_path: Path) -> Any:
    def build_authenticator(**variables: str) -> Authenticator:
        process = {"PROBE_PORT": "3999", "APP_ENV": "test", "JWT_SECRET": SECRET, **variables}
        return Authenticator(ProbeSettings.from_environment(load_environment(tmp_path, process)))

    return build_authenticator


@pytest.fixture
def authenticator(build: Any) -> Authenticator:
    return build()


def sign(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    given = {"sub": "ana", "role": "editor", "exp": int(time.time()) + 600, **claims}
    return jwt.encode({name: value for name, value in given.items() if value is not None}, secret, algorithm)


def bearer(token: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def forge(header: dict[str, Any], payload: dict[str, Any], signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(payload).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def assert_refused(authenticator: Authenticator, token: str) -> None:
    with pytest.raises(Unauthorized) as refused:
        authenticator.identify(bearer(token))
    assert refused.value.headers == {"WWW-Authenticate": "Bearer"}


def test_a_valid_token_gives_its_subject_and_role(authenticator: Authenticator) -> None:
    assert authenticator.identify(bearer(sign())) == Identity("ana", "editor", "user")


def test_the_scheme_may_be_written_in_any_case(authenticator: Authenticator) -> None:
    assert authenticator.identify({"HTTP_AUTHORIZATION": f"bEARER  {sign()}"}).user_id == "ana"


def test_x_user_id_is_ignored(authenticator: Authenticator) -> None:
    environ = bearer(sign()) | {"HTTP_X_USER_ID": "someone-else"}
    assert authenticator.identify(environ).user_id == "ana"
    with pytest.raises(Unauthorized, match="Authentication required"):
        authenticator.identify({"HTTP_X_USER_ID": "someone-else"})


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "bearer\t", "Token x"])
def test_without_a_bearer_token_there_is_no_caller(authenticator: Authenticator, header: str) -> None:
    with pytest.raises(Unauthorized, match="Authentication required"):
        authenticator.identify({"HTTP_AUTHORIZATION": header})


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "..",
        "\xff\xfe.\x00.x",
        "é" * 50,
        "x" * 100_000,
        ".".join([base64.urlsafe_b64encode(b"[" * 4000).decode(), "e30", "e30"]),
        forge({"alg": "HS256"}, {"sub": "ana"}),
        forge({"alg": ["HS256"]}, {"sub": "ana"}),
        forge({"alg": "HS256", "kid": 7}, {"sub": "ana"}),
        forge({"alg": "HS256", "b64": False, "crit": ["b64"]}, {}),
    ],
)
def test_garbage_is_refused(authenticator: Authenticator, token: str) -> None:
    assert_refused(authenticator, token)


def test_an_expired_token_is_refused_by_name(authenticator: Authenticator) -> None:
    with pytest.raises(Unauthorized, match="Token has expired"):
        authenticator.identify(bearer(sign(exp=int(time.time()) - 60)))


def test_clocks_may_differ_by_half_a_minute(authenticator: Authenticator) -> None:
    now = int(time.time())
    assert authenticator.identify(bearer(sign(exp=now - 15))).user_id == "ana"
    assert authenticator.identify(bearer(sign(nbf=now + 15, iat=now + 15))).user_id == "ana"
    assert_refused(authenticator, sign(nbf=now + 90))


@pytest.mark.parametrize("exp", [None, "soon", [1], 1e400])
def test_a_token_without_a_usable_expiry_is_refused(authenticator: Authenticator, exp: Any) -> None:
    token = sign(exp=exp) if exp != "soon" else forge_signed({"sub": "ana", "exp": "soon"})
    assert_refused(authenticator, token)


def forge_signed(payload: dict[str, Any]) -> str:
    return jwt.PyJWS().encode(json.dumps(payload).encode(), SECRET, "HS256")


@pytest.mark.parametrize("expiry", [lambda: 10**400, lambda: 2**63, lambda: int(time.time()) + 8 * 86_400])
def test_a_token_that_outlives_the_longest_lifetime_is_refused(
    authenticator: Authenticator, expiry: Callable[[], int]
) -> None:
    assert_refused(authenticator, sign(exp=expiry()))


def test_a_token_of_the_longest_lifetime_is_accepted(build: Any) -> None:
    allowed = build(JWT_EXPIRES_IN="30d")
    assert allowed.identify(bearer(sign(exp=int(time.time()) + 30 * 86_400))).user_id == "ana"


@pytest.mark.parametrize("sub", [None, "", 17, "x" * 101, "a\nb", "a\u202eb", "service:db-sync-worker"])
def test_a_subject_that_cannot_be_a_user_id_is_refused(authenticator: Authenticator, sub: Any) -> None:
    assert_refused(authenticator, forge_signed({"sub": sub, "exp": int(time.time()) + 600}))


def test_the_old_secret_verifies_while_it_is_configured(build: Any, authenticator: Authenticator) -> None:
    token = sign(OLD_SECRET)
    assert_refused(authenticator, token)
    rotating = build(JWT_SECRET_OLD=OLD_SECRET)
    assert rotating.identify(bearer(token)).user_id == "ana"
    assert rotating.identify(bearer(sign())).user_id == "ana"
    assert_refused(rotating, sign(OTHER_SECRET))


def test_an_expired_token_of_the_old_secret_stays_expired(build: Any) -> None:
    with pytest.raises(Unauthorized, match="Token has expired"):
        build(JWT_SECRET_OLD=OLD_SECRET).identify(bearer(sign(OLD_SECRET, exp=int(time.time()) - 60)))


def test_a_rotation_in_progress_is_announced_at_start(build: Any, caplog: pytest.LogCaptureFixture) -> None:
    build(JWT_SECRET_OLD=OLD_SECRET)
    assert caplog.messages == ["tokens signed with the old secret are still accepted"]


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_other_algorithms_with_the_right_secret_are_refused(authenticator: Authenticator, algorithm: str) -> None:
    token = sign(SECRET + SECRET, algorithm)
    assert_refused(authenticator, token)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
def test_an_unsigned_token_is_refused(authenticator: Authenticator, algorithm: str) -> None:
    claims = {"sub": "ana", "role": "admin", "exp": int(time.time()) + 600}
    assert_refused(authenticator, forge({"alg": algorithm, "typ": "JWT"}, claims))


def test_a_token_signed_by_an_unknown_private_key_is_refused(authenticator: Authenticator) -> None:
    private = rsa.generate_private_key(65537, 2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    assert_refused(authenticator, sign(pem.decode(), "RS256"))


def test_a_changed_payload_is_refused(authenticator: Authenticator) -> None:
    header, _, signature = sign().split(".")
    claims = {"sub": "ana", "role": "admin", "exp": int(time.time()) + 600}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    assert_refused(authenticator, f"{header}.{payload}.{signature}")


def test_issuer_and_audience_are_checked_when_configured(build: Any, authenticator: Authenticator) -> None:
    strict = build(JWT_ISSUER="https://id.example.org", JWT_AUDIENCE="suite")
    whole = sign(iss="https://id.example.org", aud=["suite", "other"])
    assert strict.identify(bearer(whole)).user_id == "ana"
    assert authenticator.identify(bearer(whole)).user_id == "ana"
    for token in (
        sign(),
        sign(iss="https://id.example.org"),
        sign(aud="suite"),
        sign(iss="https://id.example.com", aud="suite"),
        sign(iss="https://id.example.org", aud="other"),
    ):
        assert_refused(strict, token)


def test_the_old_secret_alone_is_a_configuration_error(build: Any) -> None:
    with pytest.raises(ConfigurationError, match="JWT_SECRET_OLD: set without JWT_SECRET"):
        build(JWT_SECRET="", JWT_SECRET_OLD=OLD_SECRET, JWKS_URL="https://id.example.org/keys")


def test_production_refuses_a_secret_shorter_than_its_hash(build: Any) -> None:
    with pytest.raises(ConfigurationError, match="JWT_SECRET: shorter than 32 bytes"):
        build(JWT_SECRET="short", APP_ENV="production", CORS_ORIGIN="https://app.example.org")


def test_a_verified_token_is_remembered_until_it_expires_and_no_longer_than_a_minute() -> None:
    now = 1_000.0
    tokens = VerifiedTokens(clock=lambda: now)
    ana = Identity("ana", "reader", "user")
    tokens.remember("short", ana, 1_010)
    tokens.remember("long", ana, 9_999)
    assert tokens.recall("short") == tokens.recall("long") == ana
    now = 1_010.0
    assert tokens.recall("short") is None
    now = 1_060.0
    assert tokens.recall("long") is None


def test_no_more_tokens_are_remembered_than_agreed() -> None:
    tokens = VerifiedTokens()
    ana = Identity("ana", "reader", "user")
    expiry = int(time.time()) + 600
    for number in range(REMEMBERED_TOKENS + 1):
        tokens.remember(f"token {number}", ana, expiry)
    assert tokens.recall("token 0") is None
    assert tokens.recall("token 1") == ana
    assert tokens.recall(f"token {REMEMBERED_TOKENS}") == ana


def test_a_remembered_token_is_not_taken_for_another(authenticator: Authenticator) -> None:
    token = sign()
    authenticator.identify(bearer(token))
    assert_refused(authenticator, token[:-2])
