"""Normal forms are those of the standard library, whatever the marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.text.folding import fold
from suite.text.marks import Form, normalize
from suite.text.slugs import slug_of

FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")
MARKS = "\u0301\u0316\u0344\u0f73\u0f71\u3099\uff9e\uff9f\u0345\u05b0\u1100\u1161\U0001d165aé ẛ̣"


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text(st.sampled_from(MARKS), min_size=30, max_size=120) | st.text())
def test_a_normal_form_is_that_of_the_standard_library(form: Form, text: str) -> None:
    assert normalize(form, text) == unicodedata.normalize(form, text)


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\uff9e\u0301", "\u0f73", "\u05ae\u0591"])
@pytest.mark.parametrize("form", FORMS)
def test_a_million_marks_on_one_letter_are_ordered(form: Form, marks: str) -> None:
    """Ordering them by insertion would take half an hour."""
    assert normalize(form, "a" + marks * 500_000)[0] in "aá"


def test_a_million_marks_are_folded() -> None:
    assert fold("a" + "\u0301\u0316" * 500_000) == "a"
    assert slug_of("a" + "\u0301\u0316" * 500_000) == "a"
