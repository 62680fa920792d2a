"""What /api/v1/scrape accepts and answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import INCLUDE, fields

from scrape_proxy.inputs.reading import Given, Table, read_body
from scrape_proxy.inputs.rules import boolean_rule, formats_rule, strings_rule, url_rule, whole_rule
from suite.http.schemas import InputSchema

OPTION_RULES: Table = {
    "formats": formats_rule,
    "onlyMainContent": boolean_rule,
    "waitFor": whole_rule(0, 30_000, "waitFor must be an integer between 0 and 30000"),
    "timeout": whole_rule(1_000, 60_000, "timeout must be between 1000 and 60000 milliseconds"),
    "includeTags": strings_rule,
    "excludeTags": strings_rule,
}


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How a page is to be shown; `timeout_ms` is the caller's own, None when not given."""

    formats: tuple[str, ...] = ("markdown",)
    only_main_content: bool | None = None
    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    timeout_ms: int | None = None
    wait_ms: int = 0
    rendered: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    pdf: bool = False


def page_options(given: Given) -> PageOptions:
    """Typed options of a body that passed OPTION_RULES."""
    return PageOptions(
        formats=given.texts("formats") or ("markdown",),
        only_main_content=given.flag("onlyMainContent") if "onlyMainContent" in given.fields else None,
        include_tags=given.texts("includeTags"),
        exclude_tags=given.texts("excludeTags"),
        timeout_ms=given.whole("timeout", 0) or None,
        wait_ms=given.whole("waitFor", 0),
        headers=tuple(dict(given.fields.get("headers", {})).items()),
        pdf=given.flag("pdf"),
    )


def read_scrape(body: Mapping[str, Any], is_exempt: Callable[[str], bool]) -> Given:
    """The body of a scrape; InvalidInput with every breach."""
    return read_body(body, {"url": url_rule(is_exempt), **OPTION_RULES})


class ScrapeSchema(InputSchema):
    """A page and how to show it; unknown keys are dropped."""

    class Meta:
        unknown = INCLUDE

    url = fields.String(required=True)
    formats = fields.List(fields.String())
    onlyMainContent = fields.Boolean()
    waitFor = fields.Integer(metadata={"description": "ms, 0 to 30000"})
    timeout = fields.Integer(metadata={"description": "ms, 1000 to 60000"})
    includeTags = fields.List(fields.String(), metadata={"description": "tag, #id or .class"})
    excludeTags = fields.List(fields.String(), metadata={"description": "tag, #id or .class"})
