"""Tokens of other services: `<name>.<secret>` in a header, `name:role:sha256hex` in the settings."""

import hashlib
import hmac
import re
import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from suite.auth.identity import SERVICE_PREFIX, Identity
from suite.auth.roles import ROLES
from suite.errors import Unauthorized

ENTRIES_PER_NAME = 2  # the current secret and the one that replaces it

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NO_DIGEST = "0" * 64


@dataclass(frozen=True, slots=True)
class AcceptedSecret:
    """One accepted secret of a service, known by its SHA-256 alone."""

    name: str
    role: str
    digest: str


class ServiceTokens:
    """The services that may call, by name."""

    def __init__(self, entries: Mapping[str, tuple[AcceptedSecret, ...]]) -> None:
        self._entries = dict(entries)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a comma separated list of entries; ValueError says which one is wrong, never what it holds."""
        found: dict[str, list[AcceptedSecret]] = defaultdict(list)
        for position, written in enumerate((part.strip() for part in text.split(",")), start=1):
            entry = parse_entry(written, position)
            found[entry.name].append(entry)
            if len(found[entry.name]) > ENTRIES_PER_NAME:
                raise ValueError(f"entry {position} is one more than {ENTRIES_PER_NAME} for the same name")
        return cls({name: tuple(entries) for name, entries in found.items()})

    def verify(self, token: str) -> Identity:
        """The service that holds this token; Unauthorized when there is none."""
        name, _, secret = token.partition(".")
        digest = digest_secret(secret)
        role = None
        # An unknown name costs as much as a wrong secret, and no entry ends the comparison early.
        for entry in self._entries.get(name) or (AcceptedSecret(name, "reader", _NO_DIGEST),):
            if hmac.compare_digest(digest, entry.digest) and name in self._entries:
                role = entry.role
        if role is None:
            raise Unauthorized("Invalid service token")
        return Identity(f"{SERVICE_PREFIX}{name}", role, "service")


def parse_entry(written: str, position: int) -> AcceptedSecret:
    """One `name:role:sha256hex`; ValueError names the position in the list."""
    name, role, digest = (*written.split(":"), "", "", "")[:3]
    if written.count(":") != 2 or not _NAME.fullmatch(name) or not _SHA256.fullmatch(digest):
        raise ValueError(f"entry {position} is not name:role:sha256hex")
    if role not in ROLES:
        raise ValueError(f"entry {position} has a role that is not one of {', '.join(ROLES)}")
    return AcceptedSecret(name, role, digest)


def digest_secret(secret: str) -> str:
    """Hex SHA-256. The secrets are random, so a slow hash would add cost and no strength."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def mint_service_token(name: str, role: str) -> tuple[str, str]:
    """A new token and the entry that admits it; ValueError when the name or role cannot be used."""
    secret = secrets.token_urlsafe(32)
    written = f"{name}:{role}:{digest_secret(secret)}"
    parse_entry(written, 1)
    return f"{name}.{secret}", written
