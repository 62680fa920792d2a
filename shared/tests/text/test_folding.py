"""What people type meets what was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.text.folding import fold, fold_with_places, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ação", "acao"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("GROẞ", "gross"),
        ("Œuvre", "oeuvre"),
        ("Ærø", "aero"),
        ("Łódź", "lodz"),
        ("İstanbul ılık", "istanbul ilik"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"),
        ("ﬁne", "fine"),
        ("Ёлка", "елка"),
        ("Άλφα", "αλφα"),
        ("がか", "がか"),
        ("ｶﾞ", "ガ"),
        ("한국", "한국"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold_with_places(text)[0] == folded


def test_places_lead_back_to_the_text() -> None:
    text = "Die Straße nach Ærø"
    folded, places = fold_with_places(text)
    start = folded.index("strasse")
    assert text[places[start] : places[start + len("strasse")]] == "Straße"
    start = folded.index("aero")
    assert text[places[start] : places[start + len("aero")]] == "Ærø"


def test_words() -> None:
    assert words_of("Ação, Straße_2!") == ["acao", "strasse", "2"]


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_places_rise_and_end_with_the_text(text: str) -> None:
    folded, places = fold_with_places(text)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert places[-1] == len(text)


@pytest.mark.parametrize("text", ["cafe\u0301 au lait", "a\u0301", "plain ß plain", "x\u0327\u0301y", "ａｂ ab", "é"])
def test_a_mark_stays_with_the_plain_letter_before_it(text: str) -> None:
    folded, places = fold_with_places(text)
    assert folded == fold(text)
    # No place is that of a mark alone.
    assert all(not unicodedata.combining(text[place]) for place in places[:-1])
