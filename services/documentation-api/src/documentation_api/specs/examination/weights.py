"""How long values are as JSON, each counted once: what many refer to would be copied as often."""

from typing import Any


class Lengths:
    """Sizes of the containers of one document, which must live as long as this."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def of(self, value: Any) -> int:
        """About how many characters a value has as JSON."""
        if not isinstance(value, dict | list):
            return len(value) + 2 if isinstance(value, str) else 8
        size = self._known.get(id(value))
        if size is None:
            parts = value.items() if isinstance(value, dict) else (("", inner) for inner in value)
            size = self._known[id(value)] = 2 + sum(len(key) + 4 + self.of(inner) for key, inner in parts)
        return size
