"""/v1/search and /v2/search."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
from flask import Blueprint

from scrape_proxy.compatible.declaration import endpoint
from scrape_proxy.compatible.options import V1, Translated, read_number, translate_scrape, unknown_in, warning_of
from scrape_proxy.compatible.replies import SearchResultsSchema
from scrape_proxy.compatible.schemas import AnyBody
from scrape_proxy.errors import InvalidInput, detail
from scrape_proxy.inputs import Given
from scrape_proxy.searches.engine import SearchResult
from scrape_proxy.service import ScrapeService
from suite.errors import AppError
from suite.http import EDITOR, Call, Reply, json_reply
from suite.outbound import BlockedTarget

searches = Blueprint("searches", __name__)
DEFAULT_LIMIT, MOST = 5, 20
MAX_QUERY = 500
AT_ONCE = 4
# The engine has a time limit of its own.
KNOWN = ("query", "limit", "lang", "scrapeOptions", "timeout", "ignoreInvalidURLs")
IGNORED = ("tbs", "filter", "country", "location", "categories", "sources")


@searches.post("/<version:version>/search")
@endpoint(
    EDITOR,
    "Search the web, and scrape what is found where scrapeOptions ask for it",
    body=AnyBody(),
    parse_body=False,
    body_optional=True,
    replies={200: ("Results", SearchResultsSchema())},
)
def create_search(call: Call[ScrapeService], version: str) -> Reply:
    query, limit, options = read_search(call.json)
    engine = call.service.search
    found = engine.search(query, limit, language_of(call.json))
    results = scrape_all(call, found, options) if options else [result_body(one) for one in found]
    ignored = [name for name in IGNORED if call.json.get(name)] + unknown_in(call.json, {*KNOWN, *IGNORED})
    warning = warning_of([*ignored, *(options.ignored if options else [])])
    return json_reply({"success": True, "data": results if version == V1 else {"web": results}, **warning})


def read_search(body: dict[str, Any]) -> tuple[str, int, Translated | None]:
    """Query, number of results, and the options of their pages; InvalidInput with every breach."""
    details: list[dict[str, Any]] = []
    query = body.get("query")
    if not isinstance(query, str) or not 0 < len(query.strip()) <= MAX_QUERY:
        details.append(detail("query", f"query must be a text of 1 to {MAX_QUERY} characters", value=query))
    limit = read_number(body, "limit", "", details)
    options = body.get("scrapeOptions") or {}
    if not isinstance(options, dict):
        details.append(detail("scrapeOptions", "scrapeOptions must be an object", value=options))
    if details:
        raise InvalidInput(details)
    # SDKs send the options with their defaults: without formats nobody wants the pages.
    scrape_options = translate_scrape(options, "scrapeOptions.") if options.get("formats") else None
    return str(query).strip(), max(1, min(MOST, DEFAULT_LIMIT if limit is None else limit)), scrape_options


def language_of(body: dict[str, Any]) -> str | None:
    """The language of the results, where one is given."""
    language = body.get("lang")
    return language if isinstance(language, str) and language.replace("-", "").isalpha() else None


def scrape_all(call: Call[ScrapeService], found: list[SearchResult], options: Translated) -> list[dict[str, Any]]:
    """The results with their pages; one that cannot be read stays without."""
    scraping = call.service.scraping
    user = call.identity.user_id

    def scrape(one: SearchResult) -> dict[str, Any]:
        try:
            page = orjson.loads(
                scraping.scrape(Given({**options.fields, "url": one.url}), user, options.cache_control).data
            )
        except (AppError, BlockedTarget) as error:
            return {**result_body(one), "warning": error.message}
        return {**result_body(one), **page}

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(scrape, found))


def result_body(one: SearchResult) -> dict[str, Any]:
    """A result as it is answered."""
    return {"url": one.url, "title": one.title, "description": one.description}
