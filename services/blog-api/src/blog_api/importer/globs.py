"""Patterns of paths as generators write them: `*`, `?` and `[a-z]` within a name, `**` across folders, `{a,b}`."""

import re
from collections.abc import Iterator
from functools import lru_cache

# `a/**/b` is also a/b.
_FOLDERS = re.compile(r"(?P<slash>\A|/)\*\*/")
MAX_PATTERN = 500
MAX_ALTERNATIVES = 64
ANY, STAR, STARS = "?", "*", "**"
Token = str | tuple[bool, frozenset[str], tuple[tuple[str, str], ...]]


class UnreadablePattern(ValueError):
    """The pattern is too long or has too many alternatives"""


def matches(pattern: str, path: str) -> bool:
    """Whether the whole path fits. The work is the product of both lengths, whatever the pattern."""
    return any(fits(tokens, path) for tokens in alternatives_of(pattern))


def matches_below(pattern: str, path: str) -> bool:
    """Whether the path or a folder above it fits."""
    parts = path.split("/")
    return any(matches(pattern, "/".join(parts[:length])) for length in range(1, len(parts) + 1))


def fits(tokens: tuple[Token, ...], text: str) -> bool:
    """Whether the tokens stand for the text: the places that can be reached, one character after the other."""
    places = reached(tokens, {0})
    for character in text:
        places = reached(tokens, set(steps(tokens, places, character)))
        if not places:
            return False
    return len(tokens) in places


def reached(tokens: tuple[Token, ...], places: set[int]) -> set[int]:
    """The places, and those behind stars, which may stand for nothing."""
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place < len(tokens) and tokens[place] in (STAR, STARS) and place + 1 not in places:
            places.add(place + 1)
            waiting.append(place + 1)
    return places


def steps(tokens: tuple[Token, ...], places: set[int], character: str) -> Iterator[int]:
    """Where a character leads to."""
    for place in places:
        token = tokens[place] if place < len(tokens) else None
        if token == STARS or (token == STAR and character != "/"):
            yield place
        elif token is not None and token != STAR and takes(token, character):
            yield place + 1


def takes(token: Token, character: str) -> bool:
    """Whether a token that is no star stands for a character; a literal is written behind a backslash."""
    if isinstance(token, tuple):
        negated, single, ranges = token
        found = character in single or any(low <= character <= high for low, high in ranges)
        return found != negated and character != "/"
    return character != "/" if token == ANY else token == "\\" + character


@lru_cache(maxsize=1_000)
def alternatives_of(pattern: str) -> tuple[tuple[Token, ...], ...]:
    """The tokens of a pattern, once for each of its alternatives; UnreadablePattern."""
    if len(pattern) > MAX_PATTERN:
        raise UnreadablePattern(pattern[:100])
    done: list[str] = []
    waiting = [_FOLDERS.sub(r"{\g<slash>,\g<slash>**/}", pattern)]
    while waiting:
        one = waiting.pop()
        if (braces := braces_of(one)) is None:
            done.append(one)
        else:
            start, end = braces
            waiting += [one[:start] + choice + one[end + 1 :] for choice in one[start + 1 : end].split(",")]
        if len(waiting) + len(done) > MAX_ALTERNATIVES:
            raise UnreadablePattern(pattern[:100])
    return tuple(tuple(tokens_of(one)) for one in done)


def braces_of(pattern: str) -> tuple[int, int] | None:
    """Where the first innermost pair of braces opens and closes."""
    end = pattern.find("}")
    start = pattern.rfind("{", 0, end) if end >= 0 else -1
    return (start, end) if start >= 0 else None


def tokens_of(pattern: str) -> Iterator[Token]:
    """The tokens of a pattern without alternatives."""
    place = 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "*":
            token = STARS if pattern.startswith("**", place) else STAR
            yield token
            place += len(token)
        elif sign == "[" and (end := pattern.find("]", place + 2)) > 0:
            yield class_of(pattern[place + 1 : end])
            place = end + 1
        elif sign == "\\" and place + 1 < len(pattern):
            yield "\\" + pattern[place + 1]
            place += 2
        else:
            yield ANY if sign == "?" else "\\" + sign
            place += 1


def class_of(text: str) -> Token:
    """What stands between brackets."""
    negated = text[:1] in ("!", "^")
    text = text[negated:]
    ranges, single, place = [], set(), 0
    while place < len(text):
        if text[place + 1 : place + 2] == "-" and place + 2 < len(text):
            ranges.append((text[place], text[place + 2]))
            place += 3
        else:
            single.add(text[place])
            place += 1
    return negated, frozenset(single), tuple(ranges)
