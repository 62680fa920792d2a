"""Why there is no release."""


class ReleaseRefused(Exception):
    """The repository cannot be released as it is, or a step failed; the text says why."""
