"""Why a target is not dialled."""

from suite.errors import BadRequest

PRIVATE, METADATA, NAME, FORM, PORT = "private", "metadata", "name", "form", "port"


class BlockedTarget(BadRequest):
    """Target address is not allowed"""

    code = "BLOCKED_TARGET"

    def __init__(self, reason: str, url: str) -> None:
        super().__init__()
        self.reason = reason
        self.url = url


class TargetUnresolvable(Exception):
    """The name has no address here."""
