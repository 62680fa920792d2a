"""Columns of the source: their types, and which of them can be copied."""

from dataclasses import dataclass

TEXTS = frozenset({"STRING", "VARCHAR", "SYMBOL", "CHAR"})
NAMES = frozenset({"UUID", "IPV4", "LONG256", "GEOHASH"})
INTEGERS = frozenset({"LONG", "INT", "SHORT", "BYTE"})
FLOATS = frozenset({"DOUBLE", "FLOAT"})
MOMENTS = frozenset({"TIMESTAMP", "TIMESTAMP_NS", "DATE"})
# base64() of the server gives no more bytes of a value than these, and does not say so.
MAX_BINARY_BYTES = 32_768
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
        """text, name, integer, float, decimal, boolean, moment, array or binary; None cannot be copied."""
        if self.type.endswith("[]"):
            return "array"
        for family, types in (
            ("text", TEXTS),
            ("name", NAMES),
            ("integer", INTEGERS),
            ("float", FLOATS),
            ("moment", MOMENTS),
            ("boolean", {"BOOLEAN"}),
            ("decimal", {"DECIMAL"}),
            ("binary", {"BINARY"}),
        ):
            if self.type in types:
                return family
        return None


def type_name(text: str) -> str:
    """`GEOHASH(6c)` is a GEOHASH, `DOUBLE[]` stays an array."""
    return text.upper().partition("(")[0].strip()


def is_safe_change(before: str, after: str) -> bool:
    """Whether values written before the change and after it mean the same in the target."""
    if before == after or {before, after} <= TEXTS - {"CHAR"}:
        return True
    return any(
        before in widening and after in widening and widening.index(before) < widening.index(after)
        for widening in _WIDENINGS
    )
