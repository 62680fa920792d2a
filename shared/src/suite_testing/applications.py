"""A service under test: its settings on a database of tests, applications that end with the test, who calls them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from werkzeug.test import TestResponse

from suite.environment import load_environment
from suite.http import Service
from suite.settings import ServiceSettings
from suite_testing.databases import TestDatabase

S = TypeVar("S", bound=ServiceSettings)
A = TypeVar("A", bound=Service[Any])
# Callers name themselves, nothing is limited, errors alone are logged.
ENVIRONMENT = {
    "APP_ENV": "test",
    "AUTH_MODE": "off",
    "RATE_LIMIT_ENABLED": "false",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "error",
}


def settings_on(database: TestDatabase, settings: type[S], **variables: str) -> S:
    """Settings of a service on this database, with more variables of the environment."""
    url = {f"{settings.SERVICE}_DATABASE_URL": database.dsn(settings.ROLE)}
    return settings.from_environment(load_environment(process={**ENVIRONMENT, **url, **variables}))


@contextmanager
def applications(create_app: Callable[[S], A], settings: S) -> Iterator[Callable[..., A]]:
    """Starts applications with other settings, start(rate_limit_enabled=True, …), and ends them."""
    started: list[A] = []

    def start(**changes: Any) -> A:
        started.append(create_app(replace(settings, **changes)))
        return started[-1]

    yield start
    for application in started:
        application.shutting_down.set()
        application.database.close()


class ApplicationCaller:
    """Requests to one application without a network, in somebody's name when one is given, with `headers` in each."""

    def __init__(self, service: Service[Any], user: str | None = None, **headers: str) -> None:
        self.service, self.user = service, user
        self._client = service.test_client()
        self._headers = headers

    def request(self, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any) -> TestResponse:
        """Any request."""
        # Headers are bytes: a name beyond Latin-1 travels as its UTF-8.
        named = {} if self.user is None else {"X-User-Id": self.user.encode().decode("latin-1")}
        return self._client.open(path, method=method, headers={**named, **self._headers, **(headers or {})}, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        """POST, with a body of JSON when one is given."""
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        """PUT."""
        return self.request("PUT", path, json=json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        """PATCH."""
        return self.request("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        """DELETE."""
        return self.request("DELETE", path, **options)
