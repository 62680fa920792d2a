"""A whole source row as JSON ($row), and its hash ($rowhash)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from json.encoder import encode_basestring

from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.source.rows import Values
from db_sync_worker.values.casts import NOT_FINITE, date_to_moment, to_array_document


@dataclass(frozen=True)
class JsonTexts:
    """The values of a column as JSON; where they are `bare`, every one of them lacks its quotes."""

    values: Sequence[str]
    bare: bool = False

    def complete(self, row: int) -> str:
        """The value of a row."""
        return f'"{self.values[row]}"' if self.bare else self.values[row]


def json_texts(column: SourceColumn, values: Values) -> JsonTexts:
    """Values as JSON: numbers as they are written, moments with microseconds, everything else as strings."""
    family = column.family
    if family in ("integer", "boolean", "decimal"):
        return JsonTexts(["null" if value is None else value for value in values])
    if family == "float":
        return JsonTexts(["null" if value is None or value in NOT_FINITE else value for value in values])
    if column.type == "DATE":
        return JsonTexts(["null" if value is None else f'"{date_to_moment(value)}"' for value in values])
    if family == "array":
        return JsonTexts(["null" if value is None else to_array_document(value) for value in values])
    if family == "text" and not _is_plain(values):
        return JsonTexts(["null" if value is None else encode_basestring(value) for value in values])
    if None not in values:
        return JsonTexts(values, bare=True)  # type: ignore[arg-type]
    return JsonTexts(["null" if value is None else f'"{value}"' for value in values])


def row_documents(columns: Sequence[SourceColumn], texts: Sequence[JsonTexts]) -> list[str]:
    """One JSON object a row, keys in the order of the source."""
    names = [encode_basestring(column.name).replace("%", "%%") for column in columns]
    fields = [f'{name}:"%s"' if text.bare else f"{name}:%s" for name, text in zip(names, texts, strict=True)]
    template = "{" + ",".join(fields) + "}"
    return [template % row for row in zip(*(text.values for text in texts), strict=True)]


def row_hash(columns: Sequence[SourceColumn], encoded: Sequence[str]) -> str:
    """sha256 of the canonical row: names sorted, nulls left out, so that a new empty column changes nothing."""
    pairs = sorted((column.name, value) for column, value in zip(columns, encoded, strict=True) if value != "null")
    text = "{" + ",".join(f"{encode_basestring(name)}:{value}" for name, value in pairs) + "}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_plain(values: Values) -> bool:
    text = "".join(filter(None, values))
    return text.isprintable() and '"' not in text and "\\" not in text
