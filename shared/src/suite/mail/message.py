"""A mail as a message of RFC 5322: HTML and text, and no header that could start another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from suite.ids import now_milliseconds
from suite.mail.addresses import is_address
from suite.mail.errors import HeaderRefused, PermanentFailure


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What is to be said to whom. `key` names the mail for ever: attempts of one mail share their Message-ID."""

    recipient: str
    subject: str
    html: str
    text: str
    key: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Origin:
    """Who writes: `address` may carry a name, as in `Colmeia <no-reply@example.org>`."""

    address: str
    reply_to: str | None = None

    @property
    def bare(self) -> str:
        """The address alone."""
        return parseaddr(self.address)[1]


def compose(mail: Mail, origin: Origin) -> EmailMessage:
    """The message; PermanentFailure for an unusable address, HeaderRefused for a header with a control character."""
    refuse_controls({"To": mail.recipient, "Subject": mail.subject, "Message-ID": mail.key, **mail.headers})
    if not is_address(mail.recipient):
        raise PermanentFailure("recipient is not an address")
    # Encoded for the oldest server on the way; only an address beyond ASCII needs SMTPUTF8.
    message = EmailMessage(policy=SMTP.clone(utf8=not mail.recipient.isascii(), cte_type="7bit"))
    message["From"] = origin.address
    message["To"] = mail.recipient
    if origin.reply_to:
        message["Reply-To"] = origin.reply_to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(now_milliseconds())
    # Whoever gets a mail twice after a crash may see it as one: many programs drop a known Message-ID.
    message["Message-ID"] = f"<{mail.key}@{origin.bare.partition('@')[2] or 'localhost'}>"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def refuse_controls(headers: Mapping[str, str]) -> None:
    """HeaderRefused when a value holds CR, LF or another control character."""
    for name, value in headers.items():
        if any(character < " " or character == "\x7f" or character in "\x85\u2028\u2029" for character in value):
            raise HeaderRefused(name)
