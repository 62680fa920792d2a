"""Lines of a CSV file for csv.reader: a record has an end, and until there a bound.

A quote that is never closed, or a line of commas without an end, would be read into one record as long as the file.
"""

import csv
from typing import Self, TextIO

PIECE_CHARACTERS = 65_536
LINE_ENDS = ("\n", "\r")


class RecordTooLong(csv.Error):
    """The record is longer than it may be"""


class RecordLines:
    """Iterates over the lines of a file; `begin` before each record. `number` lines were read."""

    def __init__(self, file: TextIO, longest: int) -> None:
        self._file, self._longest = file, longest
        self._length = 0
        self.number = 0

    def begin(self) -> None:
        """Another record begins with the next line."""
        self._length = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._longest + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._length += len(line)
        if self._length > self._longest:
            self._pass_over(line)
            raise RecordTooLong(f"the record is longer than {self._longest} characters")
        return line

    def _pass_over(self, line: str) -> None:
        while line and not line.endswith(LINE_ENDS):
            line = self._file.readline(PIECE_CHARACTERS)
