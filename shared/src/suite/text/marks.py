"""Normal forms of Unicode in linear time."""

import re
import unicodedata
from itertools import groupby
from typing import Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
# Every character that is, or begins with, a combining mark is in here, and much besides; no word of a language has
# as many in a row.
_RUN = re.compile("(?:[^\\w\\s\x00-\x7f]|[\uff9e\uff9f]){32,}")


def normalize(form: Form, text: str) -> str:
    """What unicodedata.normalize makes of the text.

    That one orders the marks on a letter by insertion, so 40 000 marks in turn take it 3 s and a million half an hour;
    long runs are ordered here first.
    """
    if text.isascii():
        return text
    single: Form = "NFKD" if "K" in form else "NFD"
    return unicodedata.normalize(form, _RUN.sub(lambda run: _ordered(single, run[0]), text))


def _ordered(form: Form, run: str) -> str:
    """The run taken apart, the marks on each letter in the order of their classes."""
    apart = "".join(unicodedata.normalize(form, character) for character in run)
    groups = groupby(apart, key=lambda character: unicodedata.combining(character) != 0)
    return "".join("".join(sorted(group, key=unicodedata.combining) if marks else group) for marks, group in groups)
