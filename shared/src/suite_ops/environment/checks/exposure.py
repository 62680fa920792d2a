"""Doors that production should not leave open."""

import re
from collections.abc import Iterator

from suite.environment import Environment
from suite_ops.environment.checks.catalogue import SettingsCatalogue
from suite_ops.environment.checks.findings import EnvironmentFinding, Level

# Their public reads are made for any origin, without credentials.
OPEN_BY_DESIGN = ("movies-api", "blog-api")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


def check_exposure(catalogue: SettingsCatalogue, environment: Environment) -> Iterator[EnvironmentFinding]:
    """Rules of production; AUTH_MODE=off is refused by the settings themselves."""
    yield from _check_origins(catalogue, environment)
    if environment.get("DISABLE_CORS", "").lower() in ("true", "1", "yes", "on"):
        yield EnvironmentFinding(Level.WARN, "DISABLE_CORS", "no CORS headers: right only behind one domain")
    if environment.get("METRICS_ACCESS") == "open":
        yield EnvironmentFinding(
            Level.WARN, "METRICS_ACCESS", "open: anybody who reaches a service can read its metrics"
        )
    if "SCRAPE_ALLOW_HOSTS" in environment:
        yield EnvironmentFinding(Level.WARN, "SCRAPE_ALLOW_HOSTS", "lets scrape-proxy reach hosts it would refuse")


def _check_origins(catalogue: SettingsCatalogue, environment: Environment) -> Iterator[EnvironmentFinding]:
    for reading in catalogue.readings():
        name = reading.used_name(environment) if reading.field == "cors_origins" else None
        if name is None:
            continue
        for origin in reading.declared.parse(environment[name]):
            problem = _origin_problem(origin)
            if problem:
                forgiven = origin == "*" and reading.id in OPEN_BY_DESIGN
                yield EnvironmentFinding(Level.WARN if forgiven else Level.FAIL, name, problem)


def _origin_problem(origin: str) -> str | None:
    if origin == "*":
        return "* lets every site call"
    if not _ORIGIN.fullmatch(origin):
        return f'"{origin}" is not an origin (scheme://host, without a path)'
    if not origin.startswith("https://"):
        return f"{origin} is not https"
    return None
