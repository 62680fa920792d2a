"""Runs of the curation: what each step found, so that nothing is paid twice and everything can be looked into."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from movies_api.curation import run_queries
from movies_api.curation.errors import AlreadyRunning, RunUnknown
from movies_api.curation.film import FilmFacts
from movies_api.curation.run import RUNNING, Run
from suite.database import Connection, Database
from suite.ids import uuid7


class RunLog:
    """Writes runs, each change in a transaction of its own. A dry run keeps them in memory."""

    def __init__(self, database: Database, *, dry_run: bool = False) -> None:
        self.database = database
        self._dry_run = dry_run

    @contextmanager
    def alone(self, fingerprint: str) -> Iterator[None]:
        """Nobody else is at this question; AlreadyRunning. The lock ends with the process, whatever ends that."""
        with self.database.driver_connection() as raw, raw.cursor() as cursor:
            cursor.execute(run_queries.BEGIN)
            try:
                cursor.execute(run_queries.TRY_LOCK, (fingerprint,))
                if cursor.fetchone() != (True,):
                    raise AlreadyRunning()
                yield
            finally:
                if not raw.closed:
                    cursor.execute("ROLLBACK")

    def last(self, fingerprint: str) -> Run | None:
        """The latest run of the same question."""
        with self.database.read() as connection:
            return run_queries.select_last(connection, fingerprint)

    def find(self, run_id: str) -> Run:
        """The run of an id; RunUnknown."""
        with self.database.read() as connection:
            found = run_queries.select_run(connection, run_id)
        if found is None:
            raise RunUnknown()
        return found

    def begin(self, film: FilmFacts, option_id: int | None, fingerprint: str, source: dict[str, Any]) -> Run:
        """A new run; `source` is the plan it starts from."""
        run = Run(str(uuid7()), RUNNING, "begin", fingerprint, film.id, film.tmdb_id, option_id)
        run.payload = {"title": film.title, "year": film.year, "source": source, "steps": {}, "calls": []}
        self._store(lambda connection: run_queries.insert_run(connection, run))
        return run

    def step(self, run: Run, step: str, result: Any, *, paid: bool) -> None:
        """A step is finished; what cost nothing is only stored with the end of the run."""
        run.step = step
        run.payload.setdefault("steps", {})[step] = result
        if paid:
            self.save(run)

    def save(self, run: Run) -> None:
        """The run as it is now."""
        self._store(lambda connection: run_queries.update_run(connection, run))

    def _store(self, write: Callable[[Connection], None]) -> None:
        if self._dry_run:
            return
        with self.database.transaction() as connection:
            write(connection)
