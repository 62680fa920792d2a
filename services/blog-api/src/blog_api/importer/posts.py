"""One file as a post: what its head, its name and its body say."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from blog_api.articles.editing_rules import ARCHIVED, DRAFT, PUBLISHED, SCHEDULED, STATES, default_description
from blog_api.articles.markup import MarkupRefused
from blog_api.articles.slugs import slug_of
from blog_api.articles.untrusted import clean_html, html_of
from blog_api.importer.dates import as_moment
from blog_api.importer.reading import choice_of, count_of, link_of, names_of, text_of
from suite.text.front_matter import FrontMatterError, Head, split_head

SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".html"})
MAX_BYTES = 2_000_000
DEFAULT_AUTHOR, DEFAULT_CATEGORY = "Redação", "Geral"
READ = frozenset(
    {
        *("title", "slug", "date", "author", "authors", "category", "categories", "tags", "description", "image"),
        *("image_alt", "type", "published", "draft", "state", "keywords", "views", "likes"),
    }
)
_DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.+)\Z")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it is stored; `source` is its Markdown, None for HTML. Names are not looked up yet."""

    slug: str
    title: str
    published_at: datetime
    state: str
    author: str
    category: str
    tags: list[str]
    content: str
    description: str
    source: str | None = None
    image_url: str = ""
    image_alt: str | None = None
    type: str = "analise"
    keywords: list[str] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    views: int = 0
    likes: int = 0


def post_files(folder: Path) -> list[Path]:
    """Files that can be posts, in order of their names; names that begin with _ or . are not."""
    found = [path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()]
    return sorted(path for path in found if not any(part[0] in "._" for part in path.relative_to(folder).parts))


def read_post(path: Path, now: datetime) -> Post:
    """The post of a file; FrontMatterError with the line of what is wrong."""
    if path.stat().st_size > MAX_BYTES:
        raise FrontMatterError(1, f"the file is larger than {MAX_BYTES} bytes")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FrontMatterError(1, "the file is not UTF-8") from error
    if "\x00" in text:
        raise FrontMatterError(1, "the file holds U+0000")
    return post_of(split_head(text), path, now)


def post_of(head: Head, path: Path, now: datetime) -> Post:
    """The post a head and a file name describe."""
    values = head.values
    named, slug = name_parts(path)
    title = text_of(head, "title", 300) or slug.replace("-", " ").capitalize()
    published_at = moment_of(head, named)
    html = path.suffix == ".html"
    try:
        content = clean_html(head.body) if html else html_of(head.body)
    except MarkupRefused as error:
        raise FrontMatterError(1, f"the body is refused: {error}") from error
    names = names_of(head, "categories") or names_of(head, "category")
    rest = {key: value for key, value in values.items() if key not in READ}
    if len(names) > 1:
        rest["categories"] = names
    return Post(
        slug=slug_of(text_of(head, "slug", 200) or slug),
        title=title,
        published_at=published_at,
        state=state_of(head, published_at, now),
        author=(names_of(head, "author") or names_of(head, "authors") or [DEFAULT_AUTHOR])[0],
        category=(names or [DEFAULT_CATEGORY])[0],
        tags=names_of(head, "tags"),
        content=content,
        description=text_of(head, "description", 5_000) or default_description(content),
        source=None if html else head.body,
        image_url=link_of(head, "image"),
        image_alt=text_of(head, "image_alt", 500) or None,
        type=choice_of(head, "type", ("analise", "lista")) or "analise",
        keywords=names_of(head, "keywords"),
        metadata={"front_matter": as_json(rest)} if rest else None,
        views=count_of(head, "views"),
        likes=count_of(head, "likes"),
    )


def name_parts(path: Path) -> tuple[str | None, str]:
    """Date and slug in a name; of `2024-01-31-a-post/index.md` the folder counts."""
    name = path.parent.name if path.stem == "index" else path.stem
    dated = _DATED.match(name)
    return (dated["date"], dated["slug"]) if dated else (None, name)


def moment_of(head: Head, named: str | None) -> datetime:
    """The date of a post: what the head says, else the name of the file."""
    given = head.values.get("date", named)
    if given is None:
        raise FrontMatterError(1, "no date in the front matter or in the name of the file")
    try:
        return as_moment(given)
    except (TypeError, ValueError, OverflowError):
        raise FrontMatterError(head.line_of("date"), f"date is not a date: {given}") from None


def state_of(head: Head, published_at: datetime, now: datetime) -> str:
    """The state the head names; a post of the future is scheduled."""
    stated = choice_of(head, "state", STATES)
    if stated in (DRAFT, ARCHIVED):
        return stated
    if head.values.get("published") is False or head.values.get("draft") is True:
        return DRAFT
    return SCHEDULED if published_at > now else PUBLISHED


def as_json(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them: dates become texts."""
    kept: dict[str, Any] = json.loads(json.dumps(values, default=str, ensure_ascii=False))
    return kept
