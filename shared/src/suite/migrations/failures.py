"""Ways a migration run ends early."""


class MigrationsRefused(Exception):
    """Files and ledger cannot be trusted together; nothing was run. `problems` holds one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class MigrationFailed(Exception):
    """A file ended with an error of the database; files before it stay applied."""


class MigrationsBusy(MigrationFailed):
    """Another runner held the schema for the whole time this one was willing to wait."""
