"""One film through all steps: judge, choose options, find reasons and texts; then one transaction."""

from dataclasses import dataclass, replace

from movies_api.curation import run as states
from movies_api.curation.errors import ApprovalNeeded, CurationFailed, RejectedByRule
from movies_api.curation.film import FilmFacts
from movies_api.curation.inquiry import Inquiry
from movies_api.curation.judgement import Judgement
from movies_api.curation.option_scores import require_rating
from movies_api.curation.plan import CurationPlan, plan_of
from movies_api.curation.providers.judge import Judge
from movies_api.curation.run import Run, fingerprint_of
from movies_api.curation.run_queries import update_run
from movies_api.curation.runs import RunLog
from movies_api.curation.stored_plan import PlanUndone, WrittenFilm, write_plan
from movies_api.curation.vocabulary import Vocabulary
from movies_api.curation.wishes import Wishes
from suite.ai.panel import Panel, Sitting
from suite.database import ConstraintViolated, Database
from suite.errors import Unavailable

CURATED, UNCHANGED = "curated", "unchanged"
OPENAI_FIRST = ("coming-of-age", "coming of age", "psychological", "trauma", "mental health")
ANXIOUS = 16


@dataclass
class CuratedFilm:
    """How a film ended; `plan` is what was or would be written."""

    status: str
    film: FilmFacts
    run: Run
    plan: CurationPlan
    written: WrittenFilm | None = None


class Curator:
    """Curates films by one vocabulary and one panel of providers."""

    def __init__(self, database: Database, vocabulary: Vocabulary, panel: Panel[Judge], wishes: Wishes) -> None:
        self._database = database
        self._vocabulary = vocabulary
        self._panel = panel
        # As they were at the start: who loses its credit on the way does not make the next films other questions.
        self._providers = panel.names
        self.wishes = wishes
        self._runs = RunLog(database, dry_run=wishes.dry_run)

    def curate(self, film: FilmFacts, source: CurationPlan, *, resumed: Run | None = None) -> CuratedFilm:
        """The film as planned by `source`, its feelings and options judged; CurationFailed."""
        require_rating(film.rating)
        fingerprint = resumed.fingerprint if resumed else self._fingerprint(film)
        with self._runs.alone(fingerprint):
            run = resumed or self._run_of(film, source, fingerprint)
            return self._carry_out(run, film, source)

    def _carry_out(self, run: Run, film: FilmFacts, source: CurationPlan) -> CuratedFilm:
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
        except Exception as failure:
            self._end(run, states.FAILED, f"unexpected: {type(failure).__name__}")
            raise

    def _fingerprint(self, film: FilmFacts) -> str:
        wishes, option = self.wishes, self.wishes.option
        question = [option.id if option else None, wishes.effective_lens, wishes.curates, *self._providers]
        stored = [] if wishes.judges else [[one.sub_id, one.relevance] for one in film.feelings]
        return fingerprint_of(film, [*question, wishes.judges, *stored])

    def _run_of(self, film: FilmFacts, source: CurationPlan, fingerprint: str) -> Run:
        option, last = self.wishes.option, self._runs.last(fingerprint)
        if last is None or (self.wishes.refresh and last.status != states.RUNNING):
            return self._runs.begin(film, option.id if option else None, fingerprint, source.to_json())
        if last.status in (states.FAILED, states.REJECTED):
            last.status, last.error = states.RUNNING, None
            self._runs.save(last)
        return last

    def _approves(self, run: Run) -> bool:
        return run.status == states.WAITING and self.wishes.approves_new

    def _settled(self, run: Run, film: FilmFacts) -> CuratedFilm:
        plan = plan_of(run.payload["plan"])
        if run.status == states.WAITING:
            raise ApprovalNeeded(plan.judgement.new)
        return CuratedFilm(UNCHANGED, film, run, plan)

    def _plan(self, run: Run, film: FilmFacts, source: CurationPlan) -> CurationPlan:
        inquiry = Inquiry(run, film, self._vocabulary, self.wishes, self._runs)
        first = self._first_choice(film)
        knowing = self._panel.sitting(first)
        oscars = inquiry.oscars(knowing)
        # Who does not know a film's Oscars may well judge it.
        sitting = self._panel.sitting(first)
        try:
            judgement = inquiry.judge(sitting)
            plan = replace(source, oscars=oscars, judgement=judgement, sentiment_id=self._home_of_new(judgement))
            if self.wishes.orchestrates:
                plan.keywords = list(film.keywords)
            if self.wishes.curates:
                options = inquiry.options(judgement)
                plan.reasons = inquiry.reasons(sitting, options, judgement)
                plan.texts = inquiry.texts(sitting, options, judgement)
        finally:
            run.provider = sitting.provider
            run.payload["calls"] = [*run.payload.get("calls", []), *calls_of(knowing, sitting)]
        run.confidence = max([judgement.confidence, *(one.relevance or 0.0 for one in film.feelings)])
        run.payload["plan"] = plan.to_json()
        run.payload["failures"] = [*knowing.failures, *sitting.failures]
        return plan

    def _wait(self, run: Run, plan: CurationPlan) -> None:
        self._end(run, states.WAITING, None)
        raise ApprovalNeeded(plan.judgement.new)

    def _write(self, run: Run, film: FilmFacts, plan: CurationPlan) -> CuratedFilm:
        try:
            with self._database.transaction() as connection:
                written = write_plan(connection, plan)
                run.status = states.REVIEW if (run.confidence or 0) < states.SURE else states.FINISHED
                run.step, run.movie_id, run.error = "write", written.film.id, None
                run.payload["added"] = list(written.added)
                update_run(connection, run)
                if self.wishes.dry_run:
                    raise PlanUndone
        except PlanUndone:
            pass
        return CuratedFilm(CURATED, written.film, run, plan, written)

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


def calls_of(*sittings: Sitting[Judge]) -> list[dict[str, object]]:
    """The calls of all rounds."""
    return [call for sitting in sittings for call in sitting.calls]
