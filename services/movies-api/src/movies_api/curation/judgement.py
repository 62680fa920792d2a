"""What a judge says about a film, whoever judges."""

from dataclasses import dataclass

MOST_MATCHES = 10
LONGEST_EXPLANATION = 500


@dataclass(frozen=True)
class Match:
    """A known sub-sentiment of a film; `relevance` 0 to 1."""

    sub_id: int
    name: str
    relevance: float
    explanation: str


@dataclass(frozen=True)
class NewName:
    """A sub-sentiment the catalogue does not know."""

    name: str
    relevance: float
    explanation: str


@dataclass(frozen=True)
class Judgement:
    """All a judge said about the feelings of a film, the strongest first."""

    matches: tuple[Match, ...] = ()
    new: tuple[NewName, ...] = ()

    @property
    def confidence(self) -> float:
        """How sure the judge was at best."""
        relevances = [match.relevance for match in self.matches] + [new.relevance for new in self.new]
        return max(relevances, default=0.0)


@dataclass(frozen=True)
class LandingTexts:
    """The texts of a landing page."""

    audience: str
    hook: str
    warning: str
