"""/api/v1/docs: search, facets, suggestions and content of Markdown documents."""

import re
from contextlib import AbstractContextManager
from dataclasses import asdict
from functools import partial
from time import perf_counter
from typing import Any

from flask import Blueprint

from documentation_api.markdown.cached_counts import cached_facets, cached_total
from documentation_api.markdown.document_queries import select_content
from documentation_api.markdown.errors import (
    DocumentNotFound,
    DocumentSearchFailed,
    FacetsFailed,
    InvalidDocumentPath,
    SuggestionFailed,
)
from documentation_api.markdown.failures import failing_as
from documentation_api.markdown.filters import INDEXED
from documentation_api.markdown.highlights import Highlighter, clip, render
from documentation_api.markdown.index import COLLECTION
from documentation_api.markdown.replies import (
    DocumentContentSchema,
    DocumentFacetsSchema,
    DocumentSearchSchema,
    HybridSearchResultSchema,
    TitleSuggestionsSchema,
)
from documentation_api.markdown.schemas import (
    ContentSchema,
    DocumentSearch,
    DocumentSearchQuery,
    FacetsRequest,
    FacetsSchema,
    HybridSchema,
    HybridSearch,
    Suggesting,
    TitleQuery,
)
from documentation_api.markdown.search_queries import Hit, select_facets, select_hits
from documentation_api.markdown.search_text import read_search
from documentation_api.markdown.suggestions import (
    Instead,
    Mixed,
    find_instead,
    guess_query,
    search_mixed,
    suggest_titles,
)
from documentation_api.service import DocumentationService
from suite.database import Connection
from suite.errors import Problem, ValidationFailed
from suite.http import OPEN, Call, Reply, endpoint, json_reply
from suite.http.etags import strong
from suite.http.pages import unchanged_reply

_BLANK_Q = re.compile(r"(?:^|&)q=(?:&|$)")

markdown = Blueprint("markdown", __name__)


@markdown.get("/search")
@endpoint(
    OPEN,
    "Search the documentation",
    query=DocumentSearchQuery(),
    replies={200: ("A page of documents, best first", DocumentSearchSchema())},
)
def search_documents(call: Call[DocumentationService]) -> Reply:
    refuse_blank(call)
    query: DocumentSearch = call.query
    index = call.service.index
    began = perf_counter()
    search = read_search(query.q) if query.q else None
    guess = instead = None
    with failing_as(DocumentSearchFailed, index.metrics.count_error):
        with open_search(call, query.q) as connection:
            total, hits = select_hits(
                connection,
                search,
                query,
                limit=query.limit,
                offset=query.offset,
                remember=partial(cached_total, call.service, query),
            )
            if search and not total:
                guess = guess_query(connection, search, query)
                instead = find_instead(connection, search, guess, query)
        if search and not query.offset:
            index.query_log.note(search.text, total)
        highlighter = Highlighter(search) if search else None
        results = [shown_hit(hit, highlighter) for hit in hits]
        index.metrics.count_search(query, total, perf_counter() - began)
    echo = {"q": query.q or "", "filters": query.shown()}
    body = {"success": True, "total": total, "results": results, "query": echo, "did_you_mean": guess}
    return json_reply(body | ({"instead": shown_instead(instead)} if instead else {}))


@markdown.get("/facets")
@endpoint(
    OPEN,
    "Count what a search finds",
    query=FacetsSchema(),
    replies={200: ("Counts by field and value", DocumentFacetsSchema())},
)
def count_facets(call: Call[DocumentationService]) -> Reply:
    query: FacetsRequest = call.query

    def count() -> dict[str, Any]:
        with open_search(call, query.q) as connection:
            return select_facets(connection, read_search(query.q) if query.q else None, query)

    with failing_as(FacetsFailed):
        facets = cached_facets(call.service, query, count)
        call.service.index.metrics.count_facets(query)
    return json_reply({"success": True, "facets": facets})


