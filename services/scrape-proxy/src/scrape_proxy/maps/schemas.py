"""What /api/v1/map accepts."""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import INCLUDE, fields

from scrape_proxy.inputs.reading import Given, Table, read_body
from scrape_proxy.inputs.rules import boolean_rule, length_rule, url_rule, whole_rule
from suite.http.schemas import InputSchema

DEFAULT_LIMIT = 1_000

MAP_RULES: Table = {
    "search": length_rule(200, "search exceeds maximum length"),
    "limit": whole_rule(1, 5_000, "limit must be between 1 and 5000"),
    "ignoreSitemap": boolean_rule,
    "sitemapOnly": boolean_rule,
    "includeSubdomains": boolean_rule,
}


def read_map(body: Mapping[str, Any], is_exempt: Callable[[str], bool]) -> Given:
    """The body of a map; InvalidInput with every breach."""
    return read_body(body, {"url": url_rule(is_exempt), **MAP_RULES})


class MapSchema(InputSchema):
    """A site and which of its links; unknown keys are dropped."""

    class Meta:
        unknown = INCLUDE

    url = fields.String(required=True)
    search = fields.String(metadata={"description": "part of the address; best match first"})
    limit = fields.Integer(metadata={"description": "1 to 5000; default 1000"})
    ignoreSitemap = fields.Boolean()
    sitemapOnly = fields.Boolean()
    includeSubdomains = fields.Boolean()
