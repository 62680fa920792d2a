"""Entity tags by RFC 9110."""

import pytest

from suite.http.etags import matches, none_match, strong, weak


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, True),
        ("*", True),
        (" * ", True),
        ('"3"', True),
        ('"1", "3"', True),
        ('"1","3"', True),
        ('"3-gzip"', True),
        ('"4"', False),
        ('W/"3"', False),
        ('W/"3", "4"', False),
        ("3", False),
        ("", False),
        ('"33"', False),
    ],
)
def test_if_match_compares_strongly(header: str | None, expected: bool) -> None:
    assert matches(header, strong(3)) is expected


@pytest.mark.parametrize(
    ("header", "changed"),
    [
        (None, True),
        ("*", False),
        ('"3"', False),
        ('W/"3"', False),
        ('"1", W/"3"', False),
        ('"3-gzip"', False),
        ('"3-br"', False),
        ('"4"', True),
        ("3", True),
        ("", True),
    ],
)
def test_if_none_match_compares_weakly(header: str | None, changed: bool) -> None:
    assert none_match(header, strong(3)) is changed


def test_a_weak_tag_depends_on_every_part_and_its_place() -> None:
    assert weak("ab", "c") == weak("ab", "c")
    assert len({weak("ab", "c"), weak("a", "bc"), weak("c", "ab"), weak("abc")}) == 4
    assert weak(1, None).startswith('W/"')
    assert none_match(weak(7), weak(7)) is False
    assert matches(weak(7), weak(7)) is False
