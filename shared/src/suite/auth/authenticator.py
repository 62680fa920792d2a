"""From the headers of a request to the identity of its caller."""

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from suite.auth.durations import parse_duration
from suite.auth.identity import LOCAL_USER_ID, Identity, parse_user_id
from suite.auth.roles import ROLES
from suite.auth.service_tokens import ServiceTokens
from suite.errors import BadRequest, Unauthorized
from suite.settings import ConfigurationError, ServiceSettings

if TYPE_CHECKING:
    from suite.auth.bearer import BearerTokens

LEAST_SECRET_BYTES = 32  # RFC 7518 §3.2: an HS256 key is at least as long as the hash

logger = logging.getLogger(__name__)


class Authenticator:
    """Identifies callers by the rules of AUTH_MODE; one per process.

    off: `X-User-Id` with `off_named_role`, without it the local user with `off_role`. jwt: `X-Service-Token`, else
    `Authorization: Bearer`; `X-User-Id` is ignored. Raises ConfigurationError when the settings cannot work.
    """

    def __init__(self, settings: ServiceSettings, off_role: str = "admin", off_named_role: str | None = None) -> None:
        for role in (off_role, off_named_role or off_role):
            if role not in ROLES:
                raise ValueError(f"off_role {role!r} is not one of {', '.join(ROLES)}")
        problems = list(find_problems(settings))
        if problems:
            raise ConfigurationError(problems)
        self._off_named_role = off_named_role or off_role
        self._local = Identity(LOCAL_USER_ID, off_role, "local")
        self._services = read_service_tokens(settings)
        self._bearers = None if settings.auth_mode == "off" else build_bearer_tokens(settings)

    def identify(self, environ: Mapping[str, Any]) -> Identity:
        """The caller of a WSGI request.

        Raises BadRequest for an unusable X-User-Id, Unauthorized without a valid token, and Unavailable while
        the keys to check a token cannot be read.
        """
        if self._bearers is None:
            given = environ.get("HTTP_X_USER_ID")
            return self._local if given is None else self._named(given)
        service_token = environ.get("HTTP_X_SERVICE_TOKEN")
        if service_token:
            return self._services.verify(service_token)
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthorized
        return self._bearers.verify(token.strip())

    def _named(self, header: str) -> Identity:
        try:
            # WSGI hands header bytes over as latin-1; clients send UTF-8.
            user_id = parse_user_id(header.encode("latin-1").decode("utf-8"))
        except ValueError as error:
            raise BadRequest("X-User-Id must be 1 to 100 printable characters") from error
        return Identity(user_id, self._off_named_role, "user")


def find_problems(settings: ServiceSettings) -> Iterator[str]:
    """Settings of identity that cannot work, as 'NAME: text' lines that never show a secret."""
    try:
        read_service_tokens(settings)
    except ValueError as error:
        yield f"SERVICE_TOKENS: {error}"
    try:
        parse_duration(settings.jwt_expires_in)
    except ValueError as error:
        yield f'JWT_EXPIRES_IN: "{settings.jwt_expires_in}" {error}'
    if settings.auth_mode != "jwt":
        return
    if settings.jwt_secret_old and not settings.jwt_secret:
        yield "JWT_SECRET_OLD: set without JWT_SECRET"
    secret = settings.jwt_secret
    if settings.production and secret and len(secret.reveal().encode()) < LEAST_SECRET_BYTES:
        yield f"JWT_SECRET: shorter than {LEAST_SECRET_BYTES} bytes"


def read_service_tokens(settings: ServiceSettings) -> ServiceTokens:
    """The services of SERVICE_TOKENS; ValueError when it is malformed."""
    given = settings.service_tokens
    return ServiceTokens.parse(given.reveal()) if given else ServiceTokens({})


def build_bearer_tokens(settings: ServiceSettings) -> "BearerTokens":
    """Verifier of JWT_SECRET, then JWT_SECRET_OLD, and of the keys behind JWKS_URL, whichever are set."""
    # Only where tokens are verified: cryptography and requests take 11 MB of a process.
    from suite.auth.bearer import BearerTokens
    from suite.auth.keyset import KeySet

    secrets = [secret.reveal() for secret in (settings.jwt_secret, settings.jwt_secret_old) if secret]
    if len(secrets) > 1 and settings.auth_mode == "jwt":
        logger.warning("tokens signed with the old secret are still accepted")
    keys = KeySet(settings.jwks_url) if settings.jwks_url else None
    return BearerTokens(
        secrets,
        keys,
        issuer=settings.jwt_issuer,
        audience=settings.jwt_audience,
        longest_life_s=parse_duration(settings.jwt_expires_in),
    )
