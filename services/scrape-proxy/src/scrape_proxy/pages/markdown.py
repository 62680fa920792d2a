"""Markdown of an element tree: CommonMark with the tables and strikethrough of GitHub. One pass, bounded in depth."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

from lxml import etree

from scrape_proxy.pages.code_blocks import fenced, is_line_numbers
from scrape_proxy.pages.tables import is_data_table, rows_of

_BLOCK_TAGS = """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre
    section summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCK_TAGS.split())
HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
WRAPPED = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
CODE = frozenset({"code", "kbd", "samp", "tt", "var"})
_SKIPPED_TAGS = """
    head script style svg canvas select textarea input audio video map
"""
SKIPPED = frozenset(_SKIPPED_TAGS.split())
# Each level takes a few frames of the interpreter; what is nested deeper is shown as text.
MAX_DEPTH = 100
MAX_INDENTS = 12
_BLANK = re.compile(r"[ \t\r\n\f]+")
_LEADING = re.compile(r"(?:#{1,6}|[-+*>]|\d{1,9}[.)])(?=\s|$)|>")
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")

Element = Any


class Markdown:
    """The conversion of one tree."""

    def __init__(self, root: Element) -> None:
        self._holds_blocks: set[Element] = set()
        for element in root.iter(*BLOCKS):
            parent = element.getparent()
            while parent is not None and parent not in self._holds_blocks:
                self._holds_blocks.add(parent)
                parent = parent.getparent()

        self._indents = 0

    @contextmanager
    def _moved_right(self) -> Iterator[bool]:
        """One more level of lists or quotes; False where there are so many that lines would grow without bound."""
        self._indents += 1
        try:
            yield self._indents <= MAX_INDENTS
        finally:
            self._indents -= 1

    def text_of(self, root: Element) -> str:
        """All blocks of an element, an empty line between two."""
        return "\n\n".join(self._blocks(root, 0)).strip("\n")

    def _blocks(self, element: Element, depth: int) -> list[str]:
        """Blocks of the children, and of the text between them."""
        if depth > MAX_DEPTH:
            return paragraph(escape(collapse("".join(element.itertext()))))
        made: list[str] = []
        line = [escape(collapse(element.text))]
        for child in element.iterchildren(etree.Element):
            if child.tag in BLOCKS or child in self._holds_blocks:
                made += [*paragraph("".join(line)), *self._block(child, depth + 1)]
                line = []
            else:
                line.append(self._inline(child, depth + 1))
            line.append(escape(collapse(child.tail)))
        return [*made, *paragraph("".join(line))]

    def _block(self, element: Element, depth: int) -> list[str]:
        tag = element.tag
        if tag in SKIPPED:
            return []
        if tag in HEADINGS:
            text = self._line(element, depth)
            return [f"{HEADINGS[tag]} {text}"] if text else []
        if tag in _MAKERS:
            return _MAKERS[tag](self, element, depth)
        if tag == "a" and element.get("href"):
            return self._linked_blocks(element, depth)
        return self._blocks(element, depth)

    def _line(self, element: Element, depth: int) -> str:
        """The content as one line of inline markup."""
        return collapse(" ".join(block.lstrip("# ") for block in self._blocks(element, depth))).strip()

    def _linked_blocks(self, element: Element, depth: int) -> list[str]:
        # A card: its text is the text of the link, what is in it stays in order.
        blocks = self._blocks(element, depth)
        if len(blocks) == 1 and not blocks[0].startswith("#"):
            return [link(blocks[0], element.get("href"))]
        return [
            f"{block[: len(block) - len(block.lstrip('# '))]}{link(block.lstrip('# '), element.get('href'))}"
            if "\n" not in block and "](" not in block
            else block
            for block in blocks
        ]

    def _list(self, element: Element, depth: int) -> list[str]:
        ordered = element.tag == "ol"
        number = number_of(element.get("start")) if ordered else 0
        items = []
        with self._moved_right() as moved:
            for child in element.iterchildren(etree.Element):
                marker = f"{number}. " if ordered else "- "
                nested = child.tag in ("ul", "ol")
                blocks = self._block(child, depth + 1) if nested else self._blocks(child, depth + 1)
                if blocks:
                    items.append(marker + indented(join_item(blocks), " " * len(marker) if moved else ""))
                    number += 1
        return ["\n".join(items)] if items else []

    def _definitions(self, element: Element, depth: int) -> list[str]:
        made = []
        for child in element.iterchildren(etree.Element):
            if child.tag == "dt":
                made += [f"**{term}**" for term in filter(None, [self._line(child, depth + 1)])]
            else:
                made += self._blocks(child, depth + 1)
        return made

    def _quote(self, element: Element, depth: int) -> list[str]:
        with self._moved_right() as prefixed:
            blocks = self._blocks(element, depth + 1)
        if not prefixed or not blocks:
            return blocks
        return ["\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))]

    def _code(self, element: Element, depth: int) -> list[str]:
        return fenced(element)

    def _rule(self, element: Element, depth: int) -> list[str]:
        return ["---"]

    def _table(self, element: Element, depth: int) -> list[str]:
        rows = list(rows_of(element))
        if not is_data_table(element, rows):
            cells = (cell for row in rows for cell in row if cell is not None and not is_line_numbers(cell))
            captions = element.iterchildren("caption")
            return list(chain.from_iterable(self._blocks(part, depth + 1) for part in chain(captions, cells)))
        width = max(map(len, rows))
        lines = [self._row(row, width, depth) for row in rows]
        title = [self._line(part, depth + 1) for part in element.iterchildren("caption")]
        return [*filter(None, title), "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]

    def _row(self, row: list[Element | None], width: int, depth: int) -> str:
        cells = ["" if cell is None else self._line(cell, depth + 2).replace("|", "\\|") for cell in row]
        return "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"

    def _inline(self, element: Element, depth: int) -> str:
        tag = element.tag
        if tag in SKIPPED:
            return ""
        if tag == "br":
            return "  \n"
        if tag == "img":
            return image(element)
        if tag == "math":
            return escape(collapse(element.get("alttext") or "".join(element.itertext())))
        if tag in CODE:
            return inline_code("".join(element.itertext()))
        text = self._content(element, depth)
        if tag == "a" and element.get("href"):
            return around(text, lambda inner: link(inner, element.get("href")))
        if tag in WRAPPED:
            mark = WRAPPED[tag]
            return around(text, lambda inner: inner if inner.startswith(mark) else f"{mark}{inner}{mark}")
        if tag == "q":
            return around(text, lambda inner: f'"{inner}"')
        return text

    def _content(self, element: Element, depth: int) -> str:
        if depth > MAX_DEPTH:
            return escape(collapse("".join(element.itertext())))
        pieces = [escape(collapse(element.text))]
        for child in element.iterchildren(etree.Element):
            pieces += (self._inline(child, depth + 1), escape(collapse(child.tail)))
        return "".join(pieces)


_MAKERS = {
    "ul": Markdown._list,
    "ol": Markdown._list,
    "menu": Markdown._list,
    "dl": Markdown._definitions,
    "blockquote": Markdown._quote,
    "pre": Markdown._code,
    "hr": Markdown._rule,
    "table": Markdown._table,
}


def convert(root: Element) -> str:
    """Markdown of everything in an element."""
    return Markdown(root).text_of(root)


def collapse(text: str | None) -> str:
    """The text with single blanks, as browsers show it."""
    return _BLANK.sub(" ", text) if text else ""


def escape(text: str) -> str:
    """Text that looks like a tag is not one."""
    return _TAG_LIKE.sub(r"\\<", text) if "<" in text else text


def paragraph(line: str) -> list[str]:
    """A paragraph; none when there is nothing in it. A first word that would be markup is escaped."""
    pieces = [piece.strip(" ") for piece in line.split("  \n")]
    text = "  \n".join(re.sub(" {2,}", " ", piece) for piece in pieces).strip()
    if not text:
        return []
    found = _LEADING.match(text)
    if not found:
        return [text]
    mark = found[0]
    return [f"{mark[:-1]}\\{text[len(mark) - 1 :]}" if mark[-1] in ".)" else f"\\{text}"]


def around(text: str, wrap: Any) -> str:
    """Wrap what is between the blanks: markup does not begin or end with one."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{wrap(inner)}{after}"


def link(text: str, address: str) -> str:
    """A link; its text is one line."""
    # Run by run: a run of blanks without a line end would be looked at again from each of its blanks.
    shown = re.sub(r"\s++", lambda run: " " if "\n" in run[0] else run[0], text)
    return f"[{shown}]({destination(address)})"


def image(element: Element) -> str:
    """A picture with its alternative text; one without a source is none."""
    source = element.get("src") or ""
    if not source or source.startswith("data:"):
        return ""
    alternative = collapse(element.get("alt") or element.get("title")).strip().replace("[", "\\[").replace("]", "\\]")
    return f"![{alternative}]({destination(source)})"


def destination(address: str) -> str:
    """An address as links of Markdown hold it."""
    return address.strip().replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("\n", "")


def inline_code(text: str) -> str:
    """Code within a line; its fence is longer than any run of backticks in it."""
    code = collapse(text)
    if not code.strip():
        return code
    fence = "`" * (1 + longest_run(code))
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def longest_run(text: str) -> int:
    """Length of the longest run of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)


def indented(text: str, blanks: str) -> str:
    """All lines but the first, moved to the right."""
    return "\n".join(f"{blanks}{line}" if line and at else line for at, line in enumerate(text.split("\n")))


def join_item(blocks: Iterable[str]) -> str:
    """Blocks of a list item; a list in it follows its line directly."""
    return "".join(separated(blocks))


def separated(blocks: Iterable[str]) -> Iterator[str]:
    """Blocks with what stands between them."""
    for at, block in enumerate(blocks):
        if at:
            yield "\n" if re.match(r"(?:- |\d+\. )", block) else "\n\n"
        yield block


def number_of(start: str | None) -> int:
    """The first number of a list."""
    return int(start) if start and re.fullmatch(r"[0-9]{1,6}", start.strip()) else 1
