"""The element tree of a page and the cuts made into it."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from lxml import etree, html

DROPPED = frozenset({"script", "style", "noscript", "template", "iframe", "object", "embed", "link"})
AROUND_CONTENT = frozenset({"nav", "header", "footer", "aside", "form", "dialog"})
AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
_UNSAFE_LINK = re.compile(r"\s*(?:javascript|vbscript):", re.IGNORECASE)

Element = Any


def parse_document(text: str) -> Element:
    """The root element; a page without any element gets an empty one."""
    parser = html.HTMLParser(encoding="utf-8")
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError:
        return html.document_fromstring("<html></html>", ensure_head_body=True)


def clean(root: Element) -> Element:
    """A copy without scripts, styles, comments and event handlers."""
    copy = deepcopy(root)
    for element in list(copy.iter()):
        if not isinstance(element.tag, str) or element.tag in DROPPED:
            remove(element)
            continue
        for name, value in element.items():
            if name.startswith("on") or (name in ("href", "src", "action") and _UNSAFE_LINK.match(value)):
                del element.attrib[name]
    return copy


def remove(element: Element) -> None:
    """Take an element out and leave the text that follows it."""
    if element.getparent() is not None:
        element.drop_tree() if isinstance(element, html.HtmlElement) else drop_node(element)


def drop_node(node: Element) -> None:
    """Take a comment or instruction out and leave the text that follows it."""
    parent, previous, tail = node.getparent(), node.getprevious(), node.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def exclude(root: Element, selectors: Iterable[str]) -> None:
    """Remove what any selector names."""
    for element in list(matching(root, selectors)):
        remove(element)


def include(root: Element, selectors: tuple[str, ...]) -> Element:
    """A document of the outermost elements that any selector names; the document itself without selectors."""
    if not selectors:
        return root
    found = list(matching(root, selectors))
    chosen = set(found)
    kept = parse_document("")
    body = body_of(kept)
    for element in found:
        if not any(ancestor in chosen for ancestor in element.iterancestors()):
            copy = deepcopy(element)
            copy.tail = None
            body.append(copy)
    return kept


def matching(root: Element, selectors: Iterable[str]) -> Iterator[Element]:
    """Elements named by tag, #id or .class, in document order."""
    wanted = {selector.strip() for selector in selectors}
    tags = {name.lower() for name in wanted if name[:1] not in (".", "#")}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        named = {f".{name}" for name in (element.get("class") or "").split()}
        named.add(f"#{element.get('id')}" if element.get("id") else "")
        if element.tag.lower() in tags or wanted & named - {""}:
            yield element


def main_part(root: Element) -> Element:
    """The main element of a page, else the page without what surrounds content."""
    for path in ("//main", "//*[@role='main']", "//article"):
        found = root.xpath(path)
        if len(found) == 1:
            return of_element(found[0])
    copy = deepcopy(root)
    for element in list(copy.iter()):
        if element.tag in AROUND_CONTENT or (element.get("role") or "") in AROUND_ROLES:
            remove(element)
    return copy


def of_element(element: Element) -> Element:
    """A document that holds one element."""
    kept = parse_document("")
    copy = deepcopy(element)
    copy.tail = None
    body_of(kept).append(copy)
    return kept


def body_of(root: Element) -> Element:
    """The body element."""
    return root.find("body") if root.find("body") is not None else root


def serialise(root: Element) -> str:
    """HTML text."""
    return str(etree.tostring(root, encoding="unicode", method="html"))
