"""What HTML may ask of a parser: counted in one pass before anything builds a tree of it."""

import re

MAX_DEPTH = 256
MAX_NODES = 200_000
_MARK = re.compile(r"<(?:(?P<close>/)?(?P<name>[A-Za-z][^\s/>\x00]*)|(?P<comment>!--))")
# One attribute as a browser's tokenizer takes it; `open` is a quote that never ends.
_ATTRIBUTE = re.compile(
    r"""[ \t\n\r\f/]*+=?[^ \t\n\r\f/>=]*+
        (?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:"[^"]*+"|'[^']*+'|(?P<open>["'])|[^ \t\n\r\f>"'][^ \t\n\r\f>]*+)?+)?+""",
    re.VERBOSE,
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Their end may be left out: each ends the one before, so only what lies between two of them makes depth.
_ENDED_BY_THE_NEXT = frozenset(
    {"p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup", "option"}
)
# A parser opens these again in every block until their own end comes: 62 kB of `<p><b class=1></p><p><b class=2></p>…`
# become 87 MB.
_REOPENED = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
# What stands in them is text, up to their own end.
_TEXT_ONLY = frozenset(
    {"iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"}
)


class MarkupRefused(Exception):
    """HTML that would cost more than an article may; the text says what there is too much of."""


def require_bounded(html: str) -> None:
    """MarkupRefused for more than MAX_DEPTH open elements, or more than MAX_NODES elements with those opened again.

    In doubt an element counts as open: starts count wherever they stand, ends not in tags and not in scripts.
    """
    opened: dict[str, int] = {}
    depth = reopened = nodes = position = tag_end = 0
    inside = ""
    while mark := _MARK.search(html, position):
        position = mark.end()
        if mark["comment"]:
            if position > tag_end and not inside:
                # A comment without an end is the rest of the text.
                end = html.find("-->", position - 2)
                if end < 0:
                    return
                position = end + 3
            continue
        name = mark["name"].lower()
        if mark["close"]:
            if inside not in ("", name) or position <= tag_end or not opened.get(name):
                continue
            inside = ""
            opened[name] -= 1
            depth -= 1
            reopened -= name in _REOPENED
            continue
        if position > tag_end:
            tag_end = end_of_tag(html, position)
        nodes += 1 + reopened
        if name not in _VOID and name not in _ENDED_BY_THE_NEXT:
            depth, opened[name] = depth + 1, opened.get(name, 0) + 1
            reopened += name in _REOPENED
            inside = inside or (name if name in _TEXT_ONLY else "")
        if depth > MAX_DEPTH:
            raise MarkupRefused(f"more than {MAX_DEPTH} elements are open inside each other")
        if nodes > MAX_NODES:
            raise MarkupRefused(f"it would become more than {MAX_NODES} elements")


def end_of_tag(html: str, position: int) -> int:
    """Where the tag ends whose name ends at `position`."""
    while True:
        attribute = _ATTRIBUTE.match(html, position)
        if attribute is None or attribute["open"]:
            return len(html)
        if attribute.end() == position:
            return position + 1
        position = attribute.end()
