"""What goes wrong with backups."""


class BackupError(Exception):
    """A backup cannot be made, is damaged or does not fit; the text is one line that says which and why."""


class NotEmpty(BackupError):
    """The target holds data and nobody said that they may go."""
