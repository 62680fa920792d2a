"""The adapter that sends nothing: each mail is a log line, the last hundred are kept for tests."""

import logging
from collections import deque

from suite.mail.message import Mail, Origin, compose
from suite.mail.sender import Quota

log = logging.getLogger(__name__)
KEPT = 100


class ConsoleSender:
    """Logs `Mock email to X: Y`. The log itself masks addresses in production."""

    name = "console"

    def __init__(self, origin: Origin, allowance: Quota) -> None:
        self._origin = origin
        self._allowance = allowance
        self.mails: deque[Mail] = deque(maxlen=KEPT)

    def send(self, mail: Mail) -> str | None:
        """One line; what the real adapters refuse is refused here too."""
        compose(mail, self._origin)
        log.info("Mock email to %s: %s", mail.recipient, mail.subject, extra={"notification_id": mail.key})
        self.mails.append(mail)
        return f"console-{mail.key}"

    def quota(self) -> Quota:
        """EMAIL_MAX_RATE and EMAIL_MAX_DAILY."""
        return self._allowance

    def close(self) -> None:
        """Nothing is open."""
