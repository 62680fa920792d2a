"""Which tables are loaded in bulk, their columns and what makes a row the same row."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class LoadedTable:
    """`columns` maps a column to its SQL type, `key` finds the row again, `times` and the id are set once.

    A `numbered` table has an integer id of its own: the one a row brings is kept while it is free. An `owned`
    table records who wrote a row and counts versions.
    """

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    numbered: bool = True
    owned: bool = False
    times: dict[str, str] = field(default_factory=lambda: {"created_at": "timestamptz", "updated_at": "timestamptz"})

    @property
    def all_columns(self) -> dict[str, str]:
        """Columns of a loaded row in order."""
        number = {"id": "integer"} if self.numbered and "id" not in self.columns else {}
        return {**number, **self.columns, **self.times}

    def only(self, *names: str) -> "LoadedTable":
        """The same table seen by a source that knows these columns and leaves the others alone."""
        return replace(self, columns={name: self.columns[name] for name in names})

    def without(self, *names: str) -> "LoadedTable":
        """The same table seen by a source that does not know these columns."""
        return self.only(*(name for name in self.columns if name not in names))
