"""Fields of a head under the names that generators have for them; what is not as it must be is told with its line."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from blog_api.editing.schemas import is_link
from blog_api.importer.dates import as_moment
from suite.text.front_matter import FrontMatterError, Head
from suite.text.storable import storable_text

MOST_NAMES = 200
_TRUE, _FALSE = frozenset({"true", "yes", "on", "y", "1"}), frozenset({"false", "no", "off", "n", "0", ""})


class Fields:
    """The head of a post. Names are found in whatever case they are written; `inherited` are values of its section."""

    def __init__(self, head: Head, inherited: Mapping[str, Any] | None = None) -> None:
        self.head = head
        self._own = {name.lower(): name for name in head.values}
        self._inherited = {name.lower(): value for name, value in (inherited or {}).items()}

    def value(self, *names: str) -> Any:
        """The value of the first of the names that is given; None."""
        return self._find(names)[1]

    def has(self, name: str) -> bool:
        """Whether the head itself gives it."""
        return name in self._own

    def line_of(self, *names: str) -> int:
        """The line of the first of the names that is given, 1 for none."""
        found = self._find(names)[0]
        return self.head.line_of(found) if found else 1

    def refuse(self, rule: str, *names: str) -> FrontMatterError:
        """What is wrong with a field, at its line."""
        found = self._find(names)[0] or names[0]
        return FrontMatterError(self.head.line_of(found), f"{found} {rule}")

    def text(self, *names: str, longest: int) -> str:
        """A text as it is written, empty when absent; numbers and words of YAML count as texts."""
        found, value = self._find(names)
        if value is None:
            return ""
        if isinstance(value, dict | list) or len(text := self._written(found, value)) > longest:
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
        found, value = self._find(names)
        if value is None or value == "":
            return None
        given = self._written(found, value) if isinstance(value, int | float) else value
        try:
            return as_moment(given, zone)
        except (TypeError, ValueError, OverflowError, OSError):
            raise self.refuse(f"is not a date: {str(given)[:100]}", *names) from None

    def link(self, *names: str) -> str:
        """A web address or a path, empty when absent."""
        given = self.text(*names, longest=2_000)
        if not is_link(given):
            raise self.refuse("is not a web address or a path", *names)
        return given

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
        found, value = self._find(names)
        if isinstance(value, str) and (split or commas):
            parts = [part.strip() for part in value.split(",")] if "," in value else value.split() if split else [value]
        else:
            parts = list(self._each(found, value, names))
        if len(parts) > MOST_NAMES or any(len(part) > 100 for part in parts):
            raise self.refuse(f"is not a list of at most {MOST_NAMES} names of at most 100 characters", *names)
        return list(dict.fromkeys(text for part in parts if (text := storable_text(part).strip())))

    def _each(self, found: str, value: Any, names: tuple[str, ...], *path: int) -> Iterable[str]:
        """One name after the other, lists in lists flattened, nothing left out."""
        if isinstance(value, list):
            for place, entry in enumerate(value):
                yield from self._each(found, entry, names, *path, place)
        elif isinstance(value, dict):
            name = value.get("name") or value.get("label") or value.get("title")
            if name is None or isinstance(name, dict | list):
                raise self.refuse("is not a list of names of at most 100 characters", *names)
            yield str(name)
        elif value is not None:
            yield self._written(found, value, *path)

    def _written(self, found: str, value: Any, *path: int) -> str:
        """A scalar as people see it in the file."""
        own = self.head.text_of(found, *path) if found in self.head.values else None
        return storable_text(str(value) if own is None else own).strip()

    def _find(self, names: tuple[str, ...]) -> tuple[str, Any]:
        for name in names:
            key = self._own.get(name.lower())
            if key is not None and self.head.values[key] is not None:
                return key, self.head.values[key]
        for name in names:
            value = self._inherited.get(name.lower())
            if value is not None:
                return name, value
        return "", None
