"""Many films, one after the other; what happens to one does not stop the next."""

import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from movies_api.curation.curator import CURATED, UNCHANGED, CuratedFilm, Curator
from movies_api.curation.errors import APPROVAL_NEEDED, DONE, FAILED, ApprovalNeeded, CurationFailed
from movies_api.curation.film import FilmFacts
from movies_api.curation.run import REVIEW
from movies_api.curation.sources import Subject, films_of_catalogue, films_of_table
from suite.database import Database
from suite.imports.report import FileReport

logger = logging.getLogger(__name__)
WAITING = "waiting"
STATUSES = (CURATED, UNCHANGED, REVIEW, WAITING, "rejected", "failed")
LINES_EVERY = 25


class FilmTally:
    """What happened to how many films, and what happened to those that were not curated."""

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self.counts: Counter[str] = Counter(dict.fromkeys(STATUSES, 0))
        self.problems: list[dict[str, Any]] = []
        self.planned: list[dict[str, Any]] = []
        self.names: list[dict[str, Any]] = []

    @property
    def settled(self) -> int:
        """Films that are curated now."""
        return self.counts[CURATED] + self.counts[UNCHANGED]

    @property
    def full(self) -> bool:
        """Whether the limit is reached."""
        return self._limit is not None and self.settled >= self._limit

    def refuse(self, film: FilmFacts, failure: CurationFailed) -> None:
        """A film that was not curated."""
        word = {3: "rejected", 4: WAITING}.get(failure.status, "failed")
        self.counts[word] += 1
        self.problems.append({"title": film.title, "year": film.year, "code": failure.code, "error": str(failure)})
        if isinstance(failure, ApprovalNeeded):
            self.names += [vars(name) for name in failure.names]
        if word == "failed":
            logger.error("film failed", extra={"film": film.label, "reason": str(failure)})

    @contextmanager
    def film(self, film: FilmFacts) -> Iterator[None]:
        """What happens to a film within does not reach the next one, foreseen or not."""
        try:
            yield
        except CurationFailed as failure:
            self.refuse(film, failure)
        except Exception as error:
            logger.exception("film failed unexpectedly", extra={"film": film.label})
            self.refuse(film, CurationFailed(f"unexpected: {type(error).__name__}"))

    def answer(self) -> tuple[dict[str, Any], int]:
        """JSON and exit status: 1 when a film failed, 4 when one waits for approval."""
        status = FAILED if self.counts["failed"] else APPROVAL_NEEDED if self.counts[WAITING] else DONE
        content: dict[str, Any] = {
            "success": status == DONE,
            "movie": None,
            "curedData": None,
            "summary": dict(self.counts),
        }
        if status != DONE:
            summary = f"{self.counts['failed']} films failed, {self.counts[WAITING]} wait for approval"
            content |= {"error": summary, "code": "FILMS_FAILED" if status == FAILED else "APPROVAL_NEEDED"}
        planned = {"planned": self.planned} if self.planned else {}
        planned |= {"names": self.names} if self.names else {}
        return content | {"problems": self.problems} | planned, status


def curate_table(database: Database, curator: Curator, path: Path, limit: int | None) -> tuple[dict[str, Any], int]:
    """Films of a TMDB table until `limit` of them are curated."""
    report = FileReport(name=path.name)
    content, status = curate_all(curator, films_of_table(database, path, report), limit)
    return content | {"unreadable": report.failures}, status


def curate_stored(database: Database, curator: Curator) -> tuple[dict[str, Any], int]:
    """Films of the catalogue nobody has judged yet."""
    return curate_all(curator, films_of_catalogue(database), None)


def curate_all(curator: Curator, subjects: Iterable[Subject], limit: int | None) -> tuple[dict[str, Any], int]:
    """The films until `limit`, with progress on stderr."""
    tally, console = FilmTally(limit), Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("films", total=limit)
        for place, subject in enumerate(subjects, start=1):
            curate_one(curator, subject, tally)
            progress.update(task, completed=tally.settled)
            if not console.is_terminal and place % LINES_EVERY == 0:
                sys.stderr.write(f"{place} films seen, {tally.settled} curated\n")
            if tally.full:
                break
    return tally.answer()


def curate_one(curator: Curator, subject: Subject, tally: FilmTally) -> None:
    """One film of many."""
    with tally.film(subject.facts):
        if subject.refusal:
            raise subject.refusal
        outcome = curator.curate(subject.facts, subject.plan)
        tally.counts[outcome.status] += 1
        if curator.wishes.dry_run:
            tally.planned.append(planned_writes(outcome))
        if outcome.status == CURATED and outcome.run.status == REVIEW:
            tally.counts[REVIEW] += 1


def planned_writes(outcome: CuratedFilm) -> dict[str, Any]:
    """What a dry run would have written of a film."""
    plan, scores = outcome.plan, outcome.written.scores if outcome.written else {}
    return {
        "title": outcome.film.title,
        "year": outcome.film.year,
        "status": outcome.status,
        "oscars": [asdict(one) for one in plan.oscars],
        "subSentiments": {match.name: match.relevance for match in plan.judgement.matches},
        "options": [
            {"id": option, "relevanceScore": scores.get(option), "reason": text}
            for option, text in plan.reasons.items()
        ],
    }
