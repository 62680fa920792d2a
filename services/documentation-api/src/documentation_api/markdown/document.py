"""One document as it is indexed: front matter, outline, and what stands in for missing fields."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

from documentation_api.markdown.folding import (
    compose,
    ends_of,
    fold_text,
    identifiers_of,
    restore_endings,
    spaced,
    trigrams,
    words_of,
)
from documentation_api.markdown.generators import (
    day_of,
    hidden_by_place,
    hidden_reason,
    last_day,
    meaningless_fields,
    updated_on,
)
from documentation_api.markdown.library import Hidden, UnreadableFile
from documentation_api.markdown.outline import Outline, read_outline
from suite.text.front_matter import FrontMatterError, Head, NoFrontMatter, split_head

MAX_BODY = 200_000
MAX_TITLE, MAX_SUMMARY, MAX_TAG, MAX_TAGS = 255, 1_000, 100, 50
# A tsvector holds a megabyte; a body of this many characters that needs more bytes is cut by bytes.
MAX_BODY_BYTES = 400_000
ROOT_DOMAIN = "shared"
TYPES = ("guide", "reference", "adr", "prd", "rfc", "runbook", "overview", "glossary", "template", "feature")
_SEGMENT_TYPES = {name: kind for kind in TYPES for name in (kind, kind + "s")} | {"glossaries": "glossary"}
_NO_KEYWORD = re.compile(r"[^a-z0-9_-]+")
_NO_ID = re.compile(r"[^a-z0-9_-]")
# What a complete document says itself.
EXPECTED = ("title", "domain", "type", "tags", "status", "summary", "last_review")


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """What of a document is searched, in words: as it is written (`title`, `about`, `headings`, `body`), folded
    (`title_folded` …) and folded with the endings a stemmer needs (`title_restored` …). `words` are those of the body.
    """

    parts: dict[str, str]
    words: int
    # Stemming is half of the work of an insert, and many texts have no accents.
    restored_as_written: bool


@dataclass(slots=True)
class Document:
    """A document; `facts` is what the audit wants to know later without reading the file again."""

    rel_path: str
    title: str
    domain: str
    type: str
    status: str
    tags: list[str]
    summary: str
    headings: str
    body: str
    content: str
    last_review: date | None
    sha256: str
    size: int
    mtime_ns: int
    trigrams: list[str]
    texts: SearchTexts
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the site shows it."""
        return f"/docs/{without_suffix(self.rel_path)}"


def without_suffix(rel_path: str) -> str:
    """`guides/setup.md` → `guides/setup`."""
    return rel_path.rsplit(".", 1)[0]


def id_of(rel_path: str, used: set[str]) -> str:
    """The id of a document, with a piece of its path's hash where somebody else has the plain one."""
    plain = _NO_ID.sub("-", without_suffix(rel_path).lower())
    return plain if plain not in used else f"{plain}-{hashlib.sha256(rel_path.encode()).hexdigest()[:6]}"


