"""The adapters, behind one small interface."""

from dataclasses import dataclass
from ssl import create_default_context
from typing import Protocol

from suite.mail.message import Mail
from suite.mail.settings import CONSOLE, SMTP, MailSettings


@dataclass(frozen=True)
class Quota:
    """What may be sent: messages a second, and a day (None: any number); `used` in the last 24 h where known."""

    rate: float
    daily: int | None
    used: int = 0


class Sender(Protocol):
    """Sends composed mails. Safe to use from several threads."""

    name: str

    def send(self, mail: Mail) -> str | None:
        """Hand a mail to the provider: its id there, where it gives one. TransientFailure or PermanentFailure."""
        ...

    def quota(self) -> Quota:
        """What may be sent at the moment."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...


def open_sender(settings: MailSettings) -> Sender:
    """The adapter the settings name; nothing is dialled yet."""
    if settings.email_adapter == CONSOLE:
        from suite.mail.console import ConsoleSender

        return ConsoleSender(settings.origin, settings.allowance)
    if settings.email_adapter == SMTP:
        from suite.mail.smtp import SmtpSender

        context = create_default_context(cafile=settings.smtp_ca_file)
        return SmtpSender(settings.smtp_server, settings.origin, settings.allowance, context=context)
    # boto3 takes a second and 30 MiB to import: only who sends by SES pays for it.
    from suite.mail.ses import SesSender

    return SesSender(settings.ses_account, settings.origin)
