"""One run of the index: from the files as they are to the rows as they should be, in one transaction."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from time import perf_counter
from typing import Any

from documentation_api.docs_health.snapshots import snapshot_if_due
from documentation_api.markdown import index_queries as queries
from documentation_api.markdown.cached_counts import documents_change
from documentation_api.markdown.document import Document, id_of
from documentation_api.markdown.errors import ReindexedRecently, ReindexRunning
from documentation_api.markdown.index_queries import Known
from documentation_api.markdown.library import FoundFile, Hidden, Library, UnreadableFile
from documentation_api.markdown.work import DOCUMENT_WORK, read_bounded
from suite.bounded import ClientLeft
from suite.database import Connection, Database
from suite.thread_pool import run_aside

log = logging.getLogger(__name__)
# Raise it when documents are read by other rules: every file is then read again.
VERSION = 4
# Statistics that are wrong by this share of the documents tell rare words from frequent ones as well.
STALE_SHARE = 0.02
BATCH_FILES, BATCH_BYTES = 25, 1_048_576


class Interrupted(Exception):
    """The process ends; nothing of the run is kept."""


@dataclass(slots=True)
class IndexOutcome:
    """What a run did; `errors` are `{file, line, error}`, `hidden` `{file, reason}` of pages that are not shown,
    `meaningless` fields of generators that mean nothing here."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    read: int = 0
    duration_ms: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[dict[str, Any]] = field(default_factory=list)
    meaningless: list[str] = field(default_factory=list)
    counts: queries.IndexCounts = field(default_factory=lambda: queries.IndexCounts(0, 0, 0, 0, 0))

    @property
    def has_changes(self) -> bool:
        """Whether the index is another one now."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class FileReading:
    """What became of one file: a document, an error, or nothing when its content is the known one."""

    file: FoundFile
    document: Document | None = None
    error: UnreadableFile | None = None
    hidden: Hidden | None = None


def run_index(
    database: Database,
    library: Library,
    *,
    outdated_days: int,
    manual: bool = False,
    stopped: Event | None = None,
    record: Callable[[Connection, IndexOutcome], None] | None = None,
) -> IndexOutcome:
    """Bring the index up to date. `record` writes into the transaction of a run that changed something.

    ReindexRunning while another process does it; ReindexedRecently for a manual run too soon after the last one.
    """
    began = perf_counter()
    with database.transaction() as connection:
        if not queries.try_lock(connection):
            raise ReindexRunning
        state = queries.select_state(connection)
        if manual and state.wait is not None and state.wait > 0:
            raise ReindexedRecently(state.wait)
        run = _Run(connection, library, state, stopped or Event())
        try:
            outcome = run.work()
        finally:
            DOCUMENT_WORK.close()  # the next run may be days away
        changed = outcome.has_changes or run.errors != state.errors
        snapshot_if_due(connection, library, outdated_days, changed=changed, unusable=run.errors)
        outcome.counts = queries.select_counts(connection)
        outcome.meaningless = queries.select_meaningless(connection)
        outcome.duration_ms = round((perf_counter() - began) * 1000)
        queries.update_state(
            connection,
            version=VERSION,
            errors=run.errors,
            hidden=run.hidden,
            duration_ms=outcome.duration_ms,
            manual=manual,
        )  # fmt: skip
        if outcome.has_changes:
            documents_change(connection)
            changes = outcome.added + outcome.changed + outcome.removed
            if changes > STALE_SHARE * state.counted_docs:
                queries.count_lexemes(connection)
        if record and (manual or outcome.has_changes):
            record(connection, outcome)
    return outcome


class _Run:
    """The work between lock and commit."""

    def __init__(self, connection: Connection, library: Library, state: queries.IndexState, stopped: Event) -> None:
        self._connection, self._library, self._stopped = connection, library, stopped
        self._known = queries.select_known(connection)
        self._same_rules = state.version == VERSION
        self._failed = {error["file"]: error for error in state.errors} if self._same_rules else {}
        self._ids = {known.id for known in self._known.values()}
        self._outcome = IndexOutcome()
        self.errors: list[dict[str, Any]] = []
        self.hidden: list[dict[str, Any]] = []
        self._was_hidden = {entry["file"]: entry for entry in state.hidden} if self._same_rules else {}
        self._today = datetime.now(UTC).date()
        self._expired = queries.select_expired(connection, self._today)

    def work(self) -> IndexOutcome:
        """Read what is new or changed, forget what is gone."""
        files = run_aside(self._library.scan)
        # First, so that what takes the place of a removed file gets its id.
        self._forget(set(self._known) - {file.rel_path for file in files})
        for batch in batches(file for file in files if not self._is_unchanged(file)):
            if self._stopped.is_set():
                raise Interrupted
            opened = run_aside(lambda batch=batch: [self._open(file) for file in batch])  # type: ignore[misc]
            for file, raw in zip(batch, opened, strict=True):
                self._store(self._read(file, raw))
        self.errors.sort(key=lambda error: str(error["file"]))
        self._outcome.hidden = [{name: entry[name] for name in ("file", "reason")} for entry in self.hidden]
        self._outcome.errors = [{name: error[name] for name in ("file", "line", "error")} for error in self.errors]
        return self._outcome

    def _is_unchanged(self, file: FoundFile) -> bool:
        failed = self._failed.get(file.rel_path)
        if failed and (failed["size"], failed["mtime_ns"]) == (file.size, file.mtime_ns):
            self.errors.append(failed)
            return True
        hidden = self._was_hidden.get(file.rel_path)
        same = hidden is not None and (hidden["size"], hidden["mtime_ns"]) == (file.size, file.mtime_ns)
        if hidden and same and (not hidden["until"] or hidden["until"] > self._today.isoformat()):
            self.hidden.append(hidden)
            return True
        known = self._known.get(file.rel_path)
        if file.rel_path in self._expired:
            return False
        return self._same_rules and known is not None and (known.size, known.mtime_ns) == (file.size, file.mtime_ns)

    def _open(self, file: FoundFile) -> bytes | UnreadableFile | None:
        """The bytes of a file, why there are none, or None when they are the known ones."""
        try:
            raw = self._library.read(file)
        except UnreadableFile as error:
            return error
        known = self._known.get(file.rel_path) if self._same_rules and file.rel_path not in self._expired else None
        return None if known and known.sha256 == hashlib.sha256(raw).hexdigest() else raw

    def _read(self, file: FoundFile, raw: bytes | UnreadableFile | None) -> FileReading:
        if not isinstance(raw, bytes):
            return FileReading(file, error=raw)
        try:
            return FileReading(file, read_bounded(file.rel_path, raw, file.mtime_ns, self._today, self._stopped.is_set))
        except ClientLeft:
            raise Interrupted from None
        except UnreadableFile as error:
            return FileReading(file, error=error)
        except Hidden as hidden:
            return FileReading(file, hidden=hidden)
        except Exception as error:
            # One file nobody understands may not keep the others out of the index.
            log.exception("document cannot be read", extra={"file": file.rel_path, "error": type(error).__name__})
            return FileReading(file, error=UnreadableFile("the file cannot be understood"))

    def _store(self, reading: FileReading) -> None:
        file, known = reading.file, self._known.get(reading.file.rel_path)
        self._outcome.read += 1
        if reading.error is not None or reading.hidden is not None:
            if reading.error is not None:
                self._note(file, reading.error)
            else:
                self._note_hidden(file, reading.hidden)
            if known:
                self._forget({file.rel_path})
        elif reading.document is None:
            queries.touch_document(self._connection, file.rel_path, file.size, file.mtime_ns)
        else:
            self._upsert(reading.document, known)

    def _upsert(self, document: Document, known: Known | None) -> None:
        document_id = known.id if known else id_of(document.rel_path, self._ids)
        self._ids.add(document_id)
        queries.upsert_document(self._connection, document_id, document)
        if known:
            self._outcome.changed += 1
        else:
            self._outcome.added += 1

    def _forget(self, gone: set[str]) -> None:
        self._outcome.removed += queries.delete_documents(self._connection, sorted(gone))
        self._ids -= {self._known[rel_path].id for rel_path in gone}

    def _note(self, file: FoundFile, error: UnreadableFile) -> None:
        self.errors.append(
            {
                "file": file.rel_path,
                "line": error.line,
                "error": error.reason,
                "size": file.size,
                "mtime_ns": file.mtime_ns,
            }
        )

    def _note_hidden(self, file: FoundFile, hidden: Hidden | None) -> None:
        if hidden is not None:
            until = hidden.until.isoformat() if hidden.until else None
            self.hidden.append({
                "file": file.rel_path, "reason": hidden.reason, "until": until, "size": file.size,
                "mtime_ns": file.mtime_ns,
            })  # fmt: skip


def batches(files: Iterator[FoundFile]) -> Iterator[list[FoundFile]]:
    """Pieces small enough that memory stays flat and a stop is noticed soon."""
    batch: list[FoundFile] = []
    size = 0
    for file in files:
        batch.append(file)
        size += file.size
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
