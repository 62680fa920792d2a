"""The 40 pages: every layout in both languages, some twice, the same each time."""

from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from bench.page_quality.content import Content
from bench.page_quality.layouts import KINDS

NUMBERS = {"news": 8, "docs": 7, "shop": 6, "forum": 7, "tables": 6, "code": 6}


@dataclass(frozen=True)
class JudgedPage:
    """A page, the text a person wants of it and the links in that text."""

    kind: str
    name: str
    markup: str
    text: str
    links: frozenset[str]


def write_pages(seed: int = 11) -> list[JudgedPage]:
    """All of them, kind by kind."""
    made = []
    for kind, layouts in KINDS.items():
        languages = cycle(("en", "pt")) if len(layouts) % 2 else cycle(("en",) * len(layouts) + ("pt",) * len(layouts))
        for at, layout in enumerate(islice(cycle(layouts), NUMBERS[kind])):
            content = Content(Random(f"{seed} {kind} {at}"), next(languages), f"{kind}-{at}")
            markup = layout(content)
            made.append(JudgedPage(kind, content.name, markup, "\n".join(content.said), frozenset(content.links)))
    return made
