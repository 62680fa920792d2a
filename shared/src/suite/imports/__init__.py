"""What imports of all services share: files as rows, rows into tables, counting, remarks, runs that leave nothing."""

from suite.imports.dry_run import DryRun, leaving_nothing
from suite.imports.quarantine import store_by_halves
from suite.imports.queries import upsert
from suite.imports.report import (
    CREATED,
    UNCHANGED,
    UPDATED,
    FileReport,
    ImportReport,
    RowCounts,
    RunReport,
    describe,
)
from suite.imports.rows import ImportRow, UnusableFile, open_text, parsed_rows, read_csv, read_json_array
from suite.imports.tables import LoadedTable
from suite.imports.values import BadValue

__all__ = [
    "CREATED",
    "UNCHANGED",
    "UPDATED",
    "BadValue",
    "DryRun",
    "FileReport",
    "ImportReport",
    "ImportRow",
    "LoadedTable",
    "RowCounts",
    "RunReport",
    "UnusableFile",
    "describe",
    "leaving_nothing",
    "open_text",
    "parsed_rows",
    "read_csv",
    "read_json_array",
    "store_by_halves",
    "upsert",
]
