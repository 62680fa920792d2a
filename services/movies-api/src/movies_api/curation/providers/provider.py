"""What every provider can do, and how one fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from movies_api.curation.errors import CurationFailed
from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Judgement, Match, Texts
from movies_api.curation.oscars import Oscar
from movies_api.curation.vocabulary import EndOption, SubSentiment, Vocabulary

LEXICON = "lexicon"


class ProviderFailed(CurationFailed):
    """The provider did not answer as expected"""

    code = "PROVIDER_FAILED"

    def __init__(self, provider: str, reason: str, *, for_good: bool = False) -> None:
        super().__init__(f"{provider}: {reason}")
        self.for_good = for_good


@dataclass(frozen=True)
class Call:
    """One call: tokens and US dollars are None where the provider did not tell or no price is known."""

    provider: str
    model: str
    seconds: float
    prompt_tokens: int | None
    completion_tokens: int | None
    cost_usd: float | None
    outcome: str


class Provider(Protocol):
    """A judge of films. Each method raises ProviderFailed."""

    name: str

    def judge(self, film: FilmFacts, candidates: Sequence[SubSentiment], vocabulary: Vocabulary) -> Judgement:
        """At most ten sub-sentiments, the strongest first."""

    def reasons(self, film: FilmFacts, options: Sequence[EndOption], matches: Sequence[Match]) -> Mapping[int, str]:
        """One phrase an option, by its id."""

    def oscars(self, film: FilmFacts) -> Sequence[Oscar]:
        """What the film won or was nominated for; nothing when the provider does not know."""

    def describe(self, film: FilmFacts, matches: Sequence[Match]) -> Texts:
        """The texts of the landing page."""

    def take_calls(self) -> list[Call]:
        """The calls since this was asked last."""
