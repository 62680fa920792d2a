"""What another program prints, line by line."""

import subprocess
from collections.abc import Iterator, Sequence


def lines_of(command: Sequence[str]) -> Iterator[str]:
    """Its stdout and stderr, as they come; it is ended with whoever reads."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as program:
        assert program.stdout is not None
        try:
            for line in program.stdout:
                yield line.rstrip("\n")
        finally:
            program.terminate()
