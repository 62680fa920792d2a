"""What holds for every input of the library's parsers, codecs and comparisons: round trips, order, own errors."""

import contextlib
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from suite.auth.durations import parse_duration
from suite.auth.identity import parse_user_id
from suite.auth.keyset import read_keys
from suite.auth.service_tokens import mint_service_token, parse_entry
from suite.bounded.frames import HEADER, VALUE, frame, read_reply
from suite.clients import client_network
from suite.dates import parse_wire_date, wire_date
from suite.environment import scan
from suite.events.errors import BrokenMessage
from suite.events.message import decode_message
from suite.http import etags
from suite.http.fields.query import query_pairs, query_values
from suite.ids import integer_or_none, time_of, uuid7, uuid_or_none
from suite.imports.values import (
    BadValue,
    flag_of,
    list_of,
    moment_of,
    number_of,
    text_of,
    texts_of,
    uuid_of,
    whole_of,
    year_of,
)
from suite.mail.addresses import ascii_domain, is_address, wire_address
from suite.migrations.statements import split_statements, transaction_control
from suite.outbound import BlockedTarget
from suite.outbound.allowed import AllowedPlaces
from suite.outbound.hosts import parse_place
from suite.parsers import as_flag, as_integer, as_list, as_number, as_port, as_url
from suite.text.front_matter import FrontMatterError, split_head
from suite.text.typos import differences, errors_allowed, gram_segments
from suite.text.yaml import YamlError, read_yaml
from suite.tracing.parents import format_parent, parse_parent

EVERY = settings(max_examples=150, deadline=None)
TEXT = some.text(max_size=60)
STRANGE = some.text(some.characters(codec=None), max_size=40)
HOSTS = some.text(alphabet="aZ019.-_%:[]@/\\?#xü。。１ \x00é", max_size=30)
ZONES = some.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
EDGES = some.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-W01-1", "[{[]: 1}]", "{{}}"])
CELLS = some.one_of(
    *(TEXT, STRANGE, EDGES, some.none(), some.integers(), some.floats(), some.booleans()),
    *(some.lists(some.integers(), max_size=3), some.dictionaries(TEXT, TEXT, max_size=2), some.decimals()),
)
JSON = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False), TEXT),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@EVERY
@given(some.sampled_from([text_of, whole_of, flag_of, uuid_of, moment_of, list_of, texts_of, year_of]), CELLS)
def test_a_cell_has_a_value_or_a_fault_of_its_own(read: Any, cell: Any) -> None:
    with contextlib.suppress(BadValue):
        read({"cell": cell}, "cell")


@EVERY
@given(CELLS)
def test_a_number_of_a_cell_lies_between_its_bounds(cell: Any) -> None:
    with contextlib.suppress(BadValue):
        number = number_of({"cell": cell}, "cell", 10)
        assert number is None or 0 <= number <= 10


@EVERY
@given(some.datetimes(timezones=ZONES, min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)))
def test_a_moment_on_the_wire_comes_back_to_the_millisecond(moment: datetime) -> None:
    written = wire_date(moment)
    assert written.endswith("Z")
    assert timedelta(0) <= moment - parse_wire_date(written) < timedelta(milliseconds=1)


@EVERY
@given(some.datetimes(min_value=datetime(1970, 1, 1), timezones=some.just(UTC)), some.integers(0, 2**74 - 1))
def test_an_id_tells_its_millisecond_and_orders_like_it(moment: datetime, noise: int) -> None:
    made = uuid7(moment, noise)
    told = time_of(made)
    assert told is not None
    assert timedelta(0) <= moment - told < timedelta(milliseconds=1)
    with contextlib.suppress(OverflowError):
        assert uuid7(moment + timedelta(milliseconds=1), 0) > made


@EVERY
@given(some.integers(0, 2**128 - 1))
def test_no_id_of_a_stranger_is_an_error(number: int) -> None:
    found = time_of(UUID(int=number))
    assert found is None or found.tzinfo is UTC


