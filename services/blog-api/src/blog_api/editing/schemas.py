"""Inputs of all editing routes."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from blog_api.inputs import MAX_ID, MAX_PAGE, BlogQuerySchema, Whole
from suite.errors import NotFound
from suite.http.fields import Pattern


@dataclass(frozen=True, slots=True)
class EditPage:
    """Which page of a list."""

    blog_id: int | None = None
    page: int = 1
    limit: int = 50

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.limit


class EditPageSchema(BlogQuerySchema):
    """Page and its length."""

    produces = EditPage

    page = Whole(1, MAX_PAGE)
    limit = Whole(1, 200, capped=True, metadata={"description": "default 50"})


def record_id(text: str) -> int:
    """The id in a path; what is no id is not found."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 10 or not 1 <= int(text) <= MAX_ID:
        raise NotFound()
    return int(text)


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
