"""What /api/v1/scrape accepts and answers."""

from dataclasses import dataclass
from typing import Any

from scrape_proxy.browser.visits import PICTURES, BrowserVisit
from scrape_proxy.inputs import Given, SentFlag, SentFormats, SentSchema, SentTexts, SentWhole, UrlSchema
from scrape_proxy.scrapes.wishes import ExtractionWish

TAGS = {"description": "tag, #id or .class"}


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
    actions: tuple[dict[str, Any], ...] = ()
    mobile: bool = False
    languages: tuple[str, ...] = ()
    wish: ExtractionWish | None = None

    @property
    def made_formats(self) -> tuple[str, ...]:
        """The formats to make: a model reads the Markdown, whether the caller wants it or not."""
        return self.formats if self.wish is None else (*self.formats, "markdown")

    def visit(self, url: str) -> BrowserVisit:
        """What a browser would do with the page."""
        pictures = tuple(name for name in self.formats if name in PICTURES)
        return BrowserVisit(url, self.wait_ms, pictures, self.actions, self.mobile, self.languages, self.headers)


def page_options(given: Given) -> PageOptions:
    """Typed options of a body that passed PageOptionsSchema."""
    return PageOptions(
        formats=given.texts("formats") or (() if "wish" in given.fields else ("markdown",)),
        only_main_content=given.flag("onlyMainContent") if "onlyMainContent" in given.fields else None,
        include_tags=given.texts("includeTags"),
        exclude_tags=given.texts("excludeTags"),
        timeout_ms=given.whole("timeout", 0) or None,
        wait_ms=given.whole("waitFor", 0),
        headers=tuple(dict(given.fields.get("headers", {})).items()),
        pdf=given.flag("pdf"),
        actions=tuple(given.fields.get("actions", ())),
        mobile=given.flag("mobile"),
        languages=given.texts("languages"),
        wish=ExtractionWish(**given.fields["wish"]) if "wish" in given.fields else None,
    )


class PageOptionsSchema(SentSchema):
    """How to show a page."""

    formats = SentFormats()
    onlyMainContent = SentFlag()
    waitFor = SentWhole(0, 30_000, "waitFor must be an integer between 0 and 30000", metadata={"description": "ms"})
    timeout = SentWhole(
        1_000, 60_000, "timeout must be between 1000 and 60000 milliseconds", metadata={"description": "ms"}
    )
    includeTags = SentTexts(metadata=TAGS)
    excludeTags = SentTexts(metadata=TAGS)


class ScrapeSchema(PageOptionsSchema, UrlSchema):
    """A page and how to show it; unknown keys are dropped."""
