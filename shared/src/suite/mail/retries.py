"""A few attempts inside one delivery, for trouble that passes in seconds."""

from collections.abc import Callable
from time import sleep

from suite.mail.errors import MailNotConfigured, TransientFailure
from suite.mail.message import Mail
from suite.mail.sender import Sender
from suite.tracing import CLIENT, span

WAITS_SECONDS = (2.0, 4.0)


def send_patiently(
    sender: Sender,
    mail: Mail,
    *,
    pause: Callable[[float], object] = sleep,
    on_retry: Callable[[], object] = lambda: None,
) -> str | None:
    """Send with up to three attempts: the provider's id. A `pause` that returns something true ends the attempts.

    Raises TransientFailure when the last attempt failed too, PermanentFailure and MailNotConfigured at once.
    """
    for wait in WAITS_SECONDS:
        try:
            return _send(sender, mail)
        except MailNotConfigured:
            raise
        except TransientFailure:
            if pause(wait):
                raise
            on_retry()
    return _send(sender, mail)


def _send(sender: Sender, mail: Mail) -> str | None:
    with span("send mail", CLIENT, mail__adapter=sender.name):
        return sender.send(mail)