def read_document(rel_path: str, raw: bytes, mtime_ns: int, today: date | None = None) -> Document:
    """The document a file holds; UnreadableFile with the line that is to blame, Hidden for what is not shown."""
    if part := hidden_by_place(rel_path):
        raise Hidden(part, None)
    text = decode(raw)
    try:
        head = split_head(text)
    except NoFrontMatter:
        head = Head({}, "", text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except FrontMatterError as error:
        raise UnreadableFile(error.reason, error.line) from error
    hidden = hidden_reason(head, today or datetime.now(UTC).date())
    if hidden is not None:
        raise Hidden(*hidden)
    outline = read_outline(head.body)
    title = title_of(head, outline)
    tags = tags_of(head)
    folders = PurePosixPath(rel_path).parts[:-1]
    summary, headings, body = summary_of(head, outline), "\n".join(outline.headings), cut_body(outline.text)
    about = f"{summary} {keywords_of(head)} {' '.join(tags)}"
    return Document(
        rel_path=rel_path,
        title=title,
        domain=keyword(head.text_of("domain")) or keyword(folders[0] if folders else None) or ROOT_DOMAIN,
        type=keyword(head.text_of("type")) or type_of(rel_path),
        status=keyword(head.text_of("status")) or "active",
        tags=tags,
        summary=summary,
        headings=headings,
        body=body,
        content=text,
        last_review=day_of(head.values.get("last_review")) or updated_on(head),
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        mtime_ns=mtime_ns,
        trigrams=sorted(trigrams(" ".join([title, *outline.headings, *tags]))),
        texts=search_texts({"title": title, "about": about, "headings": headings, "body": body}),
        facts=facts_of(head, outline),
    )


def decode(raw: bytes) -> str:
    """Text of UTF-8 bytes without NUL, which PostgreSQL cannot store."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise UnreadableFile("the file is not UTF-8", raw.count(b"\n", 0, error.start) + 1) from error
    if "\x00" in text:
        raise UnreadableFile("the file holds NUL characters", text.count("\n", 0, text.index("\x00")) + 1)
    return text


def title_of(head: Head, outline: Outline) -> str:
    """The title the front matter gives; the first heading where there is no front matter at all."""
    given = head.values.get("title") if head.text else outline.title
    if isinstance(given, dict | list | bool):
        raise UnreadableFile("title must be text", head.line_of("title"))
    written = head.text_of("title") if head.text else given
    title = plain(str(written))[:MAX_TITLE] if given is not None else ""
    if not title:
        raise UnreadableFile("title is required", head.line_of("title"))
    return title


def type_of(rel_path: str) -> str:
    """`index` for index and README files, else the first folder that names a type, else `guide`."""
    *folders, name = PurePosixPath(without_suffix(rel_path)).parts
    if name.lower() in ("index", "readme"):
        return "index"
    return next((kind for part in (*folders, name) if (kind := _SEGMENT_TYPES.get(part.lower()))), "guide")


def keyword(value: str | None) -> str:
    """A value as filters can name it: `Front End` → `front-end`; empty for anything but text and numbers."""
    if value is None or value.lower() in ("true", "false"):
        return ""
    return _NO_KEYWORD.sub("-", fold_text(compose(value)).strip()).strip("-")[:50]


def tags_of(head: Head) -> list[str]:
    """Lower-case tags as they are written, without commas, which separate them in queries; none when it is no list.

    Docusaurus may give a tag a label and an address.
    """
    given = head.values.get("tags")
    if not isinstance(given, list):
        return []
    found = []
    for place, tag in enumerate(given):
        text = head.text_of("tags", place, "label") if isinstance(tag, dict) else head.text_of("tags", place)
        found.append(plain((text or "").replace(",", " ")).lower()[:MAX_TAG])
    return list(dict.fromkeys(tag for tag in found if tag))[:MAX_TAGS]


def search_texts(texts: dict[str, str]) -> SearchTexts:
    """The texts in all forms that are searched."""
    words = {name: spaced(text) for name, text in texts.items()}
    letters = {name: fold_text(text) for name, text in texts.items()}
    folded = {name: spaced(text) for name, text in letters.items()}
    restored = {name: restore_endings(text) for name, text in folded.items()}
    parts = {
        **words,
        **{f"{name}_folded": text for name, text in folded.items()},
        **{f"{name}_restored": text for name, text in restored.items()},
        "body_folded": " ".join([folded["body"], identifiers_of(letters["body"]), ends_of(" ".join(letters.values()))]),
    }
    same = all(text.lower() == restored[name] for name, text in words.items())
    return SearchTexts(parts, folded["body"].count(" ") + 1, same)


def keywords_of(head: Head) -> str:
    """Words that a page wants to be found by, besides what it says."""
    given = head.values.get("keywords")
    words = given if isinstance(given, list) else [given]
    return plain(" ".join(word for word in words if isinstance(word, str)))[:MAX_SUMMARY]


def summary_of(head: Head, outline: Outline) -> str:
    """What the front matter says of the document, else its first paragraph."""
    given = head.values.get("summary") or head.values.get("description")
    text = given if isinstance(given, str) else outline.summary
    return plain(text)[:MAX_SUMMARY]


def plain(text: str) -> str:
    """One line of composed text; what YAML can escape and PostgreSQL cannot store is left out."""
    return " ".join(compose(text.encode(errors="ignore").decode().replace("\x00", "")).split())


def cut_body(text: str) -> str:
    """As much of a body as is searched."""
    cut = text[:MAX_BODY]
    encoded = cut.encode()
    return cut if len(encoded) <= MAX_BODY_BYTES else encoded[:MAX_BODY_BYTES].decode(errors="ignore")


def facts_of(head: Head, outline: Outline) -> dict[str, Any]:
    """What the audit asks of a document."""
    values = head.values
    owner = values.get("owner")
    slug = values.get("slug")
    written = [name for name in EXPECTED if values.get(name) not in (None, "", [])]
    if "last_review" in written and day_of(values["last_review"]) is None:
        written.remove("last_review")
    # Lines of links count in the whole file, below its head.
    above = head.text.count("\n") + 2 if head.text else 0
    return {
        "written": written,
        "head": bool(head.text),
        "owner": plain(owner)[:100] if isinstance(owner, str) else None,
        "slug": plain(slug) if isinstance(slug, str) else None,
        "anchors": outline.anchors,
        "links": [[link.line + above, link.text[:200], link.url[:2_000]] for link in outline.links],
        "lines": (head.text + head.body).count("\n") + above // 2 + 1,
        "diagrams": outline.diagrams,
        "body_hash": hashlib.sha256(" ".join(words_of(fold_text(outline.text))).encode()).hexdigest(),
        "empty": not outline.text.strip(),
        "expires": str(last_day(head) or "") or None,
        "meaningless": meaningless_fields(head),
    }
