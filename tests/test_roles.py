"""Each role against every route of every service: who is refused, and with what."""

import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import jwt
import pytest
from built_services import SERVICES, application_of, name_of, sample_path, served_methods
from werkzeug.routing import Rule

from suite.auth import allows
from suite.auth.roles import ROLES
from suite.errors import AppError
from suite.http import Service as Application
from suite.http.declaration import OPEN, PUBLIC
from suite.settings import Secret
from suite_ops.manifest import ManifestService
from suite_testing import described_replies

SECRET = "a-secret-of-this-test-that-is-long-enough"


class Admitted(AppError):
    """The guard let the caller pass"""

    status = 418
    code = "ADMITTED"


@pytest.fixture
def guarded(service: ManifestService, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    """A service that checks tokens and ends every admitted request right after the guard."""

    def stop(*_: object) -> None:
        raise Admitted

    monkeypatch.setattr(import_module("suite.http.endpoint"), "_read_query", stop)
    # The mark of admission is no reply of the service.
    monkeypatch.setattr(described_replies, "checker_of", lambda _: None)
    settings = application_of(service.id).settings
    changes = {"auth_mode": "jwt", "jwt_secret": Secret(SECRET), "rate_limit_enabled": False}
    create_app = import_module(f"{service.package}.app").create_app
    application: Application = create_app(replace(settings, **changes))
    yield application
    application.database.close()


def token(role: str | None, *, expires_in: int = 300, secret: str = SECRET) -> dict[str, str]:
    """Headers of a caller with this role."""
    claims = {"sub": "somebody", "exp": int(time.time()) + expires_in, **({"role": role} if role else {})}
    return {"Authorization": f"Bearer {jwt.encode(claims, secret, algorithm='HS256')}"}


def guarded_routes(application: Application) -> list[tuple[Rule, str, str]]:
    """(rule, method, access) of every route that is not public."""
    found = []
    for rule in application.url_map.iter_rules():
        access = application.view_functions[rule.endpoint].declaration.access  # type: ignore[attr-defined]
        found += [(rule, method, access) for method in served_methods(rule) if access not in (PUBLIC, OPEN)]
    return found


def ask(application: Application, rule: Rule, method: str, headers: dict[str, str]) -> int:
    path = sample_path(application, rule)
    return application.test_client().open(path, method=method, headers=headers).status_code


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_every_role_reaches_what_its_rank_allows(guarded: Application) -> None:
    for rule, method, access in guarded_routes(guarded):
        for role in ROLES:
            expected = Admitted.status if allows(role, access) else 403
            assert ask(guarded, rule, method, token(role)) == expected, (role, method, rule.rule)


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-User-Id": "somebody"},
        {"Authorization": "Bearer nonsense"},
        {"X-Service-Token": "worker.nonsense"},
        token("admin", secret="another-secret-that-is-also-long-enough"),
        token("admin", expires_in=-3600),
        {"Authorization": "Bearer " + jwt.encode({"sub": "x", "exp": 2**33}, None, algorithm="none")},
    ],
    ids=["nothing", "a name", "nonsense", "unknown service", "foreign secret", "expired", "unsigned"],
)
def test_without_a_valid_token_every_guarded_route_is_401(guarded: Application, headers: dict[str, str]) -> None:
    for rule, method, _ in guarded_routes(guarded):
        assert ask(guarded, rule, method, headers) == 401, (method, rule.rule)


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
@pytest.mark.parametrize("role", [None, "superuser"])
def test_an_unknown_role_may_what_a_reader_may(guarded: Application, role: str | None) -> None:
    for rule, method, access in guarded_routes(guarded):
        expected = Admitted.status if allows("reader", access) else 403
        assert ask(guarded, rule, method, token(role)) == expected, (method, rule.rule)
