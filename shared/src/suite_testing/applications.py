"""A service under test: its settings on a database of tests, applications that end with the test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

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
