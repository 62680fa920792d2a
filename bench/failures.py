"""What stops a measurement."""


class BenchError(Exception):
    """The measurement cannot be done or would not be fair; the text is one line that says why."""


class Missing(Exception):
    """A contender cannot run on this machine; it is reported as missing and the others are measured."""
