"""How far what was read is what was wanted: F1 of words and of links."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import mean

from bench.page_quality.pages import JudgedPage

Reader = Callable[[str], tuple[str, Iterable[str]]]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Score:
    """Means over pages, 0 to 1."""

    words: float
    links: float


def words_of(text: str) -> Counter[str]:
    """How often each word occurs."""
    return Counter(_WORD.findall(text.lower()))


def f1(found: Counter[str], wanted: Counter[str]) -> float:
    """The harmonic mean of precision and recall of multisets."""
    common, sizes = (found & wanted).total(), found.total() + wanted.total()
    return 2 * common / sizes if sizes else 1.0


def score_pages(pages: Iterable[JudgedPage], read: Reader) -> Score:
    """The means of a reader that returns the text and the links of a page."""
    words, links = [], []
    for page in pages:
        text, found = read(page.markup)
        words.append(f1(words_of(text), words_of(page.text)))
        links.append(f1(Counter(set(found)), Counter(page.links)))
    return Score(mean(words), mean(links))
