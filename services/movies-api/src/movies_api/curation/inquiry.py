"""What is asked about one film, step by step; a step that a run has finished is not asked again."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from movies_api.curation.errors import NotAnalysed, NothingFound, ProvidersFailed
from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Judgement, LandingTexts, Match
from movies_api.curation.option_scores import best_options, merged
from movies_api.curation.oscars import Oscar, mentions_oscars
from movies_api.curation.plan import judgement_of
from movies_api.curation.providers.judge import LEXICON, Judge
from movies_api.curation.run import Run
from movies_api.curation.runs import RunLog
from movies_api.curation.vocabulary import EndOption, Vocabulary
from movies_api.curation.wishes import Wishes
from suite.ai.panel import AllFailed, Sitting

T = TypeVar("T")
Scored = Sequence[tuple[EndOption, float]]


@dataclass(frozen=True)
class Inquiry:
    """The steps of one run over one film, before anything of it is stored."""

    run: Run
    film: FilmFacts
    vocabulary: Vocabulary
    wishes: Wishes
    runs: RunLog

    def oscars(self, sitting: Sitting[Judge]) -> list[Oscar]:
        """What the awards text speaks of and the catalogue lacks. A film does without when nobody knows."""
        film = self.film
        if not self.wishes.orchestrates or film.has_oscars or not mentions_oscars(film.awards):
            return []
        try:
            found = self._reply_of(
                "oscars", sitting, lambda one: one.oscars(film), lambda oscars: list(map(asdict, oscars))
            )
        except ProvidersFailed:
            return []
        return [Oscar(**one) for one in found]

    def judge(self, sitting: Sitting[Judge]) -> Judgement:
        """The feelings; NothingFound, NotAnalysed."""
        film, wishes = self.film, self.wishes
        if not wishes.judges:
            return stored_judgement(film)
        candidates = self.vocabulary.candidates(wishes.option, wishes.effective_lens)

        def content_of(judgement: Judgement) -> dict[str, Any]:
            if not (judgement.matches or judgement.new or film.feelings):
                raise NothingFound()
            return asdict(judgement)

        def question(judge: Judge) -> Judgement:
            return judge.judge(film, candidates, self.vocabulary)

        return judgement_of(self._reply_of("analyze", sitting, question, content_of))

    def options(self, judgement: Judgement) -> Scored:
        """The option asked for, else the best ones, with the scores the film will have there."""
        feelings = merged(self.film, judgement.matches)
        if self.wishes.option:
            return best_options([self.wishes.option], feelings) or [(self.wishes.option, 0.0)]
        return best_options(self.vocabulary.options, feelings)

    def reasons(self, sitting: Sitting[Judge], options: Scored, judgement: Judgement) -> dict[int, str]:
        """A phrase for each option."""
        if not options:
            return {}
        wanted, matches = [option for option, _ in options], all_matches(self.film, judgement)
        found = self._reply_of(
            "curate",
            sitting,
            lambda provider: provider.reasons(self.film, wanted, matches),
            lambda reasons: {str(option): text for option, text in reasons.items()},
        )
        return {int(option): text for option, text in found.items()}

    def texts(self, sitting: Sitting[Judge], options: Scored, judgement: Judgement) -> LandingTexts | None:
        """The texts of the landing page, when the film lacks them and never fitted better."""
        if not options or self.film.has_texts or not beats_all(self.film, options):
            return None
        matches = all_matches(self.film, judgement)
        return LandingTexts(
            **self._reply_of("describe", sitting, lambda provider: provider.describe(self.film, matches), asdict)
        )

    def _reply_of(
        self, step: str, sitting: Sitting[Judge], question: Callable[[Judge], T], content_of: Callable[[T], Any]
    ) -> Any:
        if (known := self.run.result(step)) is not None:
            return known
        try:
            content = content_of(sitting.ask(question))
        except AllFailed as failure:
            raise ProvidersFailed(str(failure)) from None
        self.runs.step(self.run, step, content, paid=sitting.provider != LEXICON)
        return content


def stored_judgement(film: FilmFacts) -> Judgement:
    """The feelings a film has; NotAnalysed when there are none."""
    if not film.feelings:
        raise NotAnalysed()
    return Judgement(all_matches(film, Judgement()))


def all_matches(film: FilmFacts, judgement: Judgement) -> tuple[Match, ...]:
    """What was found and what the film has already, the strongest first; of a name the stronger one."""
    stored = [Match(one.sub_id, one.name, one.relevance or 0.0, "") for one in film.feelings]
    best: dict[str, Match] = {}
    for match in [*judgement.matches, *stored]:
        best[match.name] = max(best.get(match.name, match), match, key=lambda one: one.relevance)
    return tuple(sorted(best.values(), key=lambda match: (-match.relevance, match.sub_id)))


def beats_all(film: FilmFacts, options: Scored) -> bool:
    """Whether the best of these options is better than all the film has beside them."""
    chosen = {option.id for option, _ in options}
    others = [score or 0.0 for option, score in film.scores.items() if option not in chosen]
    return max(score for _, score in options) > max(others, default=-1.0)
