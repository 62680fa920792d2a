"""Inputs of all editing routes."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from blog_api.inputs import PageQuery, PageQuerySchema, page_limit
from suite.errors import NotFound
from suite.http.fields import Pattern
from suite.ids import integer_or_none


@dataclass(frozen=True, slots=True)
class EditPage(PageQuery):
    """Which page of a list."""

    limit: int = 50


class EditPageSchema(PageQuerySchema):
    """Page and its length."""

    produces = EditPage

    limit = page_limit(200, 50)


def record_id(text: str) -> int:
    """The id in a path; what is no id is not found."""
    number = integer_or_none(text)
    if number is None:
        raise NotFound()
    return number


def slug_field(**options: object) -> Pattern:
    """A slug: lower case words with hyphens."""
    return Pattern(is_slug, "lower case letters, digits and hyphens", low=1, high=200, **options)


def link_field(**options: object) -> Pattern:
    """A web address or a path of the site."""
    return Pattern(is_link, "a web address or a path", low=0, high=2_000, **options)


def is_slug(text: str) -> bool:
    """True for words of letters and digits joined by single hyphens."""
    return text == text.lower() and all(part.isalnum() for part in text.split("-"))


def is_link(text: str) -> bool:
    """True for https, http, paths and nothing."""
    try:
        return urlsplit(text).scheme in ("https", "http", "") and not any(map(str.isspace, text))
    except ValueError:
        return False
