"""The id of a request, and the address of its client."""

import subprocess
import sys
from uuid import RFC_4122, UUID

import pytest

from suite.clients import client_address
from suite.http.request_ids import new_request_id, request_id_of


@pytest.mark.parametrize("header", ["X_REQUEST_ID", "X_CORRELATION_ID", "X_TRACE_ID"])
@pytest.mark.parametrize("value", ["a", "A-b_9", "x" * 64])
def test_an_acceptable_id_is_kept(header: str, value: str) -> None:
    assert request_id_of({f"HTTP_{header}": value}) == value


@pytest.mark.parametrize("value", ["", "a b", "x" * 65, "a\n", "é", "a;b", "<script>", "a\x00"])
def test_anything_else_is_replaced(value: str) -> None:
    assert UUID(request_id_of({"HTTP_X_REQUEST_ID": value}))


def test_the_first_acceptable_header_counts() -> None:
    headers = {"HTTP_X_REQUEST_ID": "not good", "HTTP_X_CORRELATION_ID": "second", "HTTP_X_TRACE_ID": "third"}
    assert request_id_of(headers) == "second"


def test_every_request_without_one_gets_its_own() -> None:
    assert len({request_id_of({}) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 5.5.5.5", "5.5.5.5"),
        (2, "6.6.6.6, 5.5.5.5", "6.6.6.6"),
        (2, "6.6.6.6", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, " , ", "10.0.0.1"),
    ],
)
def test_only_entries_of_trusted_proxies_count(hops: int, forwarded: str, expected: str) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(environ, hops) == expected


def test_a_peer_without_an_address_has_a_name() -> None:
    assert client_address({}, 0) == "unknown"


def test_made_ids_are_of_version_4_and_its_variant() -> None:
    made = [UUID(new_request_id()) for _ in range(600)]
    assert {(identifier.version, identifier.variant) for identifier in made} == {(4, RFC_4122)}
    assert len(set(made)) == 600


FORKED = """
import os
from suite.http.request_ids import new_request_id
new_request_id()
reading, writing = os.pipe()
if os.fork() == 0:
    os.write(writing, " ".join(new_request_id() for _ in range(300)).encode())
    os._exit(0)
os.wait()
print(len({*os.read(reading, 65536).decode().split(), *(new_request_id() for _ in range(300))}))
"""


def test_a_forked_process_gives_out_ids_of_its_own() -> None:
    assert subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True).stdout == "600\n"
