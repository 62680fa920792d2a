"""Items from a file, through the same rules and records as a request, in transactions of BATCH_ROWS rows."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from suite.database import Database, TransactionAborted
from suite.errors import AppError, ValidationFailed
from suite.ids import now_milliseconds
from suite.imports import DryRun, ImportRow
from workspace_api.history.ledger import ItemEditor, Ledger
from workspace_api.transfer.categories import create_missing_categories
from workspace_api.transfer.store import REFUSED, BatchWriter, ImportedItem, imported_item

BATCH_ROWS = 200
ATTEMPTS = 5


@dataclass
class ItemImport:
    """One import in the name of a user; `refuse` is told line and reason of each refused row."""

    database: Database
    actor: ItemEditor
    refuse: Callable[[int, str], None]
    dry_run: bool = False
    create_categories: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def store(self, rows: Iterable[ImportRow]) -> Counter[str]:
        """Store all rows. What is counted is committed, whatever happens afterwards."""
        for batch in batches(rows, BATCH_ROWS):
            judged = [item for row in batch if (item := self._judge(row))]
            if judged:
                self._store_patiently(judged)
        return self.counts

    def _judge(self, row: ImportRow) -> ImportedItem | None:
        try:
            if row.problem:
                raise ValidationFailed(row.problem)
            return imported_item(row)
        except ValidationFailed as failure:
            self._count_refused(row.line, failure)
            return None

    def _store_patiently(self, batch: list[ImportedItem]) -> None:
        for attempt in Retrying(
            retry=retry_if_exception_type(TransactionAborted),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.1, max=2),
            reraise=True,
        ):
            with attempt:
                outcomes = self._store_batch(batch)
        for item, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, AppError):
                self._count_refused(item.line, outcome)
            else:
                self.counts[outcome] += 1

    def _store_batch(self, batch: list[ImportedItem]) -> list[str | AppError]:
        outcomes: list[str | AppError] = []
        actor = replace(self.actor, at=now_milliseconds())
        context = {"app.user_id": actor.user_id}
        wanted = {item.values["category"] for item in batch} if self.create_categories else set()
        if wanted and not self.dry_run:
            # In a transaction of its own: it locks the user, whom writers of items lock last.
            with self.database.transaction(context) as connection:
                create_missing_categories(connection, actor, wanted)
        try:
            with self.database.transaction(context) as connection:
                if wanted and self.dry_run:
                    create_missing_categories(connection, actor, wanted)
                ledger = Ledger(actor)
                outcomes += BatchWriter(connection, ledger, batch).store(batch)
                if self.dry_run:
                    raise DryRun
                ledger.flush(connection)
        except DryRun:
            pass
        return outcomes

    def _count_refused(self, line: int, error: AppError) -> None:
        self.counts[REFUSED] += 1
        self.refuse(line, "; ".join(problem.message for problem in error.problems) or error.message)


def batches(rows: Iterable[ImportRow], size: int) -> Iterator[list[ImportRow]]:
    """Lists of at most `size` rows."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
