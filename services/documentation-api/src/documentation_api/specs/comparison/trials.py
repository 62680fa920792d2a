"""What the comparison of schemas offers to its parts: the two documents, its report, and further comparisons."""

from typing import Protocol

from documentation_api.specs.comparison.findings import Findings
from documentation_api.specs.comparison.fingerprints import Fingerprints
from documentation_api.specs.comparison.sides import Place, Side
from documentation_api.specs.comparison.view import View
from documentation_api.specs.comparison.views import Views


class Trials(Protocol):
    """A comparison in progress, as alternatives and assertions see it."""

    old: Side
    new: Side
    report: Findings
    old_views: Views
    new_views: Views
    old_numbers: Fingerprints
    new_numbers: Fingerprints

    @property
    def mirror(self) -> "Trials":
        """The comparison of the new document with the old one."""

    def trial(self, old: View, new: View, direction: str) -> Findings:
        """What a comparison of two views would report."""

    def fits(self, old: Place, new: Place, direction: str) -> bool:
        """Whether a change from one schema to another breaks nobody."""
