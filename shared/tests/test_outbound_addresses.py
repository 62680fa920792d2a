"""Which spellings, names, ports and addresses are refused before anything is dialled."""

import pytest

from suite.outbound import AddressGuard, BlockedTarget, TargetUnresolvable
from suite.outbound.guard import Resolve

PRIVATE_V4 = [
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.1.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
]
PUBLIC_V4 = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
]
PRIVATE_V6 = [
    "::",
    "::1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",
    "::ffff:0:169.254.169.254",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:c0a8:1::",
    "2606:4700::5efe:10.0.0.1",
    "2606:4700::200:5efe:127.0.0.1",
    "fe80::5efe:8.8.8.8",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "1fff::1",
    "4000::1",
    "8000::808:808",
    "e000::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC_V6 = ["2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
PUBLIC_V6 += ["::ffff:0:8.8.8.8", "2606:4700::5efe:8.8.8.8", "2001:4860:4860::8888", "3ffe::1"]
ODD_FORMS = [
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.0.0.1./",
    "http://8.8.8.8./",
    "http://134744072/",
    "http://010.8.8.8/",
    "http://8.8.8.256/",
    "http://1.2.3.4.5/",
    "http://example.0x1/",
    "http://%31%32%37.0.0.1/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://exa mple.com/",
    "http://example.com\\@127.0.0.1/",
    "http://[::1/",
    "http://[v1.x]/",
    "ftp://example.com/",
    "//example.com/",
    "http:///x",
    "http://example..com/",
    "http://example.com:99999/",
]
NAMES = [
    "localhost",
    "a.localhost",
    "LOCALHOST.",
    "intranet",
    "db.local",
    "x.internal",
    "x.intranet",
    "x.lan",
    "x.home",
    "x.home.arpa",
    "x.corp",
    "x.private",
    "x.onion",
    "x.internal.",
]


def resolver(*addresses: str) -> Resolve:
    """A resolver that knows every name under the same addresses."""
    return lambda host, port: list(addresses)


def refusal(url: str, *addresses: str) -> str:
    """Why the guard refuses a URL."""
    with pytest.raises(BlockedTarget) as caught:
        AddressGuard(resolve=resolver(*addresses)).check(url)
    return caught.value.reason


@pytest.mark.parametrize("address", PRIVATE_V4)
def test_a_private_address_is_refused_as_literal_and_as_answer(address: str) -> None:
    assert refusal(f"http://{address}/") == "private"
    assert refusal("http://example.com/", address) == "private"
    assert refusal(f"http://[::ffff:{address}]/") == "private"
    assert refusal(f"http://[::ffff:0:{address}]/") == "private"
    assert refusal(f"http://[64:ff9b::{address}]/") == "private"
    assert refusal(f"http://[2606:4700::5efe:{address}]/") == "private"


@pytest.mark.parametrize("address", PRIVATE_V6)
def test_a_private_v6_address_is_refused_as_literal_and_as_answer(address: str) -> None:
    assert refusal(f"http://[{address}]/") in ("private", "metadata")
    assert refusal("http://example.com/", address) in ("private", "metadata")


@pytest.mark.parametrize("address", PUBLIC_V4)
def test_a_public_address_passes_and_is_the_one_to_dial(address: str) -> None:
    assert AddressGuard().check(f"http://{address}/").addresses == (address,)
    assert AddressGuard(resolve=resolver(address)).check("https://example.com/").addresses == (address,)


@pytest.mark.parametrize("address", PUBLIC_V6)
def test_a_public_v6_address_passes(address: str) -> None:
    assert len(AddressGuard().check(f"http://[{address}]/").addresses) == 1


@pytest.mark.parametrize("url", ODD_FORMS)
def test_an_odd_spelling_is_refused_even_when_its_value_is_public(url: str) -> None:
    assert refusal(url, "8.8.8.8") == "form"


@pytest.mark.parametrize("name", NAMES)
def test_a_private_name_is_refused_without_asking_a_resolver(name: str) -> None:
    asked: list[str] = []

    with pytest.raises(BlockedTarget) as caught:
        AddressGuard(resolve=lambda host, port: asked.append(host) or ["8.8.8.8"]).check(f"http://{name}/")  # type: ignore[func-returns-value]

    assert caught.value.reason == "name"
    assert asked == []


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "http://metadata.google.internal/", "http://[fd00:ec2::254]/"]
)
def test_metadata_services_are_named_as_such(url: str) -> None:
    assert refusal(url) == "metadata"


def test_one_private_answer_among_public_ones_refuses_the_name() -> None:
    assert refusal("http://example.com/", "8.8.8.8", "10.0.0.1") == "private"
    assert refusal("http://example.com/", "8.8.8.8", "fe80::1%eth0") == "private"


def test_a_zone_id_is_refused() -> None:
    assert refusal("http://[fe80::1%25eth0]/") == "private"
    assert refusal("http://[2606:4700::1%25eth0]/") == "private"


@pytest.mark.parametrize(
    ("port", "allowed"),
    [(80, True), (443, True), (8080, True), (1024, True), (22, False), (1023, False), (25, False)],
)
def test_well_known_ports_other_than_the_webs_are_refused(port: int, allowed: bool) -> None:
    guard = AddressGuard(resolve=resolver("8.8.8.8"))
    if allowed:
        assert guard.check(f"http://example.com:{port}/").place.port == port
    else:
        assert refusal(f"http://example.com:{port}/", "8.8.8.8") == "port"


def test_names_are_lower_case_idna_and_without_the_last_dot() -> None:
    guard = AddressGuard(resolve=resolver("8.8.8.8"))

    assert guard.check("http://EXAMPLE.com./").place.host == "example.com"
    assert guard.check("http://bücher.example/").place.host == "xn--bcher-kva.example"


def test_a_name_without_address_is_unresolvable() -> None:
    with pytest.raises(TargetUnresolvable):
        AddressGuard().check("http://nowhere.invalid/")


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123/"),
        ("127.0.0.1:8123", "http://127.0.0.1:8123/"),
        ("127.0.0.0/8", "http://127.9.9.9/"),
        ("localhost", "http://localhost:81/"),
        ("wiki.corp:8000", "http://wiki.corp:8000/"),
        ("[::1]:8123", "http://[::1]:8123/"),
        ("10.0.0.0/8", "http://example.com/"),
    ],
)
def test_an_allowed_place_passes(entry: str, url: str) -> None:
    assert AddressGuard([entry], resolver("10.0.0.1")).check(url).addresses


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ("127.0.0.1:8123", "http://127.0.0.1:8124/"),
        ("localhost:80", "http://localhost:8080/"),
        ("127.0.0.1", "http://127.0.0.2/"),
        ("127.0.0.1", "http://2130706433/"),
    ],
)
def test_an_exemption_reaches_no_further_than_it_says(entry: str, url: str) -> None:
    with pytest.raises(BlockedTarget):
        AddressGuard([entry], resolver("10.0.0.1")).check(url)
