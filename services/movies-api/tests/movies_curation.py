"""Runs the curation on databases of tests."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from movies_databases import command, rows

from movies_api.curation.cli import APPROVAL, END, START, main
from suite_testing.databases import TestDatabase

FILM = {
    "id": "990077",
    "title": "O Planeta Distante",
    "original_title": "Distant Planet",
    "overview": "A crew of scientists crosses space to find a planet and fights for survival.",
    "genres": json.dumps([{"id": 1, "name": "Science Fiction"}, {"id": 2, "name": "Adventure"}]),
    "keywords": json.dumps([{"id": 1, "name": "space travel"}, {"id": 2, "name": "alien"}]),
    "release_date": "2014-05-06",
    "runtime": "120",
    "vote_average": "7.5",
    "vote_count": "900",
}
# Everything the curation may write; a film or suggestion that is touched gets a new xmin.
WRITTEN = (
    "movies",
    "movie_sentiments",
    "movie_suggestion_flows",
    "sub_sentiments",
    "curation_runs",
    "movie_streaming_platforms",
    "movie_cast",
    "actors",
    "movie_trailers",
)


@dataclass(frozen=True)
class Curated:
    """What a command did: `result` is its JSON block."""

    status: int
    result: dict[str, Any]
    output: list[str]
    errors: str

    @property
    def approvals(self) -> list[dict[str, Any]]:
        """The names it wants approved."""
        told = [line for line in self.output if line.startswith(APPROVAL)]
        return list(json.loads(told[0].removeprefix(APPROVAL))) if told else []


def curate(database: TestDatabase, *arguments: object, **environment: str) -> Curated:
    """Run a command of the curation."""
    outcome = command(main, database, *arguments, **environment)
    assert (outcome.output[-3], outcome.output[-1]) == (START, END)
    return Curated(outcome.status, json.loads(outcome.output[-2]), outcome.output, "\n".join(outcome.errors))


def table(folder: Path, *films: dict[str, str]) -> Path:
    """A TMDB table of films, each FILM with changes."""
    path = folder / "films.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(FILM))
        writer.writeheader()
        writer.writerows({**FILM, **film} for film in films)
    return path


def state(database: TestDatabase) -> dict[str, list[tuple[Any, ...]]]:
    """Number of rows of every table and the transactions that wrote them."""
    return {
        name: rows(database, f"SELECT count(*), coalesce(sum(xmin::text::bigint), 0) FROM {name}") for name in WRITTEN
    }
