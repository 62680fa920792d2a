"""A whole source row as JSON ($row), and its hash ($rowhash)."""

from collections.abc import Sequence
from hashlib import sha256
from json.encoder import encode_basestring

from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.source.rows import Values
from db_sync_worker.values.casts import NOT_FINITE, date_to_moment


def json_values(column: SourceColumn, values: Values) -> list[str]:
    """Values as JSON: numbers as they are written, moments with microseconds, everything else as strings."""
    family = column.family
    if family in ("integer", "boolean", "decimal"):
        return ["null" if value is None else value for value in values]
    if family == "float":
        return ["null" if value is None or value in NOT_FINITE else value for value in values]
    if column.type == "DATE":
        return ["null" if value is None else f'"{date_to_moment(value)}"' for value in values]
    if family == "text" and not _is_plain(values):
        return ["null" if value is None else encode_basestring(value) for value in values]
    return ["null" if value is None else f'"{value}"' for value in values]


def row_documents(columns: Sequence[SourceColumn], encoded: Sequence[Sequence[str]]) -> list[str]:
    """One JSON object a row, keys in the order of the source."""
    names = [encode_basestring(column.name).replace("%", "%%") for column in columns]
    template = "{" + ",".join(f"{name}:%s" for name in names) + "}"
    return [template % row for row in zip(*encoded, strict=True)]


def row_hash(columns: Sequence[SourceColumn], encoded: Sequence[str]) -> str:
    """sha256 of the canonical row: names sorted, nulls left out, so that a new empty column changes nothing."""
    pairs = sorted((column.name, value) for column, value in zip(columns, encoded, strict=True) if value != "null")
    text = "{" + ",".join(f"{encode_basestring(name)}:{value}" for name, value in pairs) + "}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_plain(values: Values) -> bool:
    text = "".join(filter(None, values))
    return text.isprintable() and '"' not in text and "\\" not in text
