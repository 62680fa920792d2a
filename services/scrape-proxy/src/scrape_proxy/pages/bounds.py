"""What of a page is read: counted by one linear scan before a parser sees it.

A parser takes quadratic time over the attributes of one tag, and everything behind it takes time by the element.
Ordinary pages are far below these bounds; what lies beyond them is cut off, and the reply says so. The scan follows
the tokenizer of the HTML standard, so that both see the same tags.
"""

import re
from dataclasses import dataclass
from functools import cache

MAX_CHARACTERS = 10_485_760
MAX_TAGS = 100_000
MAX_TAG_ATTRIBUTES = 100
CUT_WARNING = "The page is larger than what is read; the formats show a part of it"
# A tag with more attributes than MAX_TAG_ATTRIBUTES is longer than this.
_LONG_TAG = 2 * MAX_TAG_ATTRIBUTES
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_ATTRIBUTE = r"""[\s/]*[^\s/>][^\s/>=]*(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+"""
_NEXT_ATTRIBUTE = re.compile(_ATTRIBUTE)
_MARK = re.compile(
    rf"""
    <!--(?:-?>|.*?(?:--!?>|\Z))                     # a comment
    | <(?P<name>/?[A-Za-z][^\s/>]*+)(?:{_ATTRIBUTE})*+[\s/]*+>?     # a tag
    | <[!?/][^>]*+>?                                # a declaration, or what the standard makes a comment of
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Markup:
    """The text of a page that may be parsed, and whether something of it was left out."""

    text: str
    cut: bool


def bounded_markup(text: str, max_tags: int = MAX_TAGS) -> Markup:
    """The page up to its bounds; a tag with too many attributes keeps the first of them. U+0000 is U+FFFD."""
    whole = len(text)
    text = text[:MAX_CHARACTERS].replace("\x00", "\ufffd")
    cut = len(text) < whole
    pieces: list[str] = []
    written = at = count = 0
    while found := _MARK.search(text, at):
        count += 1
        start, at = found.span()
        if count > max_tags:
            return Markup("".join([*pieces, text[written:start]]), True)
        name = found["name"]
        if name is None:
            continue
        if at - start > _LONG_TAG and (end := attributes_end(text, found.end("name"), at)) < at:
            pieces += (text[written:end], ">")
            written, cut = at, True
        if name.lower() in _RAW_TEXT:
            closing = closing_tag(name.lower()).search(text, at)
            at = closing.start() if closing else len(text)
    return Markup("".join([*pieces, text[written:]]), cut)


@cache
def closing_tag(name: str) -> re.Pattern[str]:
    """What ends an element whose content is no markup."""
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)


def attributes_end(text: str, start: int, end: int) -> int:
    """Where the first MAX_TAG_ATTRIBUTES attributes of a tag end; `end` when it has no more."""
    at = start
    for _ in range(MAX_TAG_ATTRIBUTES):
        found = _NEXT_ATTRIBUTE.match(text, at, end)
        if found is None:
            return end
        at = found.end()
    return at if _NEXT_ATTRIBUTE.match(text, at, end) else end
