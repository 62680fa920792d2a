"""From the settings to the adapter they name."""

from ssl import create_default_context

from suite.mail.sender import Sender
from suite.mail.settings import CONSOLE, SMTP, MailSettings


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
