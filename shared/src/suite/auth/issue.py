"""Mint tokens: `python -m suite.auth.issue --sub ID --role R`, or `--service NAME --role R`."""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import jwt

from suite.auth.durations import parse_duration
from suite.auth.identity import SERVICE_PREFIX, parse_user_id
from suite.auth.roles import ROLES
from suite.auth.service_tokens import mint_service_token
from suite.environment import EnvironmentFileError, load_environment
from suite.settings import refuse_to_start

DEFAULT_LIFETIME = "7d"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a token; ends with status 2 for wrong arguments and 78 for a wrong environment."""
    parser = build_parser()
    wanted = parser.parse_args(arguments)
    if wanted.service:
        try:
            token, entry = mint_service_token(wanted.service, wanted.role)
        except ValueError:
            parser.error("--service takes lower case letters, digits and dashes, 63 at most")
        sys.stdout.write(f"token: {token}\nSERVICE_TOKENS entry: {entry}\n")
        return
    try:
        token = issue_token(
            load_environment(), subject=wanted.sub, role=wanted.role, ttl_s=wanted.ttl, email=wanted.email
        )
    except (EnvironmentFileError, ValueError) as error:
        refuse_to_start([str(error)])
    sys.stdout.write(f"{token}\n")


def issue_token(
    environment: Mapping[str, str], *, subject: str, role: str, ttl_s: int, email: str | None = None
) -> str:
    """A JWT signed with JWT_SECRET that lives `ttl_s` seconds, at most JWT_EXPIRES_IN.

    ValueError, as a 'NAME: text' line, when the environment cannot sign.
    """
    secret = environment.get("JWT_SECRET")
    if not secret:
        raise ValueError("JWT_SECRET: missing (required to sign tokens)")
    now = int(time.time())
    claims: dict[str, Any] = {"sub": subject, "role": role, "iat": now}
    claims["exp"] = now + min(ttl_s, longest_lifetime(environment))
    optional = {"iss": environment.get("JWT_ISSUER"), "aud": environment.get("JWT_AUDIENCE"), "email": email}
    claims |= {name: value for name, value in optional.items() if value}
    return jwt.encode(claims, secret, algorithm="HS256")


def longest_lifetime(environment: Mapping[str, str]) -> int:
    """Seconds of JWT_EXPIRES_IN, or of its older name JWT_EXPIRATION."""
    written = environment.get("JWT_EXPIRES_IN") or environment.get("JWT_EXPIRATION") or DEFAULT_LIFETIME
    try:
        return parse_duration(written)
    except ValueError as error:
        raise ValueError(f'JWT_EXPIRES_IN: "{written}" {error}') from None


def build_parser() -> argparse.ArgumentParser:
    """Arguments of the command."""
    parser = argparse.ArgumentParser(prog="issue-token", description="Mint a token for a person or a service.")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--sub", type=_as_subject, help="user id, 1 to 100 printable characters")
    whom.add_argument("--service", help="name of a service; prints its token and the line for SERVICE_TOKENS")
    parser.add_argument("--role", required=True, choices=ROLES)
    parser.add_argument("--ttl", type=_as_duration, default="1h", help="3600, 45s, 30m, 12h, 7d (default 1h)")
    parser.add_argument("--email", help="address put into the token")
    return parser


def _as_subject(text: str) -> str:
    if text.startswith(SERVICE_PREFIX):
        raise argparse.ArgumentTypeError(f"{SERVICE_PREFIX} is kept for service tokens")
    try:
        return parse_user_id(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _as_duration(text: str) -> int:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} {error}") from error


if __name__ == "__main__":
    main()
