"""Mail: composed once, sent by whichever adapter the settings name, paced and suppressed over all processes."""

from suite.mail.errors import MailError, MailNotConfigured, PermanentFailure, TransientFailure
from suite.mail.message import Mail, Origin
from suite.mail.retries import send_patiently
from suite.mail.sender import Sender
from suite.mail.senders import open_sender
from suite.mail.settings import MailSettings
from suite.mail.templates import Rendered, Templates, Wording

__all__ = [
    "Mail",
    "MailError",
    "MailNotConfigured",
    "MailSettings",
    "Origin",
    "PermanentFailure",
    "Rendered",
    "Sender",
    "Templates",
    "TransientFailure",
    "Wording",
    "open_sender",
    "send_patiently",
]
