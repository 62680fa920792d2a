"""One film through all steps: judge, choose options, find reasons and texts; then one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from movies_api.curation import run as states
from movies_api.curation.errors import (
    ApprovalNeeded,
    CurationFailed,
    NotAnalysed,
    NothingFound,
    RejectedByRule,
)
from movies_api.curation.film import FilmFacts
from movies_api.curation.judgement import Judgement, Match, Texts
from movies_api.curation.plan import Plan, judgement_of, plan_of
from movies_api.curation.providers.panel import Panel, Sitting
from movies_api.curation.providers.provider import LEXICON
from movies_api.curation.run import Run, fingerprint_of
from movies_api.curation.run_queries import update_run
from movies_api.curation.runs import RunLog
from movies_api.curation.scoring import RATED_FOR_ANALYZE, best_options, merged
from movies_api.curation.vocabulary import EndOption, Vocabulary
from movies_api.curation.writing import DryRunDone, Written, write_plan
from suite.database import ConstraintViolated, Database
from suite.errors import Unavailable

CURATED, UNCHANGED = "curated", "unchanged"
OPENAI_FIRST = ("coming-of-age", "coming of age", "psychological", "trauma", "mental health")
ANXIOUS = 16


@dataclass(frozen=True)
class Wishes:
    """What the command line asks. `curates` off stops after the feelings, `judges` off starts from the stored ones."""

    option: EndOption | None = None
    lens: int | None = None
    approves_new: bool = False
    refresh: bool = False
    curates: bool = True
    judges: bool = True
    dry_run: bool = False

    @property
    def effective_lens(self) -> int | None:
        """The lens, corrected to the option's sentiment."""
        return self.option.sentiment_id if self.option else self.lens


@dataclass
class Outcome:
    """How a film ended; `plan` is what was or would be written."""

    status: str
    film: FilmFacts
    run: Run
    plan: Plan
    written: Written | None = None


