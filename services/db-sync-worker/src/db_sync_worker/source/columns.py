"""Columns of the source: their types, and which of them can be copied."""

from dataclasses import dataclass

TEXTS = frozenset({"STRING", "VARCHAR", "SYMBOL", "CHAR"})
NAMES = frozenset({"UUID", "IPV4", "LONG256", "GEOHASH"})
INTEGERS = frozenset({"LONG", "INT", "SHORT", "BYTE"})
FLOATS = frozenset({"DOUBLE", "FLOAT"})
MOMENTS = frozenset({"TIMESTAMP", "TIMESTAMP_NS", "DATE"})
# A wider type of the same kind holds every value of the narrower one.
_WIDENINGS = (("BYTE", "SHORT", "INT", "LONG"), ("FLOAT", "DOUBLE"))


@dataclass(frozen=True)
class SourceColumn:
    """One column; `type` is QuestDB's name in capitals, parameters cut off."""

    name: str
    type: str
    designated: bool = False

    @property
    def family(self) -> str | None:
        """text, name, integer, float, decimal, boolean or moment; None cannot be copied."""
        for family, types in (
            ("text", TEXTS),
            ("name", NAMES),
            ("integer", INTEGERS),
            ("float", FLOATS),
            ("moment", MOMENTS),
            ("boolean", {"BOOLEAN"}),
            ("decimal", {"DECIMAL"}),
        ):
            if self.type in types:
                return family
        return None


def type_name(text: str) -> str:
    """`GEOHASH(6c)` is a GEOHASH, `DOUBLE[]` stays what cannot be copied."""
    return text.upper().partition("(")[0].strip()


def is_safe_change(before: str, after: str) -> bool:
    """Whether values written before the change and after it mean the same in the target."""
    if before == after or {before, after} <= TEXTS - {"CHAR"}:
        return True
    return any(
        before in widening and after in widening and widening.index(before) < widening.index(after)
        for widening in _WIDENINGS
    )
