"""The part of a page somebody came for: without menus, banners and lists of links around it.

Furniture is known by element, role, and words in class and id; then the smallest part that holds most of the prose is
taken; then blocks of nothing but links are taken out of it. All of it is linear in the elements of the page.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

from scrape_proxy.pages.document import body_of, of_elements, remove_all

AROUND = frozenset({"nav", "aside", "footer", "form", "dialog", "menu", "button", "select", "textarea"})
_FURNITURE_ROLES = """
    navigation banner contentinfo complementary search dialog alert menu menubar
"""
ROLES = frozenset(_FURNITURE_ROLES.split())
_FURNITURE_WORDS = """
    nav navbar navigation menu breadcrumb breadcrumbs sidebar footer cookie cookies consent share
    sharing social newsletter subscribe subscription promo promotion advert advertisement ad ads adsense
    sponsored banner masthead related recommended recommendations pagination pager toolbar skip modal
    popup toc login signup paywall permalink headerlink editsection noprint hidden sr visually
    postprofile signature avatar
"""
WORDS = frozenset(_FURNITURE_WORDS.split())
_PROSE_TAGS = """
    p pre blockquote li td dd dt h1 h2 h3 h4 h5 h6 figcaption
"""
PROSE = frozenset(_PROSE_TAGS.split())
LISTED = ("ul", "ol", "div", "section", "table", "td")
KEPT_SHARE = 0.4  # furniture by its name that holds more of the prose than this is none
MAIN_SHARE = 0.25  # a main element with less of the prose than this is mislabelled
DOMINANT_SHARE = 0.75
LINK_SHARE = 0.6
FEWEST_LINKS = 3
FEW_WORDS = 40
BARE_TEXT = 100
_CONTENTS = re.compile(r"table[-_]?of[-_]?contents", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

Element = Any


class ElementWeights:
    """Letters of each element: all of them, those in links, and those of prose outside of links; and links."""

    def __init__(self, root: Element) -> None:
        self.text: dict[Element, int] = {}
        self.linked: dict[Element, int] = {}
        self.prose: dict[Element, int] = {}
        self.links: dict[Element, int] = {}
        self._measure(root)

    def link_share(self, element: Element) -> float:
        """How much of the text is links, 0 to 1."""
        return self.linked[element] / self.text[element] if self.text[element] else 0.0

    def _measure(self, root: Element) -> None:
        in_link, in_prose = 0, 0
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            is_link, is_prose = element.tag == "a", element.tag in PROSE
            if event == "start":
                in_link, in_prose = in_link + is_link, in_prose + is_prose
                length = letters(element.text)
                self.text[element] = length
                self.linked[element] = length if in_link else 0
                self.prose[element] = length if in_prose and not in_link else 0
                self.links[element] = int(is_link)
                continue
            in_link, in_prose = in_link - is_link, in_prose - is_prose
            self._add_to_parent(element, in_link, in_prose)

    def _add_to_parent(self, element: Element, in_link: int, in_prose: int) -> None:
        parent = element.getparent()
        if parent not in self.text:
            return
        tail = letters(element.tail)
        self.text[parent] += self.text[element] + tail
        self.linked[parent] += self.linked[element] + (tail if in_link else 0)
        # Pages without paragraphs hold their prose bare in a div: long stretches of it count too.
        bare = tail if not in_link and (in_prose or tail > BARE_TEXT) else 0
        self.prose[parent] += self.prose[element] + bare
        self.links[parent] += self.links[element]


def main_content(root: Element) -> Element:
    """A document of the main part; a page that has none of its own is shown without its furniture."""
    page = deepcopy(root)
    remove_furniture(page)
    weights = ElementWeights(page)
    marked = marked_main(page, weights)
    chosen = marked if marked is not None else dominant(body_of(page), weights)
    title = title_before(page, chosen)
    if marked is None:
        remove_link_blocks(chosen, weights)
    return of_elements([*([title] if title is not None else []), chosen]) if chosen.tag != "body" else page


def remove_furniture(page: Element) -> None:
    """Take out what surrounds content, unless the content is in it."""
    weights = ElementWeights(page)
    body = body_of(page)
    most = KEPT_SHARE * max(1, weights.prose[body])
    found = [
        element
        for element in body.iter(etree.Element)
        if element is not body and is_furniture(element) and weights.prose.get(element, 0) <= most
    ]
    remove_all(page, found)


def is_furniture(element: Element) -> bool:
    """Whether element, role, class or id say that it is not content."""
    tag = element.tag
    if tag in AROUND or (element.get("role") or "").lower() in ROLES:
        return True
    if tag == "header":
        return not any(ancestor.tag in ("main", "article", "section") for ancestor in near_ancestors(element))
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if tag in ("main", "article", "html", "pre", "code", "h1"):
        return False
    if _HIDDEN.search((element.get("style") or "")[:500]):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:500]
    if _CONTENTS.search(names):
        return True
    return bool(names) and not WORDS.isdisjoint(word.lower() for word in _WORD.findall(names))


def near_ancestors(element: Element) -> Iterator[Element]:
    """The closest ancestors; ever deeper markup is not worth a longer look."""
    for _ in range(20):
        element = element.getparent()
        if element is None:
            return
        yield element


def marked_main(page: Element, weights: ElementWeights) -> Element | None:
    """The element a page calls its main one, if there is one of it and most of the prose is not elsewhere."""
    least = MAIN_SHARE * weights.prose[body_of(page)]
    for path in ("//main", "//*[@role='main']", "//*[@itemprop='articleBody']", "//article"):
        found = [element for element in page.xpath(path) if weights.text.get(element)]
        if len(found) == 1 and weights.prose[found[0]] >= least:
            return found[0]
    return None


def dominant(body: Element, weights: ElementWeights) -> Element:
    """The smallest element that still holds most of the prose."""
    least = DOMINANT_SHARE * weights.prose[body]
    chosen = body
    while least:
        larger = next((child for child in chosen.iterchildren(etree.Element) if weights.prose[child] >= least), None)
        if larger is None or larger.tag in PROSE:
            break
        chosen = larger
    return chosen


def title_before(page: Element, chosen: Element) -> Element | None:
    """The heading of the page when it stands outside of its main part."""
    if next(chosen.iter("h1"), None) is not None:
        return None
    title = squeezed(page.findtext(".//title") or "")
    for heading in body_of(page).iter("h1"):
        text = squeezed(" ".join(heading.itertext()))
        if text and text in title:
            return heading
    return None


def remove_link_blocks(chosen: Element, weights: ElementWeights) -> None:
    """Take out blocks that are links and little else; a page that is a list of links keeps them."""
    if weights.link_share(chosen) > LINK_SHARE or weights.prose[chosen] == 0:
        return
    found = [element for element in chosen.iter(*LISTED) if element is not chosen and is_link_block(element, weights)]
    remove_all(chosen, found)


def is_link_block(element: Element, weights: ElementWeights) -> bool:
    """Whether a block leads elsewhere and says nothing itself."""
    return (
        weights.links[element] >= FEWEST_LINKS
        and weights.link_share(element) > LINK_SHARE
        and weights.prose[element] < FEW_WORDS
        and next(element.iter("img", "pre", "h1"), None) is None
    )


def letters(text: str | None) -> int:
    """Length of a text without the blanks around it."""
    return len(text.strip()) if text else 0


def squeezed(text: str) -> str:
    """The text with single blanks."""
    return " ".join(text.split())
