"""What everybody who judges films can do."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Judgement, LandingTexts, Match
from movies_api.curation.oscars import Oscar
from movies_api.curation.vocabulary import EndOption, SubSentiment, Vocabulary
from suite.ai.panel import Provider

LEXICON = "lexicon"


class Judge(Provider, Protocol):
    """A judge of films. Each method raises ModelFailed."""

    def judge(self, film: FilmFacts, candidates: Sequence[SubSentiment], vocabulary: Vocabulary) -> Judgement:
        """At most ten sub-sentiments, the strongest first."""

    def reasons(self, film: FilmFacts, options: Sequence[EndOption], matches: Sequence[Match]) -> Mapping[int, str]:
        """One phrase an option, by its id."""

    def oscars(self, film: FilmFacts) -> Sequence[Oscar]:
        """What the film won or was nominated for; nothing when the judge does not know."""

    def describe(self, film: FilmFacts, matches: Sequence[Match]) -> LandingTexts:
        """The texts of the landing page."""
