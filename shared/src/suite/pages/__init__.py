"""HTML of public pages for crawlers and link previews; people are sent to the frontend, which draws them itself."""

from suite.pages.agents import AGENT, PERSON, reader_class
from suite.pages.endpoint import page_endpoint
from suite.pages.html import Pages
from suite.pages.json_ld import breadcrumbs
from suite.pages.page import Page, PageNotFound
from suite.pages.settings import PageSettings

__all__ = [
    "AGENT",
    "PERSON",
    "Page",
    "PageNotFound",
    "PageSettings",
    "Pages",
    "breadcrumbs",
    "page_endpoint",
    "reader_class",
]
