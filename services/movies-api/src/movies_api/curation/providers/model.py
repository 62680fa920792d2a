"""A model as a judge of films."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Judgement, LandingTexts, Match
from movies_api.curation.oscars import Oscar
from movies_api.curation.providers.answers import read_judgement, read_oscars, read_reasons, read_texts
from movies_api.curation.providers.questions import (
    AGAIN,
    SYSTEM,
    judge_question,
    oscars_question,
    reasons_question,
    texts_question,
)
from movies_api.curation.vocabulary import EndOption, SubSentiment, Vocabulary
from suite.ai.model import Model, ModelCall

T = TypeVar("T")


class ModelJudge:
    """Asks one model."""

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self._model = model

    def judge(self, film: FilmFacts, candidates: Sequence[SubSentiment], vocabulary: Vocabulary) -> Judgement:
        """Sub-sentiments of a film."""
        return self._ask(
            judge_question(film, candidates), lambda answer: read_judgement(answer, candidates, vocabulary)
        )

    def reasons(self, film: FilmFacts, options: Sequence[EndOption], matches: Sequence[Match]) -> Mapping[int, str]:
        """A phrase for each option."""
        return self._ask(reasons_question(film, options, matches), lambda answer: read_reasons(answer, film, options))

    def oscars(self, film: FilmFacts) -> Sequence[Oscar]:
        """Wins and nominations that do not contradict the film's awards text."""
        return self._ask(oscars_question(film), lambda answer: read_oscars(answer, film))

    def describe(self, film: FilmFacts, matches: Sequence[Match]) -> LandingTexts:
        """Texts of the landing page."""
        return self._ask(texts_question(film, matches), lambda answer: read_texts(answer, film))

    def take_calls(self) -> list[ModelCall]:
        """The calls since this was asked last."""
        return self._model.take_calls()

    def _ask(self, question: str, read: Callable[[dict[str, Any]], T]) -> T:
        return self._model.ask(SYSTEM, question, read, again=AGAIN)
