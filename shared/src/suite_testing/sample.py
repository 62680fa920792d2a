"""A service without a purpose, to see what the library does for every service."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint

from suite.environment import Environment, Variable, find_root
from suite.http import Service
from suite.settings import ServiceSettings

SAMPLE_ENVIRONMENT = {
    "APP_ENV": "test",
    "AUTH_MODE": "off",
    "CORS_ORIGIN": "http://localhost:3103",
    "RATE_LIMIT_ENABLED": "false",
    # Nobody listens there: a test that needs a database names one.
    "SAMPLE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}


@dataclass(frozen=True, kw_only=True)
class SampleSettings(ServiceSettings):
    """Settings of the sample; it works in the schema of workspace-api."""

    ID: ClassVar[str] = "sample-api"
    SERVICE: ClassVar[str] = "SAMPLE"
    SCHEMA: ClassVar[str] = "workspace"
    ROLE: ClassVar[str] = "app_workspace"

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """A port nobody uses."""
        return {"port": 3999}


# What gunicorn's master looks for in a module of settings.
Settings = SampleSettings


def sample_settings(changes: Mapping[str, str]) -> SampleSettings:
    """Settings from `changes` over an environment that needs nothing; this machine's own is not looked at."""
    merged = {**SAMPLE_ENVIRONMENT, **changes}
    variables = {name: Variable(value, "sample", literal=True) for name, value in merged.items()}
    return SampleSettings.from_environment(Environment(find_root(), variables))


def sample_service(*blueprints: Blueprint, **environment: str) -> Service:
    """An application with the given routes."""
    service = Service("sample", sample_settings(environment), title="sample-api")
    service.register([(blueprint, "") for blueprint in blueprints])
    return service
