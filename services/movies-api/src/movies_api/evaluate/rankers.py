"""The orders that are compared: each takes a question and the films to rank and gives their ids, best first."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from movies_api.evaluate.judgements import Judgements, Level, Question
from movies_api.suggestions.profile import Profile, Taste, expected_weights, intention_weights, make_profile
from movies_api.suggestions.ranking import pick
from movies_api.suggestions.rules import (
    Film,
    availability,
    emotion_match,
    entry_fit,
    genre_fit,
    novelty,
    quality,
    score_film,
    tone_fit,
)

DEPTH = 20
FIRST_WEIGHTS = {"emotion": 0.40, "intention": 0.25, "quality": 0.15, "availability": 0.10, "novelty": 0.10}
Ranker = Callable[[Question, Sequence[Film]], list[str]]


@dataclass(frozen=True, slots=True)
class Contest:
    """What the rankers are made of: all judgements, the level of the questions, and how different films should be."""

    judgements: Judgements
    level: Level
    trade_off: float

    def rankers(self) -> dict[str, Ranker]:
        """Name → ranker, the weakest idea first."""
        return {
            "fixed lists": self.fixed_lists,
            "quality only": by(lambda question: quality),
            "lexicon": self.lexicon,
            "first formulas": by(first_formulas),
            "full, by score": by(full_score),
            "full, as served": self.full,
        }

    def fixed_lists(self, question: Question, films: Sequence[Film]) -> list[str]:
        """Films by how many other lists of the feeling name them, then lists of any feeling."""
        near: Counter[str] = Counter()
        far: Counter[str] = Counter()
        for other in self.judgements.answers:
            if not other.options <= question.options:
                far.update(other.chosen)
                if other.intention.sentiment_id == question.intention.sentiment_id:
                    near.update(other.chosen)
        return [film.id for film in sorted(films, key=lambda film: (-near[film.id], -far[film.id], film.id))]

    def lexicon(self, question: Question, films: Sequence[Film]) -> list[str]:
        """Films by what their words tell of the feelings asked for."""
        profile = make_profile(question.intention, question.option_id)
        scores = {film.id: emotion_match(self.judgements.unread[film.id], profile) for film in films}
        return sorted(scores, key=lambda film: (-scores[film], film))

    def full(self, question: Question, films: Sequence[Film]) -> list[str]:
        """The order of GET /movies/suggestions."""
        profile = make_profile(question.intention, question.option_id)
        return [one.film.id for one in pick([score_film(film, profile) for film in films], DEPTH, self.trade_off)]


def by(scorer: Callable[[Question], Callable[[Film], float]]) -> Ranker:
    """Films by the score of a question's scorer, ties by id."""

    def rank(question: Question, films: Sequence[Film]) -> list[str]:
        score = scorer(question)
        scores = {film.id: score(film) for film in films}
        return sorted(scores, key=lambda film: (-scores[film], film))

    return rank


def full_score(question: Question) -> Callable[[Film], float]:
    """The score of GET /movies/suggestions."""
    profile = make_profile(question.intention, question.option_id)
    return lambda film: score_film(film, profile).score


def first_profile(question: Question) -> Profile:
    """The profile suggestions began with: the intention's weights, of an option those it expects as well."""
    intention = question.intention
    weights = intention_weights(intention) or expected_weights(intention.expected)
    profile = make_profile(intention)
    profile = replace(profile, weights=weights or profile.weights, editors=Taste({}, {}))
    expected = {} if question.option_id is None else expected_weights(intention.expected, question.option_id)
    if not expected:
        return profile
    shared = {name: weight for name, weight in profile.weights.items() if name in expected}
    return replace(profile, weights=shared or expected)


def first_formulas(question: Question) -> Callable[[Film], float]:
    """The score suggestions began with."""
    profile = first_profile(question)

    def score(film: Film) -> float:
        fit = 0.40 * genre_fit(film, profile) + 0.25 * tone_fit(film, profile) + 0.15 * entry_fit(film, profile)
        parts = {
            "emotion": emotion_match(film, profile),
            "intention": fit,
            "quality": quality(film),
            "availability": availability(film, None),
            "novelty": novelty(film, profile),
        }
        return sum(FIRST_WEIGHTS[name] * part for name, part in parts.items())

    return score
