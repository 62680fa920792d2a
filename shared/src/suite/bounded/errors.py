"""How bounded work ends when it does not end well."""

from suite.errors import AppError, Unavailable, Unprocessable, UpstreamTimeout

CPU, MEMORY, DEPTH, CRASH = "cpu", "memory", "depth", "crash"


class QueueFull(Unavailable):
    """Too much of this work is waiting already; try again shortly"""

    code = "BUSY"


class OutOfTime(UpstreamTimeout):
    """The work was not done in time"""


class TooCostly(Unprocessable):
    """The work takes more memory or computing than it may"""

    code = "TOO_COSTLY"

    def __init__(self, reason: str = CPU) -> None:
        super().__init__()
        self.reason = reason


class ClientLeft(AppError):
    """The client has left before the work was done"""

    # As nginx counts them; nobody reads the reply.
    status = 499
    code = "CLIENT_LEFT"


class ChildEnded(Exception):
    """The child is gone. `accepted`: it had begun with the task, so the task may be what ended it."""

    def __init__(self, accepted: bool) -> None:
        super().__init__()
        self.accepted = accepted
