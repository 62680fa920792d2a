"""No path and no query string makes a public route fail."""

from urllib.parse import quote

import pytest
from movies_catalogue import OTHELLO
from werkzeug.test import Client

from suite.http import PUBLIC, Service

NASTY = [
    "0", "-1", "14", "99999999999", "2147483647", "1e9", "%", "_", "\\", "'", '"a b', "' OR 1=1 --", "O'Brien", "ação",
    "\u0301", "💥", "a" * 200, "a" * 201, "ﬀ", "-", "!", "&|:*", "(", "a & !b", "1,2,3", ",,,", OTHELLO, "true", "NaN",
    "\t", "MAINTAIN", "or", "não", "\u200b", "١٤", "²", "a\x00b", "%s", "{x}", "$1",
]  # fmt: skip


def public_routes(service: Service) -> dict[str, list[str]]:
    """Rule → keys of its query, of all public GET routes of this service."""
    routes = {}
    for rule in service.url_map.iter_rules():
        declared = service.view_functions[rule.endpoint].declaration  # type: ignore[attr-defined]
        if "GET" in (rule.methods or ()) and declared.access == PUBLIC and "/tmdb/" not in rule.rule:
            fields = declared.query.fields if declared.query else {}
            routes[rule.rule] = [field.data_key or name for name, field in fields.items()]
    return routes


@pytest.mark.parametrize("value", NASTY)
def test_any_value_of_a_query_is_answered_or_refused(service: Service, client: Client, value: str) -> None:
    for rule, keys in public_routes(service).items():
        path = rule.replace("<", "").replace(">", "")
        queries = [f"{key}={quote(value)}" for key in keys]
        for query in [*queries, "&".join(queries)] if queries else []:
            assert client.get(f"{path}?{query}").status_code < 500, f"{path}?{query}"


@pytest.mark.parametrize("value", NASTY)
def test_any_value_in_a_path_is_answered_or_refused(service: Service, client: Client, value: str) -> None:
    for rule in public_routes(service):
        if "<" in rule:
            parts = [quote(value, safe="") if part.startswith("<") else part for part in rule.split("/")]
            reply = client.get("/".join(parts))
            assert reply.status_code in (200, 400, 404), rule
            # Pages for crawlers say so with a page.
            told = reply.get_json() if reply.mimetype != "text/html" else {"error": reply.status_code == 404}
            assert "error" in told or reply.status_code == 200
