"""What a film won or was nominated for at the Oscars, and what a text about its awards says of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

OSCAR = "Oscar"
_MENTIONED = re.compile(r"\boscars?\b", re.IGNORECASE)
# As OMDb and the texts of the catalogue put it.
_WON = re.compile(r"\b(?:won|vencedora? de|venceu|ganhou)\s+([0-9]{1,2})\s+oscars?\b", re.IGNORECASE)
_NOMINATED = re.compile(r"\b(?:nominated for|indicad[oa] a)\s+([0-9]{1,2})\s+oscars?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Oscar:
    """One win or nomination; `year` is that of the ceremony, `person` None where the film itself was honoured."""

    category: str
    year: int
    person: str | None
    won: bool


def mentions_oscars(awards: str | None) -> bool:
    """Whether a text about awards speaks of an Oscar."""
    return bool(awards and _MENTIONED.search(awards))


def contradiction(oscars: Sequence[Oscar], awards: str) -> str | None:
    """How a list differs from the numbers a text about awards tells, None when it does not."""
    wins = sum(one.won for one in oscars)
    if won := _WON.search(awards):
        return None if wins == int(won[1]) else f"{won[1]} Oscars were won, not {wins}"
    if nominated := _NOMINATED.search(awards):
        agrees = not wins and len(oscars) == int(nominated[1])
        return None if agrees else f"there were {nominated[1]} nominations and no win, not {len(oscars)} and {wins}"
    return None
