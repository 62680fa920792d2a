"""The element tree of a page and the cuts made into it. Every cut is one pass over the tree, whatever the page."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from lxml import etree, html

DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "embed", "link")
_UNSAFE_LINK = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript):", re.IGNORECASE)
_SELECTOR = re.compile(r"([A-Za-z][\w-]*)?((?:[.#][\w-]+)*)\Z")
_REMOVED = "x-removed"

Element = Any


def parse_document(text: str) -> Element:
    """The root element; a page without any element gets an empty one."""
    # Without huge_tree a page ends at its 256th level, with it at the 2048th.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError:
        return html.document_fromstring("<html></html>", ensure_head_body=True)


def clean(root: Element) -> Element:
    """A copy without scripts, styles, comments and event handlers."""
    copy = deepcopy(root)
    etree.strip_elements(copy, etree.Comment, etree.ProcessingInstruction, *DROPPED, with_tail=False)
    for element in copy.iter(etree.Element):
        for name, value in element.items():
            if name.startswith("on") or (name in ("href", "src", "action") and _UNSAFE_LINK.match(value)):
                del element.attrib[name]
    return copy


def remove_all(root: Element, elements: Iterable[Element]) -> None:
    """Take elements out and leave the text that follows each; the root itself stays."""
    # One by one, each would copy the text before it once more.
    for element in elements:
        if element is not root:
            element.tag = _REMOVED
    etree.strip_elements(root, _REMOVED, with_tail=False)


def exclude(root: Element, selectors: Iterable[str]) -> None:
    """Remove what any selector names."""
    remove_all(root, list(matching(root, selectors)))


def include(root: Element, selectors: tuple[str, ...]) -> Element:
    """A document of the outermost elements that any selector names; the document itself without selectors."""
    if not selectors:
        return root
    chosen = set(matching(root, selectors))
    inside: set[Element] = set()
    outermost = []
    for element in root.iter(etree.Element):
        if element.getparent() in inside:
            inside.add(element)
        elif element in chosen:
            inside.add(element)
            outermost.append(element)
    return of_elements(outermost)


def matching(root: Element, selectors: Iterable[str]) -> Iterator[Element]:
    """Elements named by tag, #id, .class or several of these at once, in document order."""
    wanted: dict[str, list[frozenset[str]]] = {}
    for selector in selectors:
        names = names_in(selector.strip())
        if names:
            wanted.setdefault(min(names), []).append(names)
    for element in root.iter(etree.Element):
        own = {element.tag.lower(), *(f".{name}" for name in (element.get("class") or "").split())}
        if element.get("id"):
            own.add(f"#{element.get('id')}")
        if any(own >= each for name in own & wanted.keys() for each in wanted[name]):
            yield element


def names_in(selector: str) -> frozenset[str]:
    """`div`, `.a` and `#b` of `div.a#b`."""
    found = _SELECTOR.match(selector)
    if not found:
        return frozenset()
    tag = {found[1].lower()} if found[1] else set()
    return frozenset(tag | set(re.findall(r"[.#][\w-]+", found[2])))


def of_elements(elements: Iterable[Element]) -> Element:
    """A document that holds copies of elements."""
    document = parse_document("")
    for element in elements:
        copy = deepcopy(element)
        copy.tail = None
        body_of(document).append(copy)
    return document


def body_of(root: Element) -> Element:
    """The body element."""
    return root.find("body") if root.find("body") is not None else root


def serialise(root: Element) -> str:
    """HTML text."""
    return str(etree.tostring(root, encoding="unicode", method="html"))
