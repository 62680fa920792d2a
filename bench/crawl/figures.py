"""What a crawl of the site took, and what it brought."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MEBIBYTE = 1_048_576


@dataclass(frozen=True)
class CrawlFigures:
    """`cpu_seconds` of the crawler's processes, `database_seconds` of PostgreSQL where one is used; memory in bytes.

    `links` are those of each page, `characters` those of its text.
    """

    seconds: float
    cpu_seconds: float
    rss: int
    links: Mapping[str, frozenset[str]] = field(repr=False)
    characters: int
    database_seconds: float = 0.0

    @property
    def pages(self) -> int:
        """How many were read."""
        return len(self.links)

    @property
    def per_core(self) -> float:
        """Pages for each second of processor time, PostgreSQL's not counted."""
        return self.pages / self.cpu_seconds

    @property
    def per_core_in_all(self) -> float:
        """Pages for each second of processor time, PostgreSQL's counted as well."""
        return self.pages / (self.cpu_seconds + self.database_seconds)


def different_pages(ours: CrawlFigures, theirs: CrawlFigures) -> int:
    """Pages that only one has, or whose links are not the same."""
    return sum(ours.links.get(url) != theirs.links.get(url) for url in ours.links.keys() | theirs.links.keys())


def row_of(name: str, figures: CrawlFigures, ours: CrawlFigures) -> str:
    """A line of the table; the ratio is ours over theirs, PostgreSQL counted."""
    ratio = ours.per_core_in_all / figures.per_core_in_all
    return (
        f"| {name} | {figures.pages} | {figures.per_core:.0f} | {figures.per_core_in_all:.0f} | {ratio:.2f} |"
        f" {figures.pages / figures.seconds:.0f} | {figures.rss / MEBIBYTE:.0f} |"
        f" {figures.characters / max(1, figures.pages):.0f} | {different_pages(ours, figures)} |"
    )


HEADER = (
    "| side | pages | pages/s per core | with PostgreSQL | ours over it | pages/s | MiB | characters a page |"
    " pages whose links differ from ours |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
)
