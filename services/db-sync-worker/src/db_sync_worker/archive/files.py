"""Parquet files of partitions in a folder or a bucket, each with a note of what is in it.

Needs the extra `archive` (pyarrow). Every value is kept as PostgreSQL writes it, in the type Parquet has for it.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.dataset
import pyarrow.fs
import pyarrow.parquet

from db_sync_worker.values.copy_rows import copy_texts

ROWS_A_GROUP = 50_000


@dataclass(frozen=True)
class ArchivedPartition:
    """A file: which partition of which stream, [start, end) in ISO 8601, rows, checksum and size."""

    stream: str
    partition: str
    start: str
    end: str
    columns: list[list[str]]
    rows: int
    checksum: str
    bytes: int


class ArchiveStore:
    """Files below an address: an absolute folder, or s3://bucket/prefix."""

    def __init__(self, address: str) -> None:
        address = address if "://" in address else str(Path(address).absolute())
        self._files, self._base = pyarrow.fs.FileSystem.from_uri(address)

    def write(self, stream: str, partition: str, columns: Sequence[tuple[str, str]], batches: Any) -> int:
        """Write rows of text, batch by batch; the size of the file."""
        path = self._path(stream, f"{partition}.parquet")
        self._files.create_dir(f"{self._base}/{stream}", recursive=True)
        schema = pyarrow.schema([(name, arrow_type(kind)) for name, kind in columns])
        with (
            self._files.open_output_stream(path) as out,
            pyarrow.parquet.ParquetWriter(out, schema, compression="zstd") as writer,
        ):
            for batch in batches:
                writer.write_table(as_table(batch, schema))
        self._make_durable(path)
        return int(self._files.get_file_info(path).size)

    def note(self, entry: ArchivedPartition) -> None:
        """Write down what is in a file: only then is the partition archived."""
        path = self._path(entry.stream, f"{entry.partition}.json")
        with self._files.open_output_stream(path) as out:
            out.write(json.dumps(asdict(entry)).encode())
        self._make_durable(path)

    def _make_durable(self, path: str) -> None:
        """What is dropped next must not live in the memory of this machine alone; a bucket answers when it has it."""
        if isinstance(self._files, pyarrow.fs.LocalFileSystem):
            for place in (path, str(Path(path).parent)):
                opened = os.open(place, os.O_RDONLY)
                os.fsync(opened)
                os.close(opened)

    def entries(self, stream: str) -> list[ArchivedPartition]:
        """The archived partitions of a stream, oldest first."""
        chosen = pyarrow.fs.FileSelector(f"{self._base}/{stream}", allow_not_found=True)
        names = [info.path for info in self._files.get_file_info(chosen) if info.path.endswith(".json")]
        found = []
        for name in sorted(names):
            with self._files.open_input_stream(name) as content:
                found.append(ArchivedPartition(**json.loads(content.read())))
        return sorted(found, key=lambda entry: entry.start)

    def find(self, stream: str, partition: str) -> ArchivedPartition | None:
        """One archived partition."""
        return next((entry for entry in self.entries(stream) if entry.partition == partition), None)

    def lines(self, entry: ArchivedPartition) -> Iterator[BytesIO]:
        """Rows of a file as COPY reads them."""
        with self._files.open_input_file(self._path(entry.stream, f"{entry.partition}.parquet")) as content:
            for batch in pyarrow.parquet.ParquetFile(content).iter_batches(ROWS_A_GROUP):
                kinds = [kind for _, kind in entry.columns]
                columns = [as_texts(batch.column(place), kind) for place, kind in enumerate(kinds)]
                escaped = [copy_texts(values) for values in columns]
                yield BytesIO("".join("\t".join(row) + "\n" for row in zip(*escaped, strict=True)).encode())

    def dataset(self, entries: Sequence[ArchivedPartition]) -> Any:
        """The files of these partitions as one table, for reading."""
        paths = [self._path(entry.stream, f"{entry.partition}.parquet") for entry in entries]
        return pyarrow.dataset.dataset(paths, filesystem=self._files, format="parquet")

    def _path(self, stream: str, name: str) -> str:
        return f"{self._base}/{stream}/{name}"


def arrow_type(kind: str) -> Any:
    """The type of Parquet that keeps every value of a type of PostgreSQL; text where there is none."""
    if kind.startswith("numeric("):
        precision, scale = (int(part) for part in kind.removeprefix("numeric(").rstrip(")").split(","))
        return pyarrow.decimal128(precision, scale) if precision <= 38 else pyarrow.string()
    return {
        "bigint": pyarrow.int64(),
        "integer": pyarrow.int32(),
        "smallint": pyarrow.int16(),
        "boolean": pyarrow.bool_(),
        "double precision": pyarrow.float64(),
        "real": pyarrow.float32(),
        "date": pyarrow.date32(),
        "timestamp with time zone": pyarrow.timestamp("us", tz="UTC"),
        "bytea": pyarrow.binary(),
    }.get(kind, pyarrow.string())


def as_table(rows: Sequence[Sequence[str | None]], schema: Any) -> Any:
    """Rows of text as a table of Arrow."""
    columns = list(zip(*rows, strict=True))
    arrays = [
        pyarrow.array([None if text is None else _value(text, field.type) for text in values], field.type)
        for values, field in zip(columns, schema, strict=True)
    ]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _value(text: str, kind: Any) -> Any:
    if pyarrow.types.is_integer(kind):
        return int(text)
    if pyarrow.types.is_boolean(kind):
        return text == "true"
    if pyarrow.types.is_floating(kind):
        return float(text)
    if pyarrow.types.is_decimal(kind):
        return Decimal(text)
    if pyarrow.types.is_date(kind):
        return date.fromisoformat(text)
    if pyarrow.types.is_timestamp(kind):
        return datetime.fromisoformat(text)
    return bytes.fromhex(text.removeprefix("\\x")) if pyarrow.types.is_binary(kind) else text


def as_texts(values: Any, kind: str) -> list[str | None]:
    """Values of a column as PostgreSQL reads them."""
    write = _WRITTEN.get(kind, str)
    return [None if value is None else write(value) for value in values.to_pylist()]


_WRITTEN: dict[str, Any] = {
    "boolean": lambda value: "true" if value else "false",
    "double precision": repr,
    "real": lambda value: repr(value),
    "timestamp with time zone": lambda value: value.isoformat(),
    "bytea": lambda value: "\\x" + value.hex(),
}
