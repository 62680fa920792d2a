"""Progress lines of the scripts, [INFO] to [ERROR]: on stderr, so that stdout stays data."""

import sys


def inform(text: str) -> None:
    """Say what happens now."""
    _say("INFO", text)


def succeed(text: str) -> None:
    """Say that a step is done."""
    _say("SUCCESS", text)


def warn(text: str) -> None:
    """Say what deserves attention and does not stop the work."""
    _say("WARNING", text)


def fail(text: str) -> None:
    """Say what stops the work."""
    _say("ERROR", text)


def _say(level: str, text: str) -> None:
    print(f"[{level}] {text}", file=sys.stderr, flush=True)
