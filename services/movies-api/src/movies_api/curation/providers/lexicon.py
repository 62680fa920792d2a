"""The judge that needs no network: the same film, the same answer."""

from collections.abc import Mapping, Sequence

from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Judgement, LandingTexts, Match
from movies_api.curation.lexicon import analysis, phrases
from movies_api.curation.oscars import Oscar
from movies_api.curation.providers.judge import LEXICON
from movies_api.curation.vocabulary import EndOption, SubSentiment, Vocabulary
from suite.ai.model import ModelCall


class LexiconJudge:
    """Judges by words and genres."""

    name = LEXICON

    def judge(self, film: FilmFacts, candidates: Sequence[SubSentiment], vocabulary: Vocabulary) -> Judgement:
        """See analysis.judge."""
        return analysis.judge(film, candidates, vocabulary)

    def reasons(self, film: FilmFacts, options: Sequence[EndOption], matches: Sequence[Match]) -> Mapping[int, str]:
        """See phrases.reason."""
        return {option.id: phrases.reason(film, option, matches) for option in options}

    def oscars(self, film: FilmFacts) -> Sequence[Oscar]:
        """Words and genres tell nothing of awards."""
        return ()

    def describe(self, film: FilmFacts, matches: Sequence[Match]) -> LandingTexts:
        """See phrases.texts."""
        return phrases.texts(film, matches)

    def take_calls(self) -> list[ModelCall]:
        """None is paid."""
        return []
