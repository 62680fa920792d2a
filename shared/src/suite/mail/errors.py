"""Why a mail was not sent, in the only two ways that matter to whoever decides about the next attempt."""


class MailError(Exception):
    """A mail was not sent; `reason` is a short text without addresses."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TransientFailure(MailError):
    """A later attempt may succeed: throttling, a server that is down, SMTP 4xx, a broken connection."""


class MailNotConfigured(TransientFailure):
    """The adapter cannot work as it is set up; it can once an operator has mended that."""


class PermanentFailure(MailError):
    """No attempt will succeed: the address or the message is refused."""


class HeaderRefused(PermanentFailure):
    """A header that would not be one header, or not say the same when it is read."""

    def __init__(self, name: str, reason: str = "holds a control character") -> None:
        super().__init__(f"{name} {reason}")
