"""A mail as a message of RFC 5322: HTML and text, and no header that could start another one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime

from suite.ids import now_milliseconds
from suite.mail.addresses import is_address, split_mailbox, wire_address
from suite.mail.bodies import alternative
from suite.mail.errors import HeaderRefused, PermanentFailure
from suite.mail.headers import mailbox_header, refuse_breaking, text_header, token_header

_KEY = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_OURS = frozenset({"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version"})


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
        return split_mailbox(self.address)[1]


@dataclass(frozen=True, slots=True)
class ComposedMail:
    """A composed mail and its envelope; addresses have their domains in ASCII.

    `needs_utf8`: a local part is beyond ASCII, which only servers with SMTPUTF8 carry; everything else is ASCII.
    """

    sender: str
    recipient: str
    message_id: str
    content: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether an address can travel as it is only."""
        return not (self.sender + self.recipient).isascii() or not self.content.isascii()

    def as_bytes(self) -> bytes:
        """What is sent."""
        return self.content


def compose(mail: Mail, origin: Origin) -> ComposedMail:
    """The message; PermanentFailure for an unusable address, HeaderRefused for a header that would not arrive as it is.

    Headers of the mail itself are for programs when they begin with List- or hold an address in angle brackets; those
    stay on one line. All others are text.
    """
    refuse_breaking("To", mail.recipient)
    if not is_address(mail.recipient):
        raise PermanentFailure("recipient is not an address")
    refuse_breaking("Message-ID", mail.key)
    if not _KEY.fullmatch(mail.key):
        raise HeaderRefused("Message-ID", "cannot hold the key of the mail")
    # Whoever gets a mail twice after a crash may see it as one: many programs drop a known Message-ID.
    sender = sender_of(origin)
    message_id = f"<{mail.key}@{sender.partition('@')[2]}>"
    headers = [
        mailbox_header("From", origin.address),
        mailbox_header("To", mail.recipient),
        *([mailbox_header("Reply-To", origin.reply_to)] if origin.reply_to else []),
        text_header("Subject", mail.subject),
        token_header("Date", format_datetime(now_milliseconds())),
        token_header("Message-ID", message_id),
        *(own_header(name, value) for name, value in mail.headers.items()),
        "MIME-Version: 1.0\r\n",
    ]
    content = "".join(headers) + alternative(mail.text, mail.html)
    return ComposedMail(sender, wire_address(mail.recipient), message_id, content.encode())


def own_header(name: str, value: str) -> str:
    """A header that a mail brings along; never one that says who writes to whom."""
    lowered = name.lower()
    if lowered in _OURS or lowered.startswith(("content-", "resent-")):
        raise HeaderRefused("a header of the message itself", "cannot be set by a mail")
    if lowered.startswith("list-") or value.startswith("<"):
        return token_header(name, value)
    return text_header(name, value)


def sender_of(origin: Origin) -> str:
    """The address of the envelope; PermanentFailure when the origin has none."""
    refuse_breaking("From", origin.address)
    try:
        return wire_address(origin.bare)
    except ValueError:
        raise PermanentFailure("the sender is not an address") from None
