"""Different names stay different addresses, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.text.slugs import assign_slugs, free_slug, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ação & Emoção!", "acao-emocao"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Smørrebrød", "smorrebrod"),
        ("Ærø", "aero"),
        ("你好", "nihao"),
        ("世界", "shijie"),
        ("Привет, мир", "privet-mir"),
        ("Ελλάδα", "ellada"),
        ("🎉", "tada"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dot-net"),
        ("NET", "net"),
        ("Node.js", "node-js"),
        ("Disney+", "disney-plus"),
        ("wait... what", "wait-what"),
        ("#hashtag", "hashtag"),
        ("a + b", "a-b"),
        ("e\u0301te\u0301", "ete"),
        ("Ｆｕｌｌ", "full"),
        ("a\x00b\ud800", "a-b"),
        ("!!!", "tag"),
        ("", "tag"),
    ],
)
def test_a_slug_is_the_name_in_ascii(name: str, slug: str) -> None:
    assert slug_of(name, fallback="tag") == slug


def test_names_that_meet_get_a_number_in_their_order() -> None:
    assert assign_slugs(["Olá", "Ola", "ola!", "!!!", "???", "Olá"], fallback="x") == {
        "Olá": "ola", "Ola": "ola-2", "ola!": "ola-3", "!!!": "x", "???": "x-2",
    }  # fmt: skip


def test_a_known_name_keeps_its_slug_and_nobody_else_gets_it() -> None:
    assert assign_slugs(["C", "c", "D"], {"D": "c", "E": "c-2"}) == {"C": "c-3", "c": "c-4", "D": "c"}


def test_a_number_does_not_make_a_slug_too_long() -> None:
    assert free_slug("a" * 10, {"a" * 10}, max_length=10) == "a" * 8 + "-2"


@given(st.lists(st.text(max_size=6), max_size=30))
def test_no_two_names_share_a_slug(names: list[str]) -> None:
    slugs = assign_slugs(names, fallback="n", max_length=8)
    assert set(slugs) == set(names)
    assert len(set(slugs.values())) == len(slugs)
    assert all(slug and len(slug) <= 8 and slug.isascii() for slug in slugs.values())
