"""What the routes of systems answer when they cannot do as asked."""

from suite.errors import Conflict, NotFound, Problem


class SystemNotFound(NotFound):
    """System not found"""


class SystemExists(Conflict):
    """System with this name already exists"""


class ReferencedSystemNotFound(NotFound):
    """Referenced system not found"""

    def __init__(self) -> None:
        super().__init__(problems=[Problem("system_id", type(self).__doc__ or "", "not_found")])
