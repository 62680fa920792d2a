"""SQL of the index: what is known of the files, and bringing it up to date."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documentation_api.markdown.document import Document
from suite.database import Connection

# One run at a time, whoever makes it.
LOCK = 3_400_001
LONGEST_FILE = "10min"

TRY_LOCK = f"""
SET LOCAL idle_in_transaction_session_timeout = '{LONGEST_FILE}';
SELECT pg_try_advisory_xact_lock({LOCK})
"""


def vector(config: str, suffix: str) -> str:
    """The weighted tsvector of a document under one dictionary."""
    parts = (("title", "A"), ("about", "B"), ("headings", "C"), ("body", "D"))
    return " || ".join(
        f"setweight(to_tsvector('pg_catalog.{config}', %({name}{suffix})s), '{weight}')" for name, weight in parts
    )


UPSERT_DOCUMENT = f"""
INSERT INTO documentation_docs (id, rel_path, path, title, title_key, domain, type, status, tags, summary, headings,
    body, content, last_review, sha256, mtime_ns, size_bytes, facts, trigrams, tsv_pt, tsv_en, tsv_pt_folded,
    tsv_simple, words, created_at, updated_at)
SELECT %(id)s, %(rel_path)s, %(path)s, %(shown_title)s, %(title_folded)s, %(domain)s, %(type)s, %(status)s,
    %(tags)s::text[], %(summary)s, %(shown_headings)s, %(shown_body)s, %(content)s, %(last_review)s::date, %(sha256)s,
    %(mtime_ns)s, %(size)s, %(facts)s::jsonb, %(trigrams)s::text[], tsv_pt, {vector("english", "")},
    CASE WHEN %(same)s THEN tsv_pt ELSE {vector("portuguese", "_restored")} END, {vector("simple", "_folded")},
    %(words)s, now(), now()
  FROM (SELECT {vector("portuguese", "")} AS tsv_pt OFFSET 0) AS original
ON CONFLICT (rel_path) DO UPDATE SET path = excluded.path, title = excluded.title, title_key = excluded.title_key,
    domain = excluded.domain, type = excluded.type, status = excluded.status, tags = excluded.tags,
    summary = excluded.summary, headings = excluded.headings, body = excluded.body, content = excluded.content,
    last_review = excluded.last_review, sha256 = excluded.sha256, mtime_ns = excluded.mtime_ns,
    size_bytes = excluded.size_bytes, facts = excluded.facts, trigrams = excluded.trigrams,
    tsv_pt = excluded.tsv_pt, tsv_en = excluded.tsv_en, tsv_pt_folded = excluded.tsv_pt_folded,
    tsv_simple = excluded.tsv_simple, words = excluded.words, updated_at = excluded.updated_at
"""
STORE_WORDS = """
DELETE FROM documentation_title_words WHERE document_id = %(id)s;
INSERT INTO documentation_title_words (word, document_id)
SELECT DISTINCT word, %(id)s FROM regexp_split_to_table(%(title_folded)s, ' ') AS word WHERE word <> '';
INSERT INTO documentation_lexemes (lexeme, docs)
SELECT lexeme, 1 FROM documentation_docs, unnest(tsvector_to_array(tsv_simple)) AS lexeme WHERE id = %(id)s
    ON CONFLICT DO NOTHING
"""
TOUCH_DOCUMENT = """
UPDATE documentation_docs SET mtime_ns = %(mtime_ns)s, size_bytes = %(size)s, updated_at = now()
 WHERE rel_path = %(rel_path)s
"""
DELETE_DOCUMENTS = "DELETE FROM documentation_docs WHERE rel_path = ANY(%(gone)s::text[])"
SELECT_KNOWN = "SELECT rel_path, id, size_bytes, mtime_ns, sha256 FROM documentation_docs"
SELECT_STATE = """
SELECT version, last_run, last_manual, duration_ms, errors, hidden, counted_docs,
       ceil(extract(epoch FROM last_manual + interval '60 seconds' - now()))::int
  FROM documentation_index_state
"""
UPDATE_STATE = """
UPDATE documentation_index_state
   SET version = %(version)s, errors = %(errors)s, hidden = %(hidden)s, duration_ms = %(duration_ms)s, last_run = now(),
       last_manual = CASE WHEN %(manual)s THEN now() ELSE last_manual END
