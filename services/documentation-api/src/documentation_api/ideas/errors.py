"""What the routes of ideas answer when they cannot do as asked."""

from suite.errors import NotFound, Problem


class IdeaNotFound(NotFound):
    """Idea not found"""


class ReferencedIdeaNotFound(NotFound):
    """Referenced idea not found"""

    def __init__(self) -> None:
        super().__init__(problems=[Problem("idea_id", type(self).__doc__ or "", "not_found")])
