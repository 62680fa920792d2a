"""Fields of a head under the names that generators have for them; what is not as it must be is told with its line."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

from blog_api.editing.schemas import is_link
from blog_api.importer.dates import as_moment
from suite.text.front_matter import FrontMatterError, Head
from suite.text.storable import storable_text

MOST_NAMES, MAX_ADDRESS = 200, 2_000
_TRUE, _FALSE = frozenset({"true", "yes", "on", "y", "1"}), frozenset({"false", "no", "off", "n", "0", ""})
# Tables for the fields of themes (Hugo, Zola); in them Hugo's own words mean nothing.
THEME_TABLES = ("params", "extra")
_RESERVED = frozenset(
    {
        *("aliases", "build", "cascade", "date", "description", "draft", "expirydate", "headless", "keywords"),
        *("lastmod", "layout", "linktitle", "markup", "menus", "modified", "outputs", "params", "pubdate"),
        *("publishdate", "published", "resources", "sitemap", "slug", "summary", "title", "translationkey", "type"),
        *("unpublishdate", "url", "weight"),
    }
)
Path = tuple[str | int, ...]


class Fields:
    """The head of a post, or a mapping in it. Names are found in whatever case they are written.

    `inherited` are values of its site and sections. What is never looked up has no meaning here: `unused` tells it.
    """

    def __init__(self, head: Head, inherited: Mapping[str, Any] | None = None, *, at: Path = ()) -> None:
        self.head, self.at = head, at
        values: Any = head.values
        for step in at:
            values = values[step]
        self._values: dict[str, Any] = values
        self._own = paths_of(values)
        self._inherited = {name: value_at(inherited or {}, path) for name, path in paths_of(inherited or {}).items()}
        self._used: set[Path] = set()

    def value(self, *names: str) -> Any:
        """The value of the first of the names that is given; None."""
        return self._find(names)[1]

    def peek(self, name: str) -> Any:
        """A value that may have no meaning: `mark` says that it has."""
        return self._look((name,))[1]

    def mark(self, name: str) -> None:
        """A field had its meaning."""
        self.value(name)

    def unused(self) -> list[tuple[str, ...]]:
        """The head's own fields that had no meaning: a name, or the names of a theme's table and of a field in it."""
        found: list[tuple[str, ...]] = []
        for name, value in self._values.items():
            if name in THEME_TABLES and isinstance(value, dict):
                found += [(name, inner) for inner in value if (name, inner) not in self._used]
            elif value is not None and (name,) not in self._used:
                found.append((name,))
        return found

    def below(self, *names: str) -> "Fields | None":
        """The fields of a mapping, or of the first in a list; None when there is none."""
        path, value = self._first(names)
        if not isinstance(value, dict):
            return None
        return Fields(self.head, at=(*self.at, *path)) if path else Fields(Head(value, "", ""))

    def line_of(self, *names: str) -> int:
        """The line of the first of the names that is given, 1 for none."""
        path = (*self.at, *self._find(names)[0])
        return (self.head.written.lines.get(path) or self.head.line_of(str(path[0]))) if path else 1

    def refuse(self, rule: str, *names: str) -> FrontMatterError:
        """What is wrong with a field, at its line."""
        path = self._find(names)[0]
        return FrontMatterError(self.line_of(*names), f"{path[-1] if path else names[0]} {rule}")

    def text(self, *names: str, longest: int) -> str:
        """A text as it is written, empty when absent; numbers and words of YAML count as texts."""
        path, value = self._find(names)
        if value is None:
            return ""
        if isinstance(value, dict | list) or len(text := self._written(value, path)) > longest:
            raise self.refuse(f"is not a text of at most {longest} characters", *names)
        return text

    def flag(self, *names: str) -> bool | None:
        """True, false, or None when absent. Generators read yes and no as well, so they count."""
        _, value = self._find(names)
        if value is None or isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in _TRUE or word in _FALSE:
            return word in _TRUE
        raise self.refuse("is neither true nor false", *names)

    def moment(self, *names: str, zone: tzinfo) -> datetime | None:
        """A date or a date and time; None when absent."""
        path, value = self._find(names)
        if value is None or value == "":
            return None
        given = self._written(value, path) if isinstance(value, int | float) else value
        try:
            return as_moment(given, zone)
        except (TypeError, ValueError, OverflowError, OSError):
            raise self.refuse(f"is not a date: {str(given)[:100]}", *names) from None

    def link(self, *names: str) -> str:
        """A web address or a path, the first of a list, empty when absent; what addresses cannot hold is encoded."""
        path, value = self._first(names)
        given = "" if value is None else self._written(value, path)
        address = "".join(quote(sign) if sign.isspace() or sign in '"<>`' else sign for sign in given)
        if isinstance(value, dict) or not is_link(address) or len(address) > MAX_ADDRESS:
            raise self.refuse("is not a web address or a path", *names)
        return address

    def count(self, name: str) -> int:
        """A number from 0, 0 when absent."""
        given = self.value(name)
        if given is None:
            return 0
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 2_147_483_647:
            raise self.refuse("is not a number from 0", name)
        return given

    def names(self, *names: str, split: bool = False, commas: bool = False) -> list[str]:
        """Names given as a list, as one text, or as mappings with a name.

        One text is several names to `split`: between commas where it has any, else between blanks; with `commas` only
        between commas.
        """
        path, value = self._find(names)
        if isinstance(value, str) and (split or commas):
            parts = [part.strip() for part in value.split(",")] if "," in value else value.split() if split else [value]
        else:
            parts = list(self._each(value, names, path))
        if len(parts) > MOST_NAMES or any(len(part) > 100 for part in parts):
            raise self.refuse(f"is not a list of at most {MOST_NAMES} names of at most 100 characters", *names)
        # Some systems write an accent as a character of its own: that makes no other name.
        return list(dict.fromkeys(text for part in parts if (text := normalize("NFC", storable_text(part)).strip())))

    def _each(self, value: Any, names: tuple[str, ...], path: Path) -> Iterable[str]:
        """One name after the other, lists in lists flattened, nothing left out."""
        if isinstance(value, list):
            for place, entry in enumerate(value):
                yield from self._each(entry, names, (*path, place) if path else ())
        elif isinstance(value, dict):
            name = next((value[key] for key in ("name", "label", "key", "title") if value.get(key)), None)
            if name is None or isinstance(name, dict | list):
                raise self.refuse("is not a list of names of at most 100 characters", *names)
            yield str(name)
        elif value is not None:
            yield self._written(value, path)

    def _written(self, value: Any, path: Path) -> str:
        """A scalar as people see it in the file."""
        own = self.head.text_of(*self.at, *path) if path else None
        return storable_text(str(value) if own is None else own).strip()

    def _find(self, names: tuple[str, ...]) -> tuple[Path, Any]:
        path, value = self._look(names)
        self._used.add(path)
        return path, value

    def _first(self, names: tuple[str, ...]) -> tuple[Path, Any]:
        path, value = self._find(names)
        while isinstance(value, list):
            path, value = ((*path, 0) if path else ()), (value[0] if value else None)
        return path, value

    def _look(self, names: tuple[str, ...]) -> tuple[Path, Any]:
        for name in names:
            path = self._own.get(name)
            if path is not None and (value := value_at(self._values, path)) is not None:
                return path, value
        for name in names:
            if (value := self._inherited.get(name)) is not None:
                return (), value
        return (), None


def paths_of(values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Where each name, in lower case, is: at the top, else in a theme's table."""
    found: dict[str, tuple[str, ...]] = {}
    for table in THEME_TABLES:
        if isinstance(inner := values.get(table), dict):
            found |= {name.lower(): (table, name) for name in inner if name.lower() not in _RESERVED}
    return found | {name.lower(): (name,) for name in values}


def value_at(values: Mapping[str, Any], path: Path) -> Any:
    """The value at a path that exists."""
    found: Any = values
    for step in path:
        found = found[step]
    return found
