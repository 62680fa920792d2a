"""What the Markdown of a document holds: words, headings, anchors, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from documentation_api.markdown.folding import compose

MAX_HEADINGS = 500
MAX_LINKS = 5_000
# From any place of the text these look no further than the end of its blanks, or the next tag.
_OWN_ID = re.compile(r"(?<!\s)\s*+\{#([\w-]++)\}\s*+$")
_HTML_ID = re.compile(r"<[a-zA-Z][^<>]*?\s(?:id|name)=[\"']([^\"'>]+)[\"']")
_HTML_LINK = re.compile(r"<(?:a|img)\s[^<>]*?(?:href|src)=[\"']([^\"'>]+)[\"']", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SLUG_DROPS = re.compile(r"[^\w\- ]")
_MODULE_LINE = re.compile(r"^(?:import\s.+\sfrom\s+[\"'][^\"']+[\"'];?|import\s+[\"'][^\"']+[\"'];?|export\s+.*)$")
_DRAWING = re.compile(r"\b(?:mermaid|plantuml|puml|dot|graphviz)\b")
_IMAGE = re.compile(r"\.(?:svg|drawio|puml|mmd)(?:[?#]|$)")
_parser = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])


@dataclass(slots=True)
class Link:
    """A link or image; `line` counts from 1 in the Markdown."""

    line: int
    text: str
    url: str


@dataclass(slots=True)
class Outline:
    """`title` is the first heading of level 1, `summary` the first paragraph."""

    title: str = ""
    summary: str = ""
    headings: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    text: str = ""
    diagrams: int = 0


def read_outline(markdown: str) -> Outline:
    """The outline of a Markdown text without its front matter."""
    outline = Outline()
    words: list[str] = []
    tokens = _parser.parse(compose(markdown))
    used_slugs: dict[str, int] = {}
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        if token.type == "inline":
            _read_inline(outline, words, token, before, used_slugs)
        elif token.type in ("fence", "code_block"):
            words.append(token.content)
            outline.diagrams += bool(_DRAWING.search(token.info))
        elif token.type == "html_block":
            _read_html(outline, token.content, (token.map or [0])[0] + 1)
            words.append(_TAG.sub(" ", token.content))
    outline.text = "\n".join(word for word in words if word.strip())
    outline.diagrams += sum(bool(_IMAGE.search(link.url)) for link in outline.links)
    return outline


def slug_of(heading: str, used_slugs: dict[str, int]) -> str:
    """The anchor sites give a heading: `What's new?` → `whats-new`, `whats-new-1` the second time."""
    slug = _SLUG_DROPS.sub("", heading.strip().lower()).replace(" ", "-")
    count = used_slugs.get(slug, 0)
    used_slugs[slug] = count + 1
    return f"{slug}-{count}" if count else slug


def _read_inline(
    outline: Outline, words: list[str], token: Token, before: Token | None, used_slugs: dict[str, int]
) -> None:
    line = (token.map or [0])[0] + 1
    opening = before.type if before else ""
    if opening == "paragraph_open" and all(map(_MODULE_LINE.match, token.content.split("\n"))):
        return  # the imports of an MDX file
    text = "".join(_texts(token.children or []))
    for found in _links(token.children or [], line):
        if len(outline.links) < MAX_LINKS:
            outline.links.append(found)
    for child in token.children or []:
        if child.type == "html_inline":
            outline.anchors += _HTML_ID.findall(child.content)
    if opening == "heading_open" and before is not None:
        _read_heading(outline, text, before.tag, used_slugs)
        text = _OWN_ID.sub("", text)
    elif opening == "paragraph_open" and not outline.summary:
        outline.summary = " ".join(text.split())
    words.append(text)


def _read_heading(outline: Outline, text: str, tag: str, used_slugs: dict[str, int]) -> None:
    own = _OWN_ID.search(text)
    heading = " ".join(_OWN_ID.sub("", text).split())
    if len(outline.headings) >= MAX_HEADINGS:
        return
    outline.anchors.append(own[1] if own else slug_of(heading, used_slugs))
    if tag == "h1" and not outline.title:
        outline.title = heading
    elif heading:
        outline.headings.append(heading)


def _read_html(outline: Outline, html: str, line: int) -> None:
    outline.anchors += _HTML_ID.findall(html)
    for found in _HTML_LINK.finditer(html):
        outline.links.append(Link(line + html.count("\n", 0, found.start()), "", found[1]))


def _texts(children: list[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif child.type == "html_inline":
            yield " "
        else:
            yield child.content


def _links(children: list[Token], line: int) -> Iterator[Link]:
    open_link: Link | None = None
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "link_open":
            open_link = Link(line, "", str(child.attrGet("href") or ""))
        elif child.type == "link_close" and open_link:
            yield open_link
            open_link = None
        elif child.type == "image":
            yield Link(line, child.content, str(child.attrGet("src") or ""))
        elif child.type == "html_inline":
            for found in _HTML_LINK.finditer(child.content):
                yield Link(line, "", found[1])
        if open_link and child.type in ("text", "code_inline"):
            open_link.text += child.content
