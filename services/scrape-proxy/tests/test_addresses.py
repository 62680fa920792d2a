"""When two URLs are one page, and which pages are near the start page."""

import pytest

from scrape_proxy.crawls.addresses import Scope, hash_of, normalise


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("http://example.com:80/a#b", "http://example.com/a"),
        ("https://example.com:443/", "https://example.com/"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("http://example.com./", "http://example.com/"),
        ("http://e.com/a/./b/../c", "http://e.com/a/c"),
        ("http://e.com/../x", "http://e.com/x"),
        ("http://e.com/a?", "http://e.com/a"),
        ("http://e.com/a?&x=1&&y=", "http://e.com/a?x=1&y="),
        ("http://e.com/%7euser/%c3%a7", "http://e.com/~user/%C3%A7"),
        ("http://e.com/ç", "http://e.com/%C3%A7"),
        ("http://e.com/a%2Fb", "http://e.com/a%2Fb"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_one_spelling(url: str, expected: str) -> None:
    assert normalise(url) == expected
    assert normalise(expected) == expected


def test_the_order_of_parameters_does_not_make_another_page() -> None:
    assert hash_of("http://e.com/?b=2&a=1") == hash_of("http://e.com/?a=1&b=2")
    assert hash_of("http://e.com/?a=1&a=2") != hash_of("http://e.com/?a=2&a=1")


@pytest.mark.parametrize(
    ("start", "url", "near"),
    [
        ("http://e.com/", "http://e.com/any", True),
        ("http://e.com/docs", "http://e.com/docs/x", True),
        ("http://e.com/docs", "http://e.com/docsx", False),
        ("http://e.com/docs/index.html", "http://e.com/docs/x", True),
        ("http://e.com/docs/index.html", "http://e.com/docs/index.html", True),
        ("http://e.com/", "https://e.com/", True),
        ("http://e.com/", "http://e.com:8080/", False),
        ("http://e.com/", "http://www.e.com/", False),
    ],
)
def test_near(start: str, url: str, near: bool) -> None:
    assert Scope((start,)).holds(url) is near
