"""Apply a table of rules to a body, and read what passed them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scrape_proxy.errors import InvalidInput, detail
from scrape_proxy.inputs.rules import TRUE_WORDS, Rule, spell

Table = Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class Given:
    """A body that passed its table: only known keys, values as they were sent.

    `upstream` is the path and the body for Firecrawl where these are not the fields themselves.
    """

    fields: dict[str, Any]
    upstream: tuple[str, dict[str, Any]] | None = None

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean field."""
        return spell(self.fields[name]) in TRUE_WORDS if name in self.fields else default

    def whole(self, name: str, default: int) -> int:
        """A whole number field."""
        return int(spell(self.fields[name])) if name in self.fields else default

    def texts(self, name: str) -> tuple[str, ...]:
        """A string list field."""
        return tuple(self.fields.get(name, ()))


def read_body(body: Mapping[str, Any], table: Table, *, prefix: str = "") -> Given:
    """The known fields of a body; InvalidInput with every breach in the order of the table."""
    details = list(breaches(body, table, prefix))
    if details:
        raise InvalidInput(details)
    return Given({name: body[name] for name in table if name in body})


def breaches(body: Mapping[str, Any], table: Table, prefix: str) -> Iterable[dict[str, Any]]:
    """Every breach; an absent field breaks nothing, except the url."""
    for name, rule in table.items():
        if name in body:
            yield from rule(prefix + name, body[name])
        elif name == "url":
            yield detail("url", "URL is required")


def read_query(query: Mapping[str, str], table: Mapping[str, Callable[[str, Any], Any]]) -> Given:
    """The known parameters of a query string; InvalidInput with every breach."""
    details = [
        {**found, "location": "query"}
        for name, rule in table.items()
        if name in query
        for found in rule(name, query[name])
    ]
    if details:
        raise InvalidInput(details)
    return Given({name: query[name] for name in table if name in query})
