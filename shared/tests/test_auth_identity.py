"""Who a caller is without tokens, what roles allow, and how lifetimes are written."""

from pathlib import Path
from uuid import UUID

import pytest

from suite.auth import LOCAL_USER_ID, SYSTEM_USER_ID, Authenticator, Identity, allows
from suite.auth.durations import parse_duration
from suite.auth.roles import claimed_role
from suite.environment import load_environment
from suite.errors import BadRequest
from suite.settings import ConfigurationError, ServiceSettings


class ProbeSettings(ServiceSettings):
    SERVICE, ID, SCHEMA, ROLE = "PROBE", "probe-api", "probe", "app_probe"


def build_authenticator(
    tmp_path: Path, off_role: str = "admin", off_named_role: str | None = None, **variables: str
) -> Authenticator:
    process = {"PROBE_PORT": "3999", "APP_ENV": "test", "AUTH_MODE": "off", **variables}
    settings = ProbeSettings.from_environment(load_environment(tmp_path, process))
    return Authenticator(settings, off_role, off_named_role)


def wsgi(text: str) -> str:
    """How a server hands over a header whose bytes are UTF-8."""
    return text.encode().decode("latin-1")


def test_a_caller_without_headers_is_the_local_user_and_always_the_same_object(tmp_path: Path) -> None:
    authenticator = build_authenticator(tmp_path)
    identity = authenticator.identify({})
    assert identity == Identity(LOCAL_USER_ID, "admin", "local")
    assert authenticator.identify({}) is identity


def test_x_user_id_names_the_caller_when_authentication_is_off(tmp_path: Path) -> None:
    authenticator = build_authenticator(tmp_path, off_role="editor")
    assert authenticator.identify({"HTTP_X_USER_ID": "ana"}) == Identity("ana", "editor", "user")


def test_who_names_himself_may_have_another_role_than_who_does_not(tmp_path: Path) -> None:
    authenticator = build_authenticator(tmp_path, off_named_role="editor")

    assert authenticator.identify({"HTTP_X_USER_ID": "ana"}).role == "editor"
    assert authenticator.identify({}).role == "admin"
    with pytest.raises(ValueError, match="'root'"):
        build_authenticator(tmp_path, off_named_role="root")


def test_x_user_id_is_read_as_utf_8(tmp_path: Path) -> None:
    identity = build_authenticator(tmp_path).identify({"HTTP_X_USER_ID": wsgi("joão 北京")})
    assert identity.user_id == "joão 北京"


def test_a_hundred_characters_are_counted_as_characters_not_as_bytes(tmp_path: Path) -> None:
    identity = build_authenticator(tmp_path).identify({"HTTP_X_USER_ID": wsgi("ã" * 100)})
    assert identity.user_id == "ã" * 100


@pytest.mark.parametrize(
    "header",
    [
        "",
        "x" * 101,
        "a\x00b",
        "a\tb",
        "a\x7f",
        wsgi("a\u202eb"),
        wsgi("a\u2028b"),
        "\xff\xfe",
        "caf\xe9",
        "\u4e2d",
    ],
)
def test_an_unusable_x_user_id_is_a_bad_request(tmp_path: Path, header: str) -> None:
    with pytest.raises(BadRequest, match="X-User-Id must be 1 to 100 printable characters"):
        build_authenticator(tmp_path).identify({"HTTP_X_USER_ID": header})


def test_bearer_tokens_are_not_looked_at_when_authentication_is_off(tmp_path: Path) -> None:
    environ = {"HTTP_AUTHORIZATION": "Bearer nonsense", "HTTP_X_SERVICE_TOKEN": "nobody.nothing"}
    assert build_authenticator(tmp_path).identify(environ).user_id == LOCAL_USER_ID


def test_a_role_that_does_not_exist_cannot_be_the_role_of_off_mode(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="off_role 'root'"):
        build_authenticator(tmp_path, off_role="root")


def test_a_uuid_is_its_own_uuid() -> None:
    assert Identity(SYSTEM_USER_ID, "admin", "service").uuid == UUID(int=1)
    assert Identity(LOCAL_USER_ID, "admin", "local").uuid == UUID(int=0)


def test_other_ids_have_a_fixed_uuid_of_their_own() -> None:
    assert Identity("ana", "reader", "user").uuid == UUID("eb235cdb-4927-5797-9920-db8541672f3f")
    assert Identity("Ana", "reader", "user").uuid != Identity("ana", "reader", "user").uuid


@pytest.mark.parametrize(
    "spelling", ["{" + SYSTEM_USER_ID + "}", f"urn:uuid:{SYSTEM_USER_ID}", SYSTEM_USER_ID.replace("-", "")]
)
def test_loose_spellings_of_a_uuid_do_not_share_it(spelling: str) -> None:
    assert Identity(spelling, "reader", "user").uuid != UUID(SYSTEM_USER_ID)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("reader", {"reader"}),
        ("editor", {"reader", "editor"}),
        ("admin", {"reader", "editor", "admin"}),
        ("owner", {"reader"}),
        ("", {"reader"}),
    ],
)
def test_a_role_allows_itself_and_what_is_below(role: str, allowed: set[str]) -> None:
    assert {needed for needed in ("reader", "editor", "admin") if allows(role, needed)} == allowed


def test_asking_for_a_role_that_does_not_exist_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        allows("admin", "owner")


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"role": "editor"}, "editor"),
        ({"role": ["editor", "reader"]}, "editor"),
        ({"roles": ["reader", "admin", "billing"]}, "admin"),
        ({"roles": "admin"}, "admin"),
        ({"role": "reader", "roles": ["admin"]}, "reader"),
        ({"role": "Admin"}, "reader"),
        ({"roles": [{"name": "admin"}, 3]}, "reader"),
        ({"role": {"admin": True}}, "reader"),
        ({}, "reader"),
    ],
)
def test_the_highest_known_role_counts_and_anything_else_reads(claims: dict[str, object], role: str) -> None:
    assert claimed_role(claims) == role


@pytest.mark.parametrize(
    ("text", "seconds"), [("3600", 3600), ("45s", 45), ("30m", 1800), ("12h", 43200), ("7d", 604800)]
)
def test_a_duration_is_a_number_with_at_most_one_unit(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "0", "0d", "-1h", "1.5h", "7 d", "7D", "1h30m", "h", "١٢", "1w", "9" * 10])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(text)


def test_a_wrong_lifetime_is_found_at_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match='JWT_EXPIRES_IN: "a week" is not a duration'):
        build_authenticator(tmp_path, JWT_EXPIRES_IN="a week")
