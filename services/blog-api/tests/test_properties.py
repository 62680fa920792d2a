"""What holds for every input of blog-api's own parsers, codecs and cursors."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from blog_api.articles.markup import MarkupRefused
from blog_api.articles.positions import position_of
from blog_api.articles.sanitiser import sanitise
from blog_api.exporter.files import to_yaml
from blog_api.feeds.documents import absolute_html
from blog_api.importer.addresses import last_segment
from blog_api.importer.dates import as_moment
from blog_api.importer.globs import UnreadablePattern, matches, matches_below
from blog_api.importer.posts import read_post
from blog_api.newsletter.rules import CONFIRM, UNSUBSCRIBE, make_token, parse_email, read_token
from suite.http.cursors import InvalidCursor, digest_of, encode_cursor
from suite.text.front_matter import FrontMatterError, split_head

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = b"k" * 32
EVERY = settings(max_examples=150, deadline=None)
TEXT = some.text(max_size=60)
MARKS = some.text(alphabet="ab/*?[]!-{},\\.", max_size=24)
HTML = some.text(alphabet="<>/ab=\"' &;!-p#\n", max_size=80)
HEADS = some.text(alphabet="abdt:-[]{}&*!|>'\"#,\n 01.~", max_size=80)


@EVERY
@given(MARKS, MARKS)
def test_a_pattern_fits_or_is_refused(pattern: str, path: str) -> None:
    with contextlib.suppress(UnreadablePattern):
        assert not matches(pattern, path) or matches_below(pattern, path)


@EVERY
@given(some.text(alphabet="ab/.é", max_size=24), some.text(alphabet="ab/.é", max_size=24))
def test_a_pattern_without_signs_is_the_path_itself(pattern: str, path: str) -> None:
    assert matches(pattern, path) == (pattern == path)


@EVERY
@given(TEXT)
def test_a_date_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError, OverflowError, OSError):
        assert as_moment(text).tzinfo is UTC


@EVERY
@given(
    some.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1)),
    some.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_a_date_that_was_written_is_read_to_the_millisecond(moment: datetime, zone: timezone) -> None:
    written = moment.replace(tzinfo=zone, microsecond=moment.microsecond // 1000 * 1000)
    assert as_moment(written.isoformat()) == as_moment(written) == written


@EVERY
@given(some.uuids(), some.sampled_from([CONFIRM, UNSUBSCRIBE]), TEXT)
def test_a_token_opens_what_it_was_made_for(subscription: UUID, purpose: str, other: str) -> None:
    token = make_token(KEY, purpose, subscription)
    assert read_token(KEY, purpose, token) == subscription
    assert read_token(KEY, UNSUBSCRIBE if purpose == CONFIRM else CONFIRM, token) is None
    assert read_token(KEY, purpose, other) is None


@EVERY
@given(some.datetimes(), some.integers(1, 2_147_483_647), some.sampled_from(["date", "views"]))
def test_a_cursor_leads_back_to_its_place_and_to_no_other_list(moment: datetime, row: int, sort: str) -> None:
    place = [moment.isoformat() if sort == "date" else str(row), str(row)]
    digest = digest_of({"blog": 3, "sort": sort})
    assert position_of(encode_cursor(place, digest), digest, sort) == place
    with pytest.raises(InvalidCursor):
        position_of(encode_cursor(place, digest_of({"blog": 2, "sort": sort})), digest, sort)


@EVERY
@given(TEXT)
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(InvalidCursor):
        position_of(text, digest_of({}), "date")


@EVERY
@given(some.one_of(TEXT, some.emails()))
def test_an_address_is_read_once_and_for_all(text: str) -> None:
    try:
        found = parse_email(text)
    except ValueError:
        return
    assert parse_email(found) == found


@EVERY
@given(HTML)
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    try:
        cleaned = sanitise(html)
    except MarkupRefused:
        return
    assert sanitise(cleaned) == cleaned


@EVERY
@given(HTML)
def test_whole_addresses_stay_whole(html: str) -> None:
    whole = absolute_html(
        sanitise(f'<a href="{html}">a</a><img src="{html}" srcset="{html}">'), "https://s.example/a/b"
    )
    assert absolute_html(whole, "https://other.example/") == whole


@EVERY
@given(some.dictionaries(some.text(min_size=1, max_size=12), some.text(max_size=40), max_size=5))
def test_what_an_export_writes_is_read_as_it_was(values: dict[str, str]) -> None:
    assert split_head(f"---\n{to_yaml(values)}---\n").values == values


@EVERY
@given(TEXT)
def test_the_name_of_a_page_holds_no_folder(text: str) -> None:
    assert "/" not in last_segment(f"/{text}")


@settings(max_examples=100, deadline=None)
@given(HEADS, some.text(alphabet="ab#*<>`[]()!\n -", max_size=60))
def test_a_post_is_read_or_refused_with_its_line(head: str, body: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "2024-01-02-a.md"
        path.write_text(f"---\n{head}\n---\n{body}", encoding="utf-8")
        try:
            post = read_post(path, NOW)
        except FrontMatterError as refused:
            assert refused.line >= 1
        else:
            assert post.slug
            assert post.title
