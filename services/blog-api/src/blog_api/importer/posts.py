"""One file as a post: what its head, its name, its folders and its body say, as its generator means it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from blog_api.articles.editing_rules import DRAFT, default_description
from blog_api.articles.markup import MarkupRefused
from blog_api.articles.sanitising import plain_text
from blog_api.articles.untrusted import clean_html, html_of
from blog_api.importer.fields import Fields
from blog_api.importer.sections import DRAFTS, Sections, folder_categories
from blog_api.importer.visibility import state_of
from suite.text.front_matter import FrontMatterError, Head, split_head
from suite.text.slugs import slug_of
from suite.text.storable import storable_json

MAX_BYTES = 2_000_000
DEFAULT_AUTHOR, DEFAULT_CATEGORY, DEFAULT_SLUG = "Redação", "Geral", "artigo"
TYPES = ("analise", "lista")
# What generators call a post or a page; it says nothing about which of ours it is.
OTHER_TYPES = frozenset({"post", "posts", "page", "pages", "blog", "article", "articles", "news", "section", "docs"})
MAX_EXCERPT = 1_000
# Fields that are read; the others are kept as metadata and told.
READ = frozenset(
    {
        *("title", "slug", "permalink", "url", "aliases", "redirect_from", "date", "publishdate", "pubdate"),
        *("published_at", "publish_date", "expirydate", "unpublishdate", "lastmod", "last_modified_at", "modified"),
        *("updated", "updated_at", "last_update", "author", "authors", "primary_author", "category", "categories"),
        *("primary_tag", "tag", "tags", "taxonomies", "description", "summary", "excerpt", "custom_excerpt"),
        *("excerpt_separator", "image", "images", "cover", "feature_image", "featured_image", "thumbnail"),
        *("image_alt", "feature_image_alt", "type", "state", "published", "draft", "unlisted", "hidden", "private"),
        *("headless", "email_only", "status", "post_status", "visibility", "build", "_build", "keywords", "views"),
        *("likes", "render_with_liquid"),
    }
)
CANONICAL = ("canonical_url", "canonicalurl", "canonical")
_DATED = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<slug>.+)\Z", re.DOTALL)
_SEPARATOR = re.compile(r"<!--\s*(?:more|truncate)\s*-->")
_HEADING = re.compile(r"\s*+#[ \t]++(?P<line>[^\n]*+)\n?")


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
    return Reading(path, split_head(text), sections or Sections(path.parent), now, zone).post()


class Reading:
    """One file being read; `remarks` grow as it is."""

    def __init__(self, path: Path, head: Head, sections: Sections, now: datetime, zone: tzinfo) -> None:
        self.path, self.sections, self.now, self.zone = path, sections, now, zone
        self.fields = Fields(head, sections.inherited(path))
        self.is_html = path.suffix.lower() == ".html"
        self.heading, self.body = self._split_heading(head)
        self.remarks: list[tuple[int, str]] = []

    def post(self) -> Post:
        """The post a head, a file name and folders describe."""
        fields = self.fields
        named, name = name_parts(self.path)
        published_at = self.published_at(named)
        state, reason = state_of(fields, published_at, self.now, self.zone)
        if state != DRAFT and DRAFTS in self.path.relative_to(self.sections.folder).parts:
            state, reason = DRAFT, f"it is in {DRAFTS}"
        if reason and reason != "draft":
            self.remark(f"not public: {reason}")
        if fields.value("expirydate", "unpublishdate") and reason != "expired":
            self.remark("its end has no meaning here until it has come", "expirydate", "unpublishdate")
        content = self.content()
        image, image_alt = self.image()
        author = self.author()
        categories, tags = self.categories(), self.tags()
        metadata, ignored = self.rest(categories)
        return Post(
            slug=self.slug(name),
            title=self.title(name),
            published_at=published_at,
            state=state,
            author=author,
            category=categories[0],
            tags=tags,
            content=content,
            description=self.description(content),
            source=None if self.is_html else self.body,
            image_url=image,
            image_alt=image_alt,
            type=self.type(),
            keywords=fields.names("keywords", commas=True),
            metadata=metadata,
            views=fields.count("views"),
            likes=fields.count("likes"),
            modified_at=self.modified_at(),
            former=self.former(),
            remarks=self.remarks,
            ignored=ignored,
        )

    def remark(self, text: str, *names: str) -> None:
        """Tell what is not shown as it stands in the file."""
        self.remarks.append((self.fields.line_of(*names) if names else 1, text))

    def _split_heading(self, head: Head) -> tuple[str, str]:
        """The first heading where the head has no title (Docusaurus, MkDocs), and the body without it."""
        found = None if self.is_html or self.fields.text("title", longest=300) else _HEADING.match(head.body)
        return (heading_text(found["line"]), head.body[found.end() :]) if found else ("", head.body)

    def title(self, name: str) -> str:
        """The title of the head, the heading, or the name of the file."""
        return (self.fields.text("title", longest=300) or self.heading or name.replace("-", " ").capitalize())[:300]

    def slug(self, name: str) -> str:
        """What the head calls it in its address, else the name of the file."""
        given = self.fields.text("slug", longest=200)
        address = self.fields.text("permalink", "url", longest=2_000)
        if not given and address:
            given = last_segment(address)
            if not given:
                self.remark("the form of its address has no meaning here", "permalink", "url")
        return slug_of(given.strip("/").rpartition("/")[2] or name, fallback=DEFAULT_SLUG)

    def former(self) -> list[str]:
        """Slugs of its older addresses."""
        addresses = self.fields.names("aliases") + self.fields.names("redirect_from")
        return list(dict.fromkeys(slug for address in addresses if (slug := slug_of(last_segment(address)))))

    def published_at(self, named: str | None) -> datetime:
        """The date of a post: what the head says, else the name of the file; not before a publishing date to come."""
        fields = self.fields
        created = self.created_at()
        publish = fields.moment("publishdate", "pubdate", "published_at", "publish_date", zone=self.zone)
        if created and publish and publish > self.now:
            return max(created, publish)
        found = created or publish
        if found is None and isinstance(fields.value("published"), str) and fields.value("published")[:1].isdigit():
            found = fields.moment("published", zone=self.zone)
        if found is None and named is None and DRAFTS in self.path.parts:
            return datetime.fromtimestamp(int(self.path.stat().st_mtime), UTC)
        if found is None and named is None:
            found = self.modified_at()
        if found is None:
            found = self.moment_of_name(named)
        return found

    def created_at(self) -> datetime | None:
        """`date`, which MkDocs also writes as a mapping."""
        value = self.fields.value("date")
        if isinstance(value, dict):
            return Fields(Head(value, "", "")).moment("created", zone=self.zone)
        return self.fields.moment("date", zone=self.zone)

    def moment_of_name(self, named: str | None) -> datetime:
        """The date in the name of the file."""
        if named is None:
            raise FrontMatterError(1, "no date in the front matter or in the name of the file")
        try:
            year, month, day = map(int, named.split("-"))
            return datetime(year, month, day, tzinfo=self.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise FrontMatterError(1, f"the name of the file holds no date: {named}") from None

    def modified_at(self) -> datetime | None:
        """When it was changed last, as far as the head tells."""
        fields = self.fields
        nested = next(
            (value for name in ("last_update", "date") if isinstance(value := fields.value(name), dict)), None
        )
        if nested is not None:
            found = Fields(Head(nested, "", "")).moment("updated", "date", zone=self.zone)
        else:
            found = fields.moment("lastmod", "last_modified_at", "modified", "updated", "updated_at", zone=self.zone)
        return min(found, self.now) if found else None

    def content(self) -> str:
        """The body as HTML."""
        try:
            if self.is_html:
                return clean_html(self.body)
            return html_of(self.body, liquid=self.fields.flag("render_with_liquid") is not False)
        except MarkupRefused as error:
            raise FrontMatterError(1, f"the body is refused: {error}") from error

    def description(self, content: str) -> str:
        """What the head says, what stands before the mark that ends an excerpt, or the first words."""
        names = ("description", "summary", "excerpt", "custom_excerpt")
        if given := self.fields.text(*names, longest=5_000):
            return plain_text(given) if "<" in given else given
        separator = self.fields.text("excerpt_separator", longest=200)
        found = re.search(re.escape(separator), self.body) if separator else _SEPARATOR.search(self.body)
        if found and not self.is_html and self.body[: found.start()].strip():
            excerpt = plain_text(html_of(self.body[: found.start()]))
            return excerpt if len(excerpt) <= MAX_EXCERPT else excerpt[:MAX_EXCERPT].rsplit(" ", 1)[0]
        return default_description(content)

    def author(self) -> str:
        """The first author, by the name the folder's file of authors has for a key."""
        names = self.fields.names("author", "authors", "primary_author")
        if len(names) > 1:
            self.remark(f"only the first author is shown, not {', '.join(names[1:])}", "author", "authors")
        known = self.sections.authors.get(names[0], {}) if names else {}
        return str(known.get("name") or (names[0] if names else DEFAULT_AUTHOR))[:200]

    def categories(self) -> list[str]:
        """Categories, the first of which counts: of the folders, then of the head."""
        fields = self.fields
        names = folder_categories(self.sections.folder, self.path)
        names += fields.names("categories", split=self._splits()) or fields.names("category")
        names += self._taxonomy("categories")
        names = list(dict.fromkeys(names)) or fields.names("primary_tag")
        if len(names) > 1:
            self.remark(f"only the first category counts, not {', '.join(names[1:])}", "categories", "category")
        return names or [DEFAULT_CATEGORY]

    def tags(self) -> list[str]:
        """Tags; those of Ghost that begin with # are for its editors."""
        fields = self.fields
        value = fields.value("tags")
        if isinstance(value, dict):
            raise fields.refuse("is not a list of names of at most 100 characters", "tags")
        names = fields.names("tags", split=self._splits()) + fields.names("tag") + self._taxonomy("tags")
        shown = [name for name in dict.fromkeys(names) if not name.startswith("#")]
        for name in names:
            if name.startswith("#"):
                self.remark(f"the internal tag {name} is not shown", "tags")
        return shown

    def _splits(self) -> bool:
        """Jekyll takes a text for names between blanks; Hugo, whose heads are TOML, for one name."""
        return not is_toml(self.fields.head)

    def _taxonomy(self, name: str) -> list[str]:
        """Names in a table of taxonomies (Zola)."""
        table = self.fields.value("taxonomies")
        return Fields(Head(table, "", "")).names(name) if isinstance(table, dict) else []

    def image(self) -> tuple[str, str | None]:
        """The cover and what it shows, in the forms that themes have for them."""
        fields = self.fields
        names = ("image", "feature_image", "featured_image", "cover", "images", "thumbnail")
        value = fields.value(*names)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            described = Fields(Head(value, "", ""))
            return described.link("path", "url", "src", "image", "relative"), described.text("alt", longest=500) or None
        alt = fields.text("image_alt", "feature_image_alt", longest=500) or None
        if value is None:
            return "", alt
        return Fields(Head({"image": value}, fields.head.text, "")).link("image"), alt

    def type(self) -> str:
        """Analysis or list; what other generators call a type says nothing about that."""
        given = self.fields.text("type", longest=100)
        if given in TYPES:
            return given
        if given and given.lower() not in OTHER_TYPES:
            raise self.fields.refuse(f"is not one of {', '.join(TYPES)}", "type")
        return TYPES[0]

    def rest(self, categories: list[str]) -> tuple[dict[str, Any] | None, list[str]]:
        """What is kept as metadata, and the names of what has no meaning here."""
        values = self.fields.head.values
        kept = {name: value for name, value in values.items() if name.lower() not in READ}
        ignored = [name for name in kept if name.lower() not in CANONICAL]
        if len(categories) > 1:
            kept["categories"] = categories
        metadata: dict[str, Any] = {"front_matter": kept} if kept else {}
        canonical = self.fields.text(*CANONICAL, longest=2_000)
        if canonical.startswith(("https://", "http://")):
            metadata["canonical"] = canonical
        return storable_json(metadata) or None, ignored


def is_toml(head: Head) -> bool:
    """Whether a head was TOML: its written forms are not known."""
    return bool(head.values) and not head.written.lines


def name_parts(path: Path) -> tuple[str | None, str]:
    """Date and slug in a name; of `2024-01-31-a-post/index.md` the folder counts."""
    name = path.parent.name if path.stem == "index" else path.stem
    dated = _DATED.match(name)
    return (dated["date"], dated["slug"]) if dated else (None, name)


def heading_text(line: str) -> str:
    """What a heading says, without the blanks and the signs that may close it."""
    text = line.rstrip(" \t")
    unclosed = text.rstrip("#")
    return unclosed.rstrip(" \t") if unclosed.endswith((" ", "\t")) else text


def last_segment(address: str) -> str:
    """The name of a page in its address; empty where the address is a pattern or has no name."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    if ":" in path or "/" not in address:
        return "" if ":" in path or address in ("pretty", "date", "none", "ordinal") else path
    name = path.rstrip("/").removesuffix("/index.html").rpartition("/")[2]
    return re.sub(r"\.html?\Z", "", name)
