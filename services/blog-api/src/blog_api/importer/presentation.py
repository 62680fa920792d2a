"""What readers see of a post: title, description, body, cover and kind."""

import re

from blog_api.articles.editing_rules import default_description
from blog_api.articles.markup import MarkupRefused
from blog_api.articles.sanitiser import plain_text
from blog_api.articles.untrusted import clean_html, html_of
from blog_api.importer.post_file import PostFile
from suite.text.front_matter import FrontMatterError

TYPES = ("analise", "lista")
# What generators call a post or a page; it says nothing about which of ours it is.
OTHER_TYPES = frozenset({"post", "posts", "page", "pages", "blog", "article", "articles", "news", "section", "docs"})
MAX_EXCERPT = 1_000
_SEPARATOR = re.compile(r"<!--\s*(?:more|truncate)\s*-->")
_IMAGES = ("image", "feature_image", "featured_image", "cover", "images", "thumbnail", "og_image")
_PARTS = ("path", "url", "src", "image", "relative")


def title_of(source: PostFile) -> str:
    """The title of the head, the heading, or the name of the file."""
    given = source.fields.text("title", longest=300) or source.heading
    return (given or source.name.replace("-", " ").capitalize())[:300]


def content_of(source: PostFile) -> str:
    """The body as HTML."""
    try:
        if source.is_html:
            return clean_html(source.body)
        return html_of(source.body, liquid=source.fields.flag("render_with_liquid") is not False)
    except MarkupRefused as error:
        raise FrontMatterError(1, f"the body is refused: {error}") from error


def description_of(source: PostFile, content: str) -> str:
    """What the head says, what stands before the mark that ends an excerpt, or the first words."""
    names = ("description", "summary", "excerpt", "custom_excerpt", "meta_description")
    if given := source.fields.text(*names, longest=5_000):
        return plain_text(given) if "<" in given else given
    separator = source.fields.text("excerpt_separator", longest=200)
    found = re.search(re.escape(separator), source.body) if separator else _SEPARATOR.search(source.body)
    if found and not source.is_html and source.body[: found.start()].strip():
        excerpt = plain_text(html_of(source.body[: found.start()]))
        return excerpt if len(excerpt) <= MAX_EXCERPT else excerpt[:MAX_EXCERPT].rsplit(" ", 1)[0]
    return default_description(content)


def image_of(source: PostFile) -> tuple[str, str | None]:
    """The cover and what it shows, in the forms that themes have for them."""
    fields = source.fields
    alt = fields.text("image_alt", "feature_image_alt", longest=500) or None
    if described := fields.below(*_IMAGES):
        return described.link(*_PARTS), described.text("alt", longest=500) or alt
    return fields.link(*_IMAGES), alt


def type_of(source: PostFile) -> str:
    """Analysis or list; what other generators call a type says nothing about that."""
    given = source.fields.text("type", longest=100)
    if given and given not in TYPES and given.lower() not in OTHER_TYPES:
        source.remark(f"the type {given} has no meaning here", "type")
    return given if given in TYPES else TYPES[0]
