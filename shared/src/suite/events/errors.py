"""What can go wrong between telling and hearing."""

from suite.errors import AppError


class PublisherNotFound(AppError):
    """Nobody publishes this topic"""

    code = "PUBLISHER_NOT_FOUND"


class InvalidPayload(AppError):
    """The data do not fit their topic"""

    code = "INVALID_PAYLOAD"


class BrokenMessage(Exception):
    """A message that can never be handled; its text is the reason kept with the dead letter."""


class Permanent(Exception):
    """Raised by a handler: trying again would not help. Its text is the reason kept with the dead letter."""


class Delay(Exception):
    """Raised by a handler: not now, but in `seconds`. No attempt is consumed."""

    def __init__(self, seconds: float, reason: str = "delayed") -> None:
        super().__init__(reason)
        self.seconds = seconds


class BusUnavailable(Exception):
    """The bus cannot be reached; the text is a class of failure, never a connection string."""