"""
SELECT_COUNTS = """
SELECT count(*), count(DISTINCT domain), count(DISTINCT type), count(DISTINCT status),
       (SELECT count(DISTINCT tag) FROM documentation_docs, unnest(tags) AS tag)
  FROM documentation_docs
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the index knows of a file."""

    id: str
    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class IndexState:
    """The last run; `errors` are `{file, line, error, size, mtime_ns}`, `hidden` `{file, reason, until, size,
    mtime_ns}`, `wait` seconds until a manual run may begin."""

    version: int
    last_run: datetime | None
    last_manual: datetime | None
    duration_ms: int
    errors: list[dict[str, Any]]
    hidden: list[dict[str, Any]]
    counted_docs: int
    wait: int | None


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """How many there are in the index."""

    files: int
    domains: int
    types: int
    statuses: int
    tags: int


def try_lock(connection: Connection) -> bool:
    """Begin a run; False when another one is under way. A killed process loses the lock with its connection."""
    return bool(connection.value(TRY_LOCK))


def select_known(connection: Connection) -> dict[str, Known]:
    """What is known, by relative path."""
    return {row[0]: Known(*row[1:]) for row in connection.rows(SELECT_KNOWN)}


def select_state(connection: Connection) -> IndexState:
    """The state of the index."""
    row = connection.row(SELECT_STATE)
    assert row is not None
    return IndexState(*row)


def select_counts(connection: Connection) -> IndexCounts:
    """The size of the index."""
    row = connection.row(SELECT_COUNTS)
    assert row is not None
    return IndexCounts(*row)


COUNT_LEXEMES = """
DELETE FROM documentation_lexemes;
INSERT INTO documentation_lexemes (lexeme, docs)
SELECT word, max(ndoc) FROM (
    SELECT word, ndoc FROM ts_stat('SELECT tsv_simple FROM documentation_docs')
    UNION ALL SELECT word, ndoc FROM ts_stat('SELECT tsv_en FROM documentation_docs')
    UNION ALL SELECT word, ndoc FROM ts_stat('SELECT tsv_pt_folded FROM documentation_docs')) AS counted
 GROUP BY word;
UPDATE documentation_index_state SET counted_docs = (SELECT count(*) FROM documentation_docs),
    mean_words = (SELECT coalesce(avg(words), 1) FROM documentation_docs)
"""


def count_lexemes(connection: Connection) -> None:
    """Count in how many documents each word is, and how long documents are."""
    connection.run(COUNT_LEXEMES)


def select_expired(connection: Connection, today: date) -> set[str]:
    """Documents that are shown no longer from today on."""
    rows = connection.rows(
        "SELECT rel_path FROM documentation_docs WHERE facts->>'expires' <= %s", (today.isoformat(),)
    )
    return {row[0] for row in rows}


def select_meaningless(connection: Connection) -> list[str]:
    """Fields of generators that documents have and that mean nothing here."""
    rows = connection.rows(
        "SELECT DISTINCT jsonb_array_elements_text(facts->'meaningless') FROM documentation_docs"
        " WHERE jsonb_typeof(facts->'meaningless') = 'array' ORDER BY 1"
    )
    return [row[0] for row in rows]


def upsert_document(connection: Connection, document_id: str, document: Document) -> None:
    """Insert a document, or replace the one of the same file."""
    connection.run(
        f"{UPSERT_DOCUMENT}; {STORE_WORDS}",
        {
            **document.texts.parts,
            "same": document.texts.restored_as_written,
            "id": document_id,
            "rel_path": document.rel_path,
            "path": document.path,
            "shown_title": document.title,
            "domain": document.domain,
            "type": document.type,
            "status": document.status,
            "tags": document.tags,
            "summary": document.summary,
            "shown_headings": document.headings,
            "shown_body": document.body,
            "content": document.content,
            "last_review": document.last_review,
            "sha256": document.sha256,
            "mtime_ns": document.mtime_ns,
            "size": document.size,
            "words": document.texts.words,
            "facts": json.dumps(document.facts),
            "trigrams": document.trigrams,
        },
    )


def touch_document(connection: Connection, rel_path: str, size: int, mtime_ns: int) -> None:
    """Remember that a file has another time but the same content."""
    connection.run(TOUCH_DOCUMENT, {"rel_path": rel_path, "size": size, "mtime_ns": mtime_ns})


def delete_documents(connection: Connection, gone: list[str]) -> int:
    """Forget files; how many were known."""
    return connection.run(DELETE_DOCUMENTS, {"gone": gone}) if gone else 0


def update_state(
    connection: Connection, *, version: int, errors: list[dict[str, Any]], hidden: list[dict[str, Any]],
    duration_ms: int, manual: bool,
) -> None:  # fmt: skip
    """Note a finished run."""
    connection.run(
        UPDATE_STATE,
        {
            "version": version,
            "errors": json.dumps(errors),
            "hidden": json.dumps(hidden),
            "duration_ms": duration_ms,
            "manual": manual,
        },
    )
