"""Different names stay different addresses, in every script."""

import pytest

from suite.text.slugs import free_slug, slug_of


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


def test_a_number_does_not_make_a_slug_too_long() -> None:
    assert free_slug("a" * 10, {"a" * 10}, max_length=10) == "a" * 8 + "-2"
