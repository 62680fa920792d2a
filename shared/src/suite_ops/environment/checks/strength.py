"""Secrets that anybody could guess."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from suite.configuration import SettingDeclaration
from suite.environment import Environment
from suite.parsers import as_database_url
from suite_ops.environment.checks.catalogue import SettingsCatalogue
from suite_ops.environment.checks.findings import EnvironmentFinding, Level, weak

JWT_LENGTH = 32
PASSWORD_LENGTH = 16
_SAMPLES = re.compile(r"change[_-]?me.*|.*_dev_password|password|passwd|secret|example|postgres|admin", re.IGNORECASE)
_REPEATED = re.compile(r"(.{1,8}?)\1+", re.DOTALL)
_WORD_AND_DIGITS = re.compile(r"[A-Za-z]{1,20}[\W_]?[0-9]{0,8}")
_FEW_CHARACTERS = 4


def check_secrets(
    catalogue: SettingsCatalogue, environment: Environment, production: bool
) -> Iterator[EnvironmentFinding]:
    """Sample values, short ones, repeated characters, a word with digits."""
    for reading in catalogue.readings():
        name = reading.used_name(environment)
        if not reading.declared.secret or name is None:
            continue
        reason = find_weakness(name, secret_part(reading.declared, environment[name]))
        if reason:
            yield weak(production, name, f"{reason} (from {environment.origin(name)})")


def check_audit_keys(catalogue: SettingsCatalogue, environment: Environment) -> Iterator[EnvironmentFinding]:
    """Without its key an audit chain can be written anew by whoever can write to the database."""
    for reading in catalogue.readings():
        if reading.names[0].endswith("_AUDIT_KEY") and not environment.get(reading.used_name(environment) or "", ""):
            text = (
                "is not set: who can write to the database can write the audit chain anew; give it 32 random characters"
            )
            yield EnvironmentFinding(Level.WARN, reading.names[0], text)


def secret_part(declared: SettingDeclaration, value: str) -> str:
    """The value, or the password inside a connection URL."""
    if declared.parse is not as_database_url:
        return value
    try:
        return unquote(urlsplit(value).password or "")
    except ValueError:
        return ""


def find_weakness(name: str, secret: str) -> str | None:
    """Why this secret is weak, or None."""
    if not secret:
        return None
    if _SAMPLES.fullmatch(secret):
        return "is a sample value"
    least = _least_length(name)
    if len(secret) < least:
        return f"has {len(secret)} characters, {least} are needed"
    if len(set(secret)) <= _FEW_CHARACTERS or _REPEATED.fullmatch(secret):
        return "repeats few characters"
    if _WORD_AND_DIGITS.fullmatch(secret):
        return "is a word with digits"
    return None


def _least_length(name: str) -> int:
    if name.startswith("JWT_SECRET"):
        return JWT_LENGTH
    if name.endswith(("PASSWORD", "SUPERPASS", "DATABASE_URL", "DATABASE_REPLICA_URL", "METRICS_TOKEN")):
        return PASSWORD_LENGTH
    return 0
