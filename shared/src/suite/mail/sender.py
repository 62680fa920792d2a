"""What every adapter that sends mails offers."""

from dataclasses import dataclass
from typing import Protocol

from suite.mail.message import Mail


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
