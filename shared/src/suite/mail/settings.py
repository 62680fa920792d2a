"""What a service that sends mail can be told. It inherits these fields beside those of every service."""

from collections.abc import Iterator
from dataclasses import dataclass

from suite.configuration import Settings, setting
from suite.mail.accounts import SesAccount, SmtpServer
from suite.mail.addresses import is_address, split_mailbox
from suite.mail.message import Origin
from suite.mail.sender import Quota
from suite.parsers import Secret, as_choice, as_flag, as_integer, as_number, as_port, as_secret, as_text, as_url

CONSOLE, SMTP, SES = "console", "smtp", "ses"
UNNAMED = "no-reply@localhost"


@dataclass(frozen=True, kw_only=True)
class MailSettings(Settings):
    """Adapter, sender and limits."""

    email_adapter_given: str | None = setting(
        "EMAIL_ADAPTER", as_choice(CONSOLE, SMTP, SES), default=None, help="console (default), smtp or ses"
    )
    email_mock: bool = setting(
        "EMAIL_SERVICE_MOCK", as_flag, default=False, help="true: console, when EMAIL_ADAPTER says nothing"
    )
    email_from: str | None = setting(
        "AWS_SES_FROM_ADDRESS",
        as_text,
        default=None,
        aliases=("EMAIL_FROM",),
        help="who mails are from; needed unless the adapter is console",
    )
    email_reply_to: str | None = setting("EMAIL_REPLY_TO", as_text, default=None, help="where answers go")
    email_max_rate: float = setting(
        "EMAIL_MAX_RATE",
        as_number(0.01, 10_000),
        default=14.0,
        help="mails a second of all processes; SES says its own",
    )
    email_max_daily: int | None = setting(
        "EMAIL_MAX_DAILY", as_integer(1, 100_000_000), default=None, help="mails a day; SES has its own"
    )
    smtp_host: str | None = setting("SMTP_HOST", as_text, default=None, help="SMTP server", feature="mail by SMTP")
    smtp_port: int = setting("SMTP_PORT", as_port, default=587, help="its port")
    smtp_user: str | None = setting("SMTP_USER", as_text, default=None, help="login name, when it wants one")
    smtp_password: Secret | None = setting("SMTP_PASSWORD", as_secret, default=None, help="password of SMTP_USER")
    smtp_tls: str = setting(
        "SMTP_TLS", as_choice("starttls", "ssl", "none"), default="starttls", help="starttls, ssl or none"
    )
    smtp_ca_file: str | None = setting(
        "SMTP_CA_FILE", as_text, default=None, help="certificate authorities of the SMTP server, when not a public one"
    )
    aws_region: str = setting("AWS_REGION", as_text, default="us-east-1", help="region of SES")
    aws_access_key: str | None = setting(
        "AWS_ACCESS_KEY_ID", as_text, default=None, help="key of SES; without it AWS's own chain of credentials"
    )
    aws_secret_key: Secret | None = setting(
        "AWS_SECRET_ACCESS_KEY", as_secret, default=None, help="secret of AWS_ACCESS_KEY_ID"
    )
    aws_role: str | None = setting("AWS_ROLE_ARN", as_text, default=None, help="role to assume before sending")
    ses_configuration_set: str | None = setting(
        "SES_CONFIGURATION_SET", as_text, default=None, help="configuration set that reports bounces"
    )
    ses_endpoint: str | None = setting(
        "SES_ENDPOINT_URL", as_url("https", "http"), default=None, help="another address of SES, e.g. a VPC endpoint"
    )

    @property
    def email_adapter(self) -> str:
        """console, smtp or ses."""
        return self.email_adapter_given or CONSOLE

    @property
    def origin(self) -> Origin:
        """Who mails are from."""
        return Origin(self.email_from or UNNAMED, self.email_reply_to)

    @property
    def allowance(self) -> Quota:
        """The limits of adapters whose provider names none."""
        return Quota(self.email_max_rate, self.email_max_daily)

    @property
    def smtp_server(self) -> SmtpServer:
        """Where SMTP dials."""
        return SmtpServer(
            self.smtp_host or "localhost", self.smtp_port, self.smtp_tls, self.smtp_user, self.smtp_password
        )

    @property
    def ses_account(self) -> SesAccount:
        """How SES is reached."""
        return SesAccount(
            self.aws_region,
            self.aws_access_key,
            self.aws_secret_key,
            self.aws_role,
            self.ses_configuration_set,
            self.ses_endpoint,
        )

    def problems(self) -> Iterator[str]:
        """What an adapter cannot do without."""
        yield from super().problems()
        if self.email_adapter != CONSOLE and not self.email_from:
            yield f"AWS_SES_FROM_ADDRESS: missing (required because EMAIL_ADAPTER={self.email_adapter})"
        for name, given in (("AWS_SES_FROM_ADDRESS", self.email_from), ("EMAIL_REPLY_TO", self.email_reply_to)):
            if given is not None and not (given.isprintable() and is_address(split_mailbox(given)[1])):
                yield f'{name}: "{given}" is not an e-mail address'
        if self.email_adapter == SMTP and not self.smtp_host:
            yield "SMTP_HOST: missing (required because EMAIL_ADAPTER=smtp)"
        if self.aws_access_key and not self.aws_secret_key:
            yield "AWS_SECRET_ACCESS_KEY: missing (required because AWS_ACCESS_KEY_ID is set)"
