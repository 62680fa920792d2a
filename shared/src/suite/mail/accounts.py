"""Where mails are handed over, as settings tell it."""

from dataclasses import dataclass

from suite.parsers import Secret

STARTTLS, SSL, NONE = "starttls", "ssl", "none"


@dataclass(frozen=True)
class SmtpServer:
    """Where to dial; `tls` is starttls, ssl or none."""

    host: str
    port: int
    tls: str = STARTTLS
    user: str | None = None
    password: Secret | None = None


@dataclass(frozen=True)
class SesAccount:
    """How SES is reached. Without a key or role botocore's own chain looks for credentials."""

    region: str
    access_key: str | None = None
    secret_key: Secret | None = None
    role: str | None = None
    configuration_set: str | None = None
    endpoint: str | None = None
