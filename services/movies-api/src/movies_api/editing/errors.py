"""Why the write of an editor is refused, beside what is refused everywhere."""

from collections.abc import Iterable

from movies_api.journeys.graph import GraphProblem
from suite.errors import Unprocessable


class BrokenJourney(Unprocessable):
    """The journey would be broken"""

    code = "JOURNEY_BROKEN"

    def __init__(self, problems: Iterable[GraphProblem]) -> None:
        listed = [{"kind": one.kind, "subject": one.subject, "message": one.message} for one in problems]
        super().__init__("; ".join(one["message"] for one in listed), extra={"problems": listed})
