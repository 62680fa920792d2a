"""What holds for every file, document, search text, version and range that documentation-api reads."""

import contextlib
import json
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from hypothesis import example, given, settings
from hypothesis import strategies as some

from documentation_api.files.download import disposition
from documentation_api.files.forms import file_name
from documentation_api.files.kinds import JSON, SVG, XML, YAML, ZIP
from documentation_api.files.ranges import RangeNotSatisfiable, range_of
from documentation_api.files.readings import reason_against
from documentation_api.markdown.document import id_of, read_document
from documentation_api.markdown.folding import dice, fold_text, fold_text_with_places, trigrams, words_of
from documentation_api.markdown.highlights import Highlighter
from documentation_api.markdown.library import Hidden, UnreadableFile
from documentation_api.markdown.search_text import read_search
from documentation_api.specs.comparison.patterns import inverted, matches_all_of, merged, ranges_cover
from documentation_api.specs.examination.issues import Unreadable
from documentation_api.specs.examination.parser import parse_document
from documentation_api.specs.store.semantic_version import Version
from documentation_api.versions import require_version, tag_of
from suite.errors import PreconditionFailed
from suite.http.replies import encode

EVERY = settings(max_examples=150, deadline=None)
TEXT = some.text(max_size=40)
STRANGE = some.text(some.characters(codec=None), max_size=40)
MARKUP = some.text(alphabet="<>/svgrectyl='\" &;!?-:#urlon()\\\n[]", max_size=120)
MARKDOWN = some.text(alphabet="#-*_`[]()<>!a1é \n\t|:.=\"'{}/&~^$\\", max_size=160)
WORDS = some.text(alphabet="aé中文ا لก็कि-\"' .:or_\u0301", max_size=40)


@EVERY
@given(some.text(alphabet="bytes=- 0123456789,\t", max_size=30) | TEXT, some.integers(0, 10**6))
def test_a_range_lies_within_the_file(header: str, size: int) -> None:
    with contextlib.suppress(RangeNotSatisfiable):
        found = range_of(header, size)
        assert found is None or 0 <= found[0] <= found[1] < size


@EVERY
@given(some.integers(1, 10**6), some.data())
def test_a_range_that_is_asked_for_is_found(size: int, data: some.DataObject) -> None:
    first = data.draw(some.integers(0, size - 1))
    last = data.draw(some.integers(first, size - 1))
    assert range_of(f"bytes={first}-{last}", size) == (first, last)
    assert range_of(f"bytes={first}-", size) == (first, size - 1)
    assert range_of(f"bytes=-{size - first}", size) == (first, size - 1)


@EVERY
@given(some.sampled_from([JSON, SVG, XML, YAML, ZIP]), some.binary(max_size=120) | MARKUP.map(str.encode) | STRANGE.map(
    lambda text: text.encode("utf-8", "surrogatepass")))  # fmt: skip
def test_any_file_is_what_it_says_or_there_is_a_reason(reading: str, content: bytes) -> None:
    for body in (content, b"<svg xmlns='http://www.w3.org/2000/svg'>" + content + b"</svg>"):
        reason = reason_against(reading, None, body)
        assert reason is None or reason.strip()


@EVERY
@given(some.lists(some.tuples(some.integers(0, 400), some.integers(0, 255)), max_size=6), some.text(max_size=10))
def test_a_damaged_archive_is_read_or_there_is_a_reason(damage: list[tuple[int, int]], name: str) -> None:
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr(name.encode("utf-8", "replace").decode() or "x", "y" * 100)
    content = bytearray(whole.getvalue())
    for place, byte in damage:
        content[place % len(content)] = byte
    reason_against(ZIP, "word/", bytes(content))


@EVERY
@given(STRANGE)
def test_a_file_name_can_be_sent_as_a_header_and_read_again(given_name: str) -> None:
    name = file_name(given_name)
    assert file_name(name) == name
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.rpartition("''")[2]) == name


@EVERY
@given(some.one_of(WORDS, TEXT, STRANGE))
def test_a_search_text_is_read_and_marks_what_it_finds(text: str) -> None:
    search = read_search(text)
    for spelled in (search.wanted(), search.wanted(beginnings=True), search.unwanted(restored=True)):
        assert "''" not in spelled
    marked = Highlighter(search).mark(text)
    assert encode(marked.encode("utf-8", "replace").decode())


