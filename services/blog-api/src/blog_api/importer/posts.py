"""One file as a post: what its head, its name, its folders, its site and its body say, as its generator means it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from blog_api.articles.editing_rules import DRAFT
from blog_api.importer.addresses import former_slugs, slug_of_post
from blog_api.importer.inheritance import POSTS
from blog_api.importer.labels import author_of, categories_of, tags_of
from blog_api.importer.moments import modified_at, published_at
from blog_api.importer.post_file import PostFile
from blog_api.importer.presentation import content_of, description_of, image_of, title_of, type_of
from blog_api.importer.sections import Sections
from blog_api.importer.visibility import state_of
from suite.text.front_matter import FrontMatterError, split_head
from suite.text.storable import storable_json

MAX_BYTES = 2_000_000
CANONICAL = ("canonical_url", "canonicalurl", "canonical")


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it is stored; `source` is its Markdown, None for HTML. Names are not looked up yet.

    `former` are slugs it had before. `remarks` tell by line what of the file is not shown as it stands there, `ignored`
    the fields without a meaning here.
    """

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
    modified_at: datetime | None = None
    former: list[str] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_post(path: Path, now: datetime, *, sections: Sections | None = None, zone: tzinfo = UTC) -> Post:
    """The post of a file; FrontMatterError with the line of what is wrong."""
    if path.stat().st_size > MAX_BYTES:
        raise FrontMatterError(1, f"the file is larger than {MAX_BYTES} bytes")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FrontMatterError(1, "the file is not UTF-8") from error
    if "\x00" in text:
        raise FrontMatterError(1, "the file holds U+0000")
    return post_of(PostFile(path, split_head(text), sections or Sections(path.parent), now, zone))


def post_of(source: PostFile) -> Post:
    """The post a head, a file name and folders describe."""
    fields = source.fields
    moment = published_at(source)
    state = told_state(source, moment)
    content = content_of(source)
    image, image_alt = image_of(source)
    categories = categories_of(source)
    values: dict[str, Any] = {
        "slug": slug_of_post(source),
        "title": title_of(source),
        "author": author_of(source),
        "tags": tags_of(source),
        "description": description_of(source, content),
        "type": type_of(source),
        "keywords": fields.names("keywords", commas=True),
        "views": fields.count("views"),
        "likes": fields.count("likes"),
        "modified_at": modified_at(source),
        "former": former_slugs(source),
    }
    metadata, ignored = rest_of(source, categories)
    return Post(
        **values,
        published_at=moment,
        state=state,
        category=categories[0],
        content=content,
        source=None if source.is_html else source.body,
        image_url=image,
        image_alt=image_alt,
        metadata=metadata,
        remarks=source.remarks,
        ignored=ignored,
    )


def told_state(source: PostFile, moment: datetime) -> str:
    """The state of a post; why it is not public is told."""
    state, reason = state_of(source.fields, moment, source.now, source.zone)
    if state != DRAFT and source.in_drafts:
        state, reason = DRAFT, "it is in _drafts"
    if state != DRAFT and source.date is None and needs_dated_name(source.path):
        state, reason = DRAFT, f"its name in {POSTS} has no date"
    if state != DRAFT and (hidden := source.sections.hidden_reason(source.path, source.now, source.zone)):
        state, reason = DRAFT, hidden
    if reason and reason != "draft":
        source.remark(f"not public: {reason}")
    if source.fields.value("expirydate", "unpublishdate") and reason != "expired":
        source.remark("its end has no meaning here until it has come", "expirydate", "unpublishdate")
    return state


def needs_dated_name(path: Path) -> bool:
    """Whether Jekyll has its posts there; those of Hexo are below `source`."""
    parts = path.parts
    return POSTS in parts and parts[parts.index(POSTS) - 1] != "source"


def rest_of(source: PostFile, categories: list[str]) -> tuple[dict[str, Any] | None, list[str]]:
    """What is kept as metadata, and the names of what has no meaning here."""
    fields = source.fields
    unused = fields.unused()
    canonical = fields.text(*CANONICAL, longest=2_000)
    rest = {name: value for name, value in fields.head.values.items() if name in {path[0] for path in unused}}
    if len(categories) > 1:
        rest["categories"] = categories
    metadata: dict[str, Any] = {"front_matter": rest} if rest else {}
    if canonical.startswith(("https://", "http://")):
        metadata["canonical"] = canonical
        unused = [path for path in unused if path[0].lower() not in CANONICAL]
    return storable_json(metadata) or None, [".".join(path) for path in unused]