def test_an_id_may_name_a_year_that_no_date_can_hold() -> None:
    assert time_of(UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")) is None
    assert time_of(uuid7(datetime(9999, 12, 31, 23, 59, 59, 999_000, UTC))) is not None


@EVERY
@given(STRANGE)
def test_an_id_is_read_or_none(text: str) -> None:
    assert integer_or_none(text) is None or 1 <= int(text) <= 2_147_483_647
    assert uuid_or_none(text) is None or str(uuid_or_none(text)) == text.lower()


@EVERY
@given(some.one_of(TEXT, some.ip_addresses().map(str), some.ip_addresses().map(lambda one: f"[{one}]:80")))
def test_the_network_of_a_network_is_itself(address: str) -> None:
    assert client_network(client_network(address)) == client_network(address)


@EVERY
@given(some.ip_addresses(v=6), some.integers(0, 2**64 - 1))
def test_addresses_of_one_customer_are_one_client(address: Any, other: int) -> None:
    if address.ipv4_mapped is None:
        neighbour = type(address)(int(address) >> 64 << 64 | other)
        if neighbour.ipv4_mapped is None:
            assert client_network(str(address)) == client_network(str(neighbour))


@EVERY
@given(some.sampled_from(["", "http:", "https:", "ftp:"]), some.sampled_from(["", "//", "/"]), HOSTS | STRANGE)
def test_a_place_is_canonical_or_refused(scheme: str, slashes: str, rest: str) -> None:
    with contextlib.suppress(BlockedTarget):
        place = parse_place(f"{scheme}{slashes}{rest}")
        host = f"[{place.host}]" if ":" in place.host else place.host
        again = parse_place(f"{place.scheme}://{host}:{place.port}/")
        assert (again.host, again.port, again.address) == (place.host, place.port, place.address)
        assert place.host.isascii()


@EVERY
@given(HOSTS, some.integers(1, 65_535))
def test_an_exemption_is_read_whatever_it_says(entry: str, port: int) -> None:
    AllowedPlaces([entry]).names("example.com", port)


@EVERY
@given(STRANGE)
def test_a_duration_is_seconds_or_a_fault(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_duration(text) >= 1


@EVERY
@given(some.integers(1, 10**9 - 1))
def test_units_of_durations_are_multiples_of_each_other(count: int) -> None:
    seconds, minutes, hours, days = (parse_duration(f"{count}{unit}") for unit in "smhd")
    assert (seconds, minutes, hours, days) == (count, 60 * seconds, 60 * minutes, 24 * hours)


@EVERY
@given(STRANGE)
def test_what_names_a_user_can_be_printed(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_user_id(text) == text
        text.encode()


@EVERY
@given(STRANGE)
def test_an_entry_of_a_service_is_read_or_a_fault(text: str) -> None:
    with contextlib.suppress(ValueError):
        entry = parse_entry(text, 1)
        assert f"{entry.name}:{entry.role}:{entry.digest}" == text


def test_a_token_that_is_made_can_be_admitted() -> None:
    _, written = mint_service_token("worker", "reader")
    assert parse_entry(written, 1).name == "worker"


@EVERY
@given(some.integers(1, 2**128 - 1), some.integers(1, 2**64 - 1), some.booleans())
def test_a_parent_of_a_trace_comes_back(trace: int, span: int, sampled: bool) -> None:
    assert parse_parent(format_parent(trace, span, sampled=sampled)) == (trace, span, sampled)


@EVERY
@given(STRANGE)
def test_any_other_header_has_no_parent(text: str) -> None:
    assert parse_parent(text) is None


@EVERY
@given(some.one_of(JSON.map(lambda content: json.dumps(content).encode()), some.binary(max_size=60)))
def test_a_message_is_read_or_broken(body: bytes) -> None:
    with contextlib.suppress(BrokenMessage):
        decode_message(body)


@EVERY
@given(some.one_of(JSON.map(lambda content: json.dumps({"keys": content}).encode()), some.binary(max_size=60)))
def test_a_key_set_is_read_or_a_fault(body: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert read_keys(body) == {}


@EVERY
@given(some.one_of(STRANGE, some.emails(), HOSTS.map(lambda host: f"a@{host}")))
def test_an_address_travels_in_ascii_or_is_refused(text: str) -> None:
    if is_address(text):
        domain = wire_address(text).rpartition("@")[2]
        assert domain.isascii()
        assert ascii_domain(domain) == domain


@EVERY
@given(some.text(alphabet="aA1_= \t'\"`\\\n#$${}éx-", max_size=80))
def test_a_file_of_variables_is_read_and_every_fault_has_its_line(text: str) -> None:
    found, problems = scan(text, "file")
    assert all(problem.startswith("file:") for problem in problems)
    assert all(name.isidentifier() for name in found)


@EVERY
@given(some.dictionaries(some.from_regex(r"[A-Z][A-Z_]{0,8}", fullmatch=True), TEXT, max_size=4))
def test_a_value_between_quotes_comes_back(values: dict[str, str]) -> None:
    kept = {name: value.replace("'", "").replace("\r\n", "\n") for name, value in values.items()}
    found, problems = scan("\n".join(f"{name}='{value}'" for name, value in kept.items()), "file")
    assert problems == []
    assert {name: variable.value for name, variable in found.items()} == kept


@EVERY
@given(STRANGE, some.sampled_from([as_flag, as_integer(-5, 5), as_number(0, 1), as_port, as_url("http"), as_list]))
def test_a_setting_has_a_value_or_a_fault(text: str, parse: Any) -> None:
    with contextlib.suppress(ValueError):
        parse(text)


@EVERY
@given(some.integers(0, 10**6), STRANGE)
def test_a_tag_matches_itself_and_its_compressed_forms(version: int, header: str) -> None:
    tag = etags.strong(version)
    assert etags.matches(tag, tag)
    assert not etags.none_match(tag, tag)
    assert not etags.none_match(f'W/"{version}-gzip"', tag)
    assert not etags.matches(f'W/"{version}"', tag)
    etags.matches(header, tag)
    etags.none_match(header, tag)


@EVERY
@given(some.lists(some.tuples(TEXT, TEXT), max_size=5))
def test_a_query_has_the_values_that_were_given(pairs: list[tuple[str, str]]) -> None:
    values = query_values(query_pairs(urlencode(pairs)))
    wanted = [(key, value) for key, value in pairs if value and not key.startswith("_")]
    assert sorted((key, value) for key, found in values.items() for value in found) == sorted(wanted)


@EVERY
@given(some.text(some.characters(max_codepoint=255), max_size=60))
def test_any_bytes_are_a_query(text: str) -> None:
    query_values(query_pairs(text))


WORDS = some.text(alphabet="abcé", max_size=12)


@EVERY
@given(WORDS, WORDS, some.integers(0, 4))
def test_differences_are_the_same_both_ways_and_none_only_of_equals(one: str, other: str, most: int) -> None:
    found = differences(one, other, most)
    assert min(found, most + 1) == min(differences(other, one, most), most + 1)
    assert (found == 0) == (one == other)


@EVERY
@given(some.text(alphabet="abcdefgh", min_size=4, max_size=14), some.data())
def test_a_word_with_an_error_keeps_one_of_its_segments_whole(word: str, data: some.DataObject) -> None:
    place = data.draw(some.integers(0, len(word) - 1))
    typed = word[:place] + data.draw(some.sampled_from(["", "x", word[place] + "x"])) + word[place + 1 :]
    assert differences(typed, word, errors_allowed(word)) <= 1
    runs = {f" {typed} "[start : start + 3] for start in range(len(typed))}
    assert any(set(segment) <= runs for segment in gram_segments(word) if segment)


@EVERY
@given(some.recursive(some.none() | some.integers() | TEXT | some.decimals(allow_nan=False), some.lists, max_leaves=6))
def test_what_a_child_sends_comes_back(content: Any) -> None:
    whole = frame(VALUE, content)
    kind, length = HEADER.unpack(whole[: HEADER.size])
    assert (kind, length) == (VALUE, len(whole) - HEADER.size)
    assert read_reply(whole[HEADER.size :], ()) == content


@EVERY
@given(some.text(alphabet="a:-[]{}&*!|>'\"#,\n \t01.~?%@`", max_size=60))
def test_yaml_and_heads_are_read_or_refused(text: str) -> None:
    with contextlib.suppress(YamlError):
        read_yaml(text)
    with contextlib.suppress(FrontMatterError):
        split_head(f"---\n{text}\n---\nbody")


@EVERY
@given(some.text(alphabet="aBEGINCOMMIT;'\"$-/* \n_1", max_size=80))
def test_statements_are_all_of_the_text(sql: str) -> None:
    lines = [line for line, _ in split_statements(sql)]
    assert lines == sorted(lines)
    transaction_control(sql)


@pytest.mark.parametrize("cell", ["[{[]: 1}]", "[{{}}]", "0001-01-01T00:00:00+14:00"])
def test_what_python_reads_and_cannot_hold_is_a_fault_of_the_cell(cell: str) -> None:
    with pytest.raises(BadValue):
        list_of({"cell": cell}, "cell")
    with pytest.raises(BadValue):
        moment_of({"cell": cell}, "cell")


def test_a_decimal_is_a_number_of_a_cell() -> None:
    assert number_of({"cell": Decimal("1.5")}, "cell", 10) == 1.5