@EVERY
@given(some.one_of(WORDS, TEXT))
def test_folding_knows_where_each_letter_came_from(text: str) -> None:
    folded, places = fold_text_with_places(text)
    assert folded == fold_text(text)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert all(word.strip() for word in words_of(folded))


@EVERY
@given(WORDS, WORDS)
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    first, second = trigrams(one), trigrams(other)
    assert 0 <= dice(first, second) == dice(second, first) <= 1
    assert dice(first, first) in (0, 1)


@EVERY
@given(MARKDOWN | TEXT, some.booleans())
def test_any_text_is_a_document(text: str, headed: bool) -> None:
    raw = (f"---\n{text}\n---\n{text}" if headed else text).encode("utf-8", "surrogatepass")
    with contextlib.suppress(UnreadableFile, Hidden):
        document = read_document("guide/a.md", raw, 0, date(2026, 1, 1))
        encode(document.facts)


@EVERY
@given(some.lists(some.text(alphabet="aé/ .-_", max_size=8), max_size=5))
def test_documents_have_ids_of_their_own(paths: list[str]) -> None:
    used: set[str] = set()
    for path in dict.fromkeys(paths):
        identifier = id_of(path, used)
        assert identifier not in used
        used.add(identifier)


@EVERY
@given(some.one_of(TEXT, some.text(alphabet='{}[]",:0a\\u\n- &*!', max_size=60)))
def test_a_specification_is_read_or_unreadable(text: str) -> None:
    with contextlib.suppress(Unreadable):
        json.dumps(parse_document(text))


NUMBER = some.integers(0, 99).map(str)
VERSIONS = some.builds(
    lambda numbers, pre, build: ".".join(numbers) + (f"-{pre}" if pre else "") + (f"+{build}" if build else ""),
    some.tuples(NUMBER, NUMBER, NUMBER),
    some.sampled_from(["", "alpha", "alpha.1", "rc.2", "0", "a-b"]),
    some.sampled_from(["", "7", "build.01"]),
)


@EVERY
@given(some.lists(VERSIONS, min_size=2, max_size=4))
def test_versions_have_one_order(texts: list[str]) -> None:
    versions = sorted(map(Version, texts))
    assert versions == sorted(map(Version, texts[::-1]))
    for one, other in pairwise(versions):
        assert one <= other
        assert (one == other) == (one.text == other.text)
    for kind in ("major", "minor", "patch"):
        assert versions[0].bumped(kind) > versions[0] or versions[0].text.count("+")


@EVERY
@given(some.one_of(VERSIONS, TEXT), some.sampled_from(["", "\n", " ", "\x00", "١"]))
def test_a_version_is_exactly_its_text_or_none(text: str, end: str) -> None:
    with contextlib.suppress(ValueError):
        version = Version(text + end)
        assert version.text.isprintable()
        assert not end


@EVERY
@given(some.integers(0, 10**9), some.none() | some.integers(0, 9), TEXT)
def test_a_tag_is_of_its_version_only(version: int, rest: int | None, header: str) -> None:
    tag = tag_of(version, rest)
    require_version(tag, version, tag)
    with contextlib.suppress(PreconditionFailed):
        require_version(tag, version + 1, tag)
        raise AssertionError(tag)
    with contextlib.suppress(PreconditionFailed):
        require_version(header, version, tag)


RANGES = some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60)).map(lambda pair: tuple(sorted(pair))))
PATTERNS = some.text(alphabet="ab^$[]*+?.|(){}1,2\\dw-", max_size=10)


@EVERY
@given(RANGES, RANGES)
def test_what_ranges_cover_their_letters_are_in(wide: Any, narrow: Any) -> None:
    letters = {code for low, high in wide for code in range(low, high + 1)}
    wanted = {code for low, high in narrow for code in range(low, high + 1)}
    assert ranges_cover(merged(wide), merged(narrow)) == (wanted <= letters)
    assert merged(inverted(inverted(merged(wide)))) == merged(wide)


@EVERY
@example("[1||", "[[a]")
@example("[a--b]", "[a&&b]")
@given(PATTERNS, PATTERNS)
def test_patterns_are_compared_or_left_alone(wide: str, narrow: str) -> None:
    matches_all_of(wide, narrow)
