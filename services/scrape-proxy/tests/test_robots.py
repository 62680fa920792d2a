"""robots.txt as RFC 9309 reads it."""

import pytest

from scrape_proxy.robots.rules import parse_robots

AGENT = "scrape-proxy/1.0"


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/", "/anything", True),
        ("/a", "/ab", True),
        ("/a$", "/ab", False),
        ("/a$", "/a", True),
        ("/*.pdf$", "/x/y.pdf", True),
        ("/*.pdf$", "/x/y.pdf?z", False),
        ("/a*b*c", "/a1b2c3", True),
        ("/a*b", "/ac", False),
        ("/*/b", "/a/b/c", True),
        ("*", "/", True),
        ("/aba*aba$", "/aba", False),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    robots = parse_robots(f"User-agent: *\nDisallow: {pattern}", AGENT)

    assert robots.allows(f"http://h{path}") is not expected


def test_the_longest_rule_decides_and_a_tie_allows() -> None:
    robots = parse_robots("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nAllow: /x\nDisallow: /x", AGENT)

    allowed = {path: robots.allows(f"http://h{path}") for path in ("/", "/a", "/a/b", "/a/b/c", "/x")}
    assert allowed == {"/": True, "/a": False, "/a/b": True, "/a/b/c": False, "/x": True}


def test_the_own_group_replaces_that_of_everybody() -> None:
    text = (
        "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: SCRAPE-PROXY\nDisallow: /p # why\nCrawl-delay: 99"
    )
    robots = parse_robots(text, AGENT)

    assert robots.allows("http://h/") and not robots.allows("http://h/p")
    assert robots.delay_seconds == 10.0


@pytest.mark.parametrize("text", ["", "User-agent: *\nDisallow:", "nonsense", "Disallow: /", "\x00\xff"])
def test_what_says_nothing_forbids_nothing(text: str) -> None:
    assert parse_robots(text, AGENT).allows("http://h/x")


def test_escapes_mean_the_same_however_spelled() -> None:
    assert not parse_robots("User-agent: *\nDisallow: /ção", AGENT).allows("http://h/%C3%A7%C3%A3o")


@pytest.mark.parametrize("name", ["Scrape-Proxy/2.0", "scrape-proxy *", "SCRAPE-PROXY", "scrape-proxy*"])
def test_a_group_names_its_agent_by_the_product_token(name: str) -> None:
    robots = parse_robots(f"User-agent: {name}\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", AGENT)

    assert [robots.allows(f"http://h{path}") for path in ("/a", "/b")] == [False, True]


@pytest.mark.parametrize("name", ["scrape", "proxy", "s", "scrape-proxy-images"])
def test_a_part_of_the_name_is_another_agent(name: str) -> None:
    robots = parse_robots(f"User-agent: {name}\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", AGENT)

    assert [robots.allows(f"http://h{path}") for path in ("/a", "/b")] == [True, False]