@markdown.get("/suggest")
@endpoint(
    OPEN,
    "Titles while somebody types",
    query=TitleQuery(),
    replies={200: ("At most ten titles", TitleSuggestionsSchema())},
)
def suggest(call: Call[DocumentationService]) -> Reply:
    query: Suggesting = call.query
    with failing_as(SuggestionFailed), open_search(call, query.q) as connection:
        titles = suggest_titles(connection, query.q, query.limit)
    suggestions = [{"text": it.title, "domain": it.domain, "type": it.type, "path": it.path} for it in titles]
    return json_reply({"success": True, "suggestions": suggestions})


@markdown.get("/search-hybrid")
@endpoint(
    OPEN,
    "Search by words and by likeness",
    query=HybridSchema(),
    replies={200: ("Documents, best first", HybridSearchResultSchema())},
)
def search_hybrid(call: Call[DocumentationService]) -> Reply:
    query: HybridSearch = call.query
    with failing_as(DocumentSearchFailed, call.service.index.metrics.count_error):
        with open_search(call, query.q) as connection:
            total, found = search_mixed(connection, query)
        highlighter = Highlighter(read_search(query.q))
        results = [shown_mixed(mixed, highlighter) for mixed in found]
    envelope = {"success": True, "total": total, "results": results, "alpha": query.alpha, "collection": COLLECTION}
    return json_reply(envelope)


@markdown.get("/content")
@endpoint(
    OPEN,
    "The Markdown of a document",
    query=ContentSchema(),
    replies={
        200: ("The file as it was indexed", DocumentContentSchema()),
        304: "Not modified",
        404: "Not in the index",
    },
)
def show_content(call: Call[DocumentationService]) -> Reply:
    path: str = call.query.path
    if path.startswith("/") or "\\" in path or ".." in path.split("/"):
        raise InvalidDocumentPath
    with call.read() as connection:
        found = select_content(connection, path)
    if found is None:
        raise DocumentNotFound
    tag = strong(found.sha256)
    if unchanged := unchanged_reply(call, tag):
        return unchanged
    body = {"success": True, "path": found.rel_path, "content": found.content, "size": found.size}
    return json_reply(body, etag=tag)


def open_search(call: Call[DocumentationService], q: str | None) -> AbstractContextManager[Connection]:
    """The database for a search; documents are everybody's, so nobody has to be named, and indexed now and then."""
    return call.service.database.read_replica(INDEXED if q else None)


def shown_hit(hit: Hit, highlighter: Highlighter | None) -> dict[str, Any]:
    """A document found, as clients read it."""
    shown = asdict(hit)
    del shown["headings"], shown["body"]
    if highlighter:
        highlights = {"title": highlighter.mark(hit.title), "snippet": highlighter.snippet(hit.body, hit.summary)}
    else:
        highlights = {"title": render(hit.title, []), "snippet": render(clip(hit.summary or hit.body, 0), [])}
    return {**shown, "highlights": highlights}


def shown_instead(instead: Instead) -> dict[str, Any]:
    """What is shown where nothing holds all words, and what of them is left out."""
    highlighter = Highlighter(instead.search)
    results = [shown_hit(hit, highlighter) for hit in instead.hits]
    return {"q": instead.text, "left_out": instead.left_out, "total": instead.total, "results": results}


def shown_mixed(mixed: Mixed, highlighter: Highlighter) -> dict[str, Any]:
    """A document found by words or likeness, as clients read it."""
    return {
        "title": mixed.title,
        "url": mixed.path,
        "path": mixed.path,
        "snippet": highlighter.snippet(mixed.text, mixed.summary),
        "score": mixed.score,
        "source": mixed.source,
        "components": {"semantic": mixed.semantic, "lexical": mixed.lexical},
        "tags": mixed.tags,
        "domain": mixed.domain,
        "type": mixed.type,
    }


def refuse_blank(call: Call[DocumentationService]) -> None:
    """An empty `q` is a mistake, not the wish to see everything."""
    if _BLANK_Q.search(call.environ.get("QUERY_STRING") or ""):
        problem = Problem("q", "q must be 2 to 200 characters", "invalid_length", value="", location="query")
        raise ValidationFailed(problems=[problem])