class Curator:
    """Curates films by one vocabulary and one panel of providers."""

    def __init__(self, database: Database, vocabulary: Vocabulary, panel: Panel, wishes: Wishes) -> None:
        self._database = database
        self._vocabulary = vocabulary
        self._panel = panel
        # As they were at the start: who loses its credit on the way does not make the next films other questions.
        self._providers = panel.names
        self.wishes = wishes
        self._runs = RunLog(database, dry_run=wishes.dry_run)

    def curate(self, film: FilmFacts, source: Plan, *, resumed: Run | None = None) -> Outcome:
        """The film as planned by `source`, its feelings and options judged; CurationFailed."""
        require_rating(film.rating)
        fingerprint = resumed.fingerprint if resumed else self._fingerprint(film)
        with self._runs.alone(fingerprint):
            run = resumed or self._run_of(film, source, fingerprint)
            return self._carry_out(run, film, source)

    def _carry_out(self, run: Run, film: FilmFacts, source: Plan) -> Outcome:
        if run.status in states.SETTLED and not self._approves(run):
            return self._settled(run, film)
        try:
            plan = plan_of(run.payload["plan"]) if "plan" in run.payload else self._plan(run, film, source)
            if plan.judgement.new and not self.wishes.approves_new:
                self._wait(run, plan)
            return self._write(run, film, plan)
        except ApprovalNeeded:
            raise
        except CurationFailed as failure:
            self._end(run, states.REJECTED if isinstance(failure, RejectedByRule) else states.FAILED, str(failure))
            raise
        except (ConstraintViolated, Unavailable) as failure:
            self._end(run, states.FAILED, f"not stored: {failure}")
            raise CurationFailed(f"not stored: {failure}") from failure

    def _fingerprint(self, film: FilmFacts) -> str:
        wishes, option = self.wishes, self.wishes.option
        asked = [option.id if option else None, wishes.effective_lens, wishes.curates, *self._providers]
        stored = [] if wishes.judges else [[one.sub_id, one.relevance] for one in film.feelings]
        return fingerprint_of(film, [*asked, wishes.judges, *stored])

    def _run_of(self, film: FilmFacts, source: Plan, fingerprint: str) -> Run:
        option, last = self.wishes.option, self._runs.last(fingerprint)
        if last is None or (self.wishes.refresh and last.status != states.RUNNING):
            return self._runs.begin(film, option.id if option else None, fingerprint, source.to_json())
        if last.status in (states.FAILED, states.REJECTED):
            last.status, last.error = states.RUNNING, None
            self._runs.save(last)
        return last

    def _approves(self, run: Run) -> bool:
        return run.status == states.WAITING and self.wishes.approves_new

    def _settled(self, run: Run, film: FilmFacts) -> Outcome:
        plan = plan_of(run.payload["plan"])
        if run.status == states.WAITING:
            raise ApprovalNeeded(plan.judgement.new)
        return Outcome(UNCHANGED, film, run, plan)

    def _plan(self, run: Run, film: FilmFacts, source: Plan) -> Plan:
        sitting = self._panel.sitting(self._first_choice(film))
        try:
            judgement = self._judge(run, film, sitting)
            plan = replace(source, judgement=judgement, sentiment_id=self._home_of_new(judgement))
            if self.wishes.curates:
                options = self._options(film, judgement)
                plan.reasons = self._reasons(run, film, options, judgement, sitting)
                plan.texts = self._texts(run, film, options, judgement, sitting)
        finally:
            run.provider = sitting.provider
            run.payload["calls"] = [*run.payload.get("calls", []), *sitting.calls]
        run.confidence = max([judgement.confidence, *(one.relevance or 0.0 for one in film.feelings)])
        run.payload["plan"] = plan.to_json()
        run.payload["failures"] = sitting.failures
        return plan

    def _judge(self, run: Run, film: FilmFacts, sitting: Sitting) -> Judgement:
        if not self.wishes.judges:
            return stored_judgement(film)
        if (known := run.result("analyze")) is not None:
            return judgement_of(known)
        candidates = self._vocabulary.candidates(self.wishes.option, self.wishes.effective_lens)
        judgement = sitting.ask(lambda provider: provider.judge(film, candidates, self._vocabulary))
        if not (judgement.matches or judgement.new or film.feelings):
            raise NothingFound()
        self._runs.step(run, "analyze", asdict(judgement), paid=sitting.provider != LEXICON)
        return judgement

    def _options(self, film: FilmFacts, judgement: Judgement) -> list[tuple[EndOption, float]]:
        feelings = merged(film, judgement.matches)
        if self.wishes.option:
            return best_options([self.wishes.option], feelings) or [(self.wishes.option, 0.0)]
        return best_options(self._vocabulary.options, feelings)

    def _reasons(
        self,
        run: Run,
        film: FilmFacts,
        options: Sequence[tuple[EndOption, float]],
        judgement: Judgement,
        sitting: Sitting,
    ) -> dict[int, str]:
        if not options:
            return {}
        if (known := run.result("curate")) is not None:
            return {int(option): text for option, text in known.items()}
        wanted = [option for option, _ in options]
        reasons = dict(sitting.ask(lambda provider: provider.reasons(film, wanted, all_matches(film, judgement))))
        self._runs.step(
            run, "curate", {str(option): text for option, text in reasons.items()}, paid=sitting.provider != LEXICON
        )
        return reasons

    def _texts(
        self,
        run: Run,
        film: FilmFacts,
        options: Sequence[tuple[EndOption, float]],
        judgement: Judgement,
        sitting: Sitting,
    ) -> Texts | None:
        if not options or film.has_texts or not beats_all(film, options):
            return None
        if (known := run.result("describe")) is not None:
            return Texts(**known)
        texts: Texts = sitting.ask(lambda provider: provider.describe(film, all_matches(film, judgement)))
        self._runs.step(run, "describe", asdict(texts), paid=sitting.provider != LEXICON)
        return texts

    def _wait(self, run: Run, plan: Plan) -> None:
        self._end(run, states.WAITING, None)
        raise ApprovalNeeded(plan.judgement.new)

    def _write(self, run: Run, film: FilmFacts, plan: Plan) -> Outcome:
        try:
            with self._database.transaction() as connection:
                written = write_plan(connection, plan)
                run.status = states.REVIEW if (run.confidence or 0) < states.SURE else states.FINISHED
                run.step, run.movie_id, run.error = "write", written.film.id, None
                run.payload["added"] = list(written.added)
                update_run(connection, run)
                if self.wishes.dry_run:
                    raise DryRunDone
        except DryRunDone:
            pass
        return Outcome(CURATED, written.film, run, plan, written)

    def _end(self, run: Run, status: str, error: str | None) -> None:
        run.status, run.error = status, error
        self._runs.save(run)

    def _first_choice(self, film: FilmFacts) -> str:
        spoken = " ".join(film.keywords).lower()
        psychological = self.wishes.effective_lens == ANXIOUS or any(word in spoken for word in OPENAI_FIRST)
        return "openai" if psychological else "gemini"

    def _home_of_new(self, judgement: Judgement) -> int | None:
        if not judgement.new:
            return None
        if self.wishes.effective_lens is not None:
            return self.wishes.effective_lens
        strongest = [self._vocabulary.by_id[match.sub_id].sentiment_id for match in judgement.matches]
        return strongest[0] if strongest else min(sub.sentiment_id for sub in self._vocabulary.subs)


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


def require_rating(rating: float | None, least: float = RATED_FOR_ANALYZE) -> None:
    """RejectedByRule for a film nobody rated well enough."""
    if rating is None:
        raise RejectedByRule(f"nobody rated the film; at least {least:g} is needed")
    if rating < least:
        raise RejectedByRule(f"rated {rating:g}, at least {least:g} is needed")


def beats_all(film: FilmFacts, options: Sequence[tuple[EndOption, float]]) -> bool:
    """Whether the best of these options is better than all the film has beside them."""
    chosen = {option.id for option, _ in options}
    others = [score or 0.0 for option, score in film.scores.items() if option not in chosen]
    return max(score for _, score in options) > max(others, default=-1.0)
