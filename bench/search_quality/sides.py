"""Who answers: our service, SQLite FTS5 with BM25, tantivy. All see title, headings and text of the same pages."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.search_quality.questions import SHOWN
from documentation_api.app import create_app
from documentation_api.markdown.document import Document, read_document
from documentation_api.markdown.library import Library, UnreadableFile
from documentation_api.settings import Settings
from suite.environment import load_environment
from suite_testing.databases import TestCluster

Side = Callable[[str], list[str]]
_WORD = re.compile(r"\w+")


def read_pages(folder: Path) -> list[Document]:
    """Every page that can be read."""
    library = Library.of_folder(folder)
    pages = []
    for file in library.scan():
        try:
            pages.append(read_document(file.rel_path, library.read(file), 0))
        except UnreadableFile:
            continue
    return pages


@contextmanager
def open_ours(cluster: TestCluster, folder: Path) -> Iterator[Side]:
    """The service on a database of its own, asked over its route; what it offers instead of nothing counts."""
    dsn = cluster.clone("documentation-api", "documentation").dsn("app_documentation")
    given = {"APP_ENV": "test", "AUTH_MODE": "off", "RATE_LIMIT_ENABLED": "false", "LOG_LEVEL": "error",
             "DOCUMENTATION_DATABASE_URL": dsn, "DOCS_DIR": str(folder), "DOCS_REINDEX_INTERVAL": "0"}  # fmt: skip
    service = create_app(Settings.from_environment(load_environment(process=given)))
    service.index.run(manual=False)
    client = service.test_client()

    def search(text: str) -> list[str]:
        reply = client.get("/api/v1/docs/search?" + urlencode({"q": text, "limit": SHOWN})).get_json()
        results = reply["results"] or reply.get("instead", {}).get("results", [])
        return [str(result["path"]).removeprefix("/docs/") for result in results]

    try:
        yield search
    finally:
        service.database.close()


@contextmanager
def open_fts5(pages: list[Document]) -> Iterator[Side]:
    """SQLite's own full text search: all words, else any; title and headings weigh more, stems of English."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE pages USING fts5 (path UNINDEXED, title, headings, body,"
            " tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        connection.executemany("INSERT INTO pages VALUES (?, ?, ?, ?)", map(row_of, pages))

        def search(text: str) -> list[str]:
            words = [f'"{word}"' for word in _WORD.findall(text)]
            for joint in (" AND ", " OR "):
                rows = connection.execute(
                    "SELECT path FROM pages WHERE pages MATCH ? ORDER BY bm25(pages, 0, 5, 2, 1) LIMIT ?",
                    (joint.join(words), SHOWN),
                ).fetchall()
                if rows:
                    return [row[0] for row in rows]
            return []

        yield search


@contextmanager
def open_tantivy(pages: list[Document]) -> Iterator[Side]:
    """tantivy with its English stemmer; title and headings weigh more."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("path", stored=True, tokenizer_name="raw")
    for name in ("title", "headings", "body"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    index: Any = tantivy.Index(builder.build())
    writer = index.writer()
    for page in pages:
        path, title, headings, body = row_of(page)
        writer.add_document(tantivy.Document(path=path, title=title, headings=headings, body=body))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()

    def search(text: str) -> list[str]:
        words = " ".join(_WORD.findall(text))
        query = index.parse_query(words, ["title", "headings", "body"], field_boosts={"title": 5.0, "headings": 2.0})
        searcher = index.searcher()
        return [str(searcher.doc(place)["path"][0]) for _, place in searcher.search(query, SHOWN).hits]

    yield search


def row_of(page: Document) -> tuple[str, str, str, str]:
    """What every side may look at."""
    return (
        page.path.removeprefix("/docs/"),
        page.title,
        f"{page.headings} {page.summary} {' '.join(page.tags)}",
        page.body,
    )
