"""Python as it was saved: whether it can be compiled, and what a failed start says of it."""

import traceback
import warnings
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

from suite_ops.logs.files import FileLog
from suite_ops.logs.lines import read_lines

_HEAD = "Traceback (most recent call last):"
_LINES_SHOWN = 20


def syntax_problem(path: Path) -> str | None:
    """What is wrong with a file, as Python says it: place, line, mark and reason. None when it compiles or is gone."""
    try:
        source = path.read_bytes()
    except OSError:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(source, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        # What is nested too deeply is no error of syntax, and names neither its place nor, in memory, anything.
        text = "".join(traceback.format_exception_only(error)).rstrip()
        return text if str(path) in text else f'  File "{path}"\n{text}'
    return None


def forget_compiled(paths: Iterable[Path]) -> None:
    """Remove the compiled forms of changed files.

    Python tells whether one is current by the size of its source and by the second it was saved in: of two saves of the
    same length within a second, the older one would go on running.
    """
    for path in paths:
        if path.suffix == ".py":
            with suppress(OSError, NotImplementedError):
                Path(cache_from_source(str(path))).unlink()


def shorten_traceback(log: FileLog, root: Path) -> list[str]:
    """Of the last traceback added to a log, the frames in our own files and the error; nothing where there is none."""
    lines = [
        text
        for line in read_lines(log.name, log.added())
        for text in (str(line.fields.get("stack") or "").splitlines() or [line.text])
    ]
    heads = [number for number, line in enumerate(lines) if line.strip() == _HEAD]
    shown: list[str] = []
    ours = False
    for line in lines[heads[-1] + 1 :] if heads else ():
        if line.startswith('  File "'):
            ours = line.startswith(f'  File "{root}') and "site-packages" not in line
        elif not line.startswith(" "):
            # The error; what is written after it is no part of the traceback any more.
            shown.append(line)
            break
        if ours:
            shown.append(line)
    return shown[-_LINES_SHOWN:]
