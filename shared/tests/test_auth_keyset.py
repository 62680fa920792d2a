"""RS256 tokens and the keys of their issuer, served by a small HTTP server over a socket."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

from suite.auth import Authenticator
from suite.auth.keyset import BODY_LIMIT, FRESH_S, REFETCH_S, USABLE_S, KeySet, read_keys
from suite.environment import load_environment
from suite.errors import Unauthorized, Unavailable
from suite.settings import ServiceSettings

SECRET = "the-current-secret-of-the-tests-0123456789"


class ProbeSettings(ServiceSettings):
    SERVICE, ID, SCHEMA, ROLE = "PROBE", "probe-api", "probe", "app_probe"


class Issuer:
    """Publishes the public halves of its keys and counts who asks."""

    def __init__(self) -> None:
        self.keys: dict[str, rsa.RSAPrivateKey] = {}
        self.answer: tuple[int, bytes] | None = None
        self.fetches = 0
        self.gate = threading.Event()
        self.gate.set()
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.fetches += 1
                issuer.gate.wait(10)
                status, body = issuer.answer or (200, issuer.document())
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def document(self) -> bytes:
        return json.dumps({"keys": [self.public(kid) for kid in self.keys]}).encode()

    def public(self, name: str, **changes: Any) -> dict[str, Any]:
        entry = RSAAlgorithm.to_jwk(self.keys[name].public_key(), as_dict=True)
        return entry | {"kid": name, "use": "sig", "alg": "RS256"} | changes

    def sign(self, kid: str | None, key: str | None = None, **claims: Any) -> str:
        given = {"sub": "ana", "role": "editor", "exp": int(time.time()) + 600, **claims}
        headers = {"kid": kid} if kid is not None else {}
        return jwt.encode(given, self.keys[key or kid or "one"], "RS256", headers=headers)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Clock:
    """Monotonic seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(scope="module")
def private_keys() -> dict[str, rsa.RSAPrivateKey]:
    return {name: rsa.generate_private_key(65537, 2048) for name in ("one", "two", "three")}


@pytest.fixture
def issuer(private_keys: dict[str, rsa.RSAPrivateKey]) -> Iterator[Issuer]:
    issuer = Issuer()
    issuer.keys = {"one": private_keys["one"]}
    yield issuer
    issuer.gate.set()
    issuer.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keyset(issuer: Issuer, clock: Clock) -> KeySet:
    return KeySet(issuer.url, clock=clock)


@pytest.fixture
def build(tmp_path: Path, issuer: Issuer) -> Any:
    def build_authenticator(**variables: str) -> Authenticator:
        process = {"PROBE_PORT": "3999", "APP_ENV": "test", "JWKS_URL": issuer.url, **variables}
        return Authenticator(ProbeSettings.from_environment(load_environment(tmp_path, process)))

    return build_authenticator


def identify(authenticator: Authenticator, token: str) -> str:
    return authenticator.identify({"HTTP_AUTHORIZATION": f"Bearer {token}"}).user_id


def test_a_token_of_the_issuer_is_accepted(build: Any, issuer: Issuer) -> None:
    assert identify(build(), issuer.sign("one")) == "ana"


def test_a_token_without_key_id_means_the_only_key(build: Any, issuer: Issuer, private_keys: Any) -> None:
    assert identify(build(), issuer.sign(None)) == "ana"
    issuer.keys["two"] = private_keys["two"]
    with pytest.raises(Unauthorized):
        identify(build(), issuer.sign(None))


def test_a_token_signed_by_another_key_under_a_known_id_is_refused(
    build: Any, issuer: Issuer, private_keys: Any
) -> None:
    authenticator = build()
    issuer.keys["two"] = private_keys["two"]
    with pytest.raises(Unauthorized, match="Invalid token"):
        identify(authenticator, issuer.sign("one", key="two"))


def test_the_published_key_is_no_secret(build: Any, issuer: Issuer) -> None:
    public = issuer.keys["one"].public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for authenticator in (build(), build(JWT_SECRET=SECRET)):
        for material in (pem, pem.strip(), issuer.document()):
            with pytest.raises(Unauthorized, match="Invalid token"):
                identify(authenticator, sign_with_bytes(material))


def sign_with_bytes(secret: bytes) -> str:
    header = base64url_encode(b'{"alg":"HS256","kid":"one","typ":"JWT"}')
    claims = json.dumps({"sub": "eve", "role": "admin", "exp": int(time.time()) + 600}).encode()
    signed = header + b"." + base64url_encode(claims)
    mac = hmac.HMAC(secret, hashes.SHA256())
    mac.update(signed)
    return (signed + b"." + base64url_encode(mac.finalize())).decode()


def test_the_forgery_above_is_well_formed(build: Any) -> None:
    assert identify(build(JWT_SECRET=SECRET), sign_with_bytes(SECRET.encode())) == "eve"


def test_with_a_key_address_alone_our_own_algorithm_does_not_exist(build: Any, issuer: Issuer) -> None:
    token = jwt.encode({"sub": "ana", "exp": int(time.time()) + 600}, SECRET, "HS256")
    with pytest.raises(Unauthorized):
        identify(build(), token)
    assert issuer.fetches == 0


def test_with_both_configured_each_algorithm_has_its_own_keys(build: Any, issuer: Issuer) -> None:
    authenticator = build(JWT_SECRET=SECRET)
    ours = jwt.encode({"sub": "bia", "exp": int(time.time()) + 600}, SECRET, "HS256", headers={"kid": "one"})
    assert identify(authenticator, ours) == "bia"
    assert identify(authenticator, issuer.sign("one")) == "ana"


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_other_algorithms_of_the_right_key_are_refused(build: Any, issuer: Issuer, algorithm: str) -> None:
    claims = {"sub": "ana", "exp": int(time.time()) + 600}
    with pytest.raises(Unauthorized):
        identify(build(), jwt.encode(claims, issuer.keys["one"], algorithm, headers={"kid": "one"}))


def test_keys_are_read_once_and_again_after_ten_minutes(
    keyset: KeySet, issuer: Issuer, clock: Clock, private_keys: Any
) -> None:
    keyset.find("one")
    clock.pass_by(FRESH_S - 1)
    keyset.find("one")
    assert issuer.fetches == 1
    issuer.keys = {"two": private_keys["two"]}
    clock.pass_by(1)
    with pytest.raises(Unauthorized):
        keyset.find("one")
    assert keyset.find("two") == private_keys["two"].public_key()


def test_a_new_key_is_found_at_once(keyset: KeySet, issuer: Issuer, clock: Clock, private_keys: Any) -> None:
    keyset.find("one")
    clock.pass_by(1)
    issuer.keys["two"] = private_keys["two"]
    assert keyset.find("two") == private_keys["two"].public_key()
    assert keyset.find("one") == private_keys["one"].public_key()
    assert issuer.fetches == 2


def test_a_flood_of_unknown_ids_causes_one_fetch_a_minute(keyset: KeySet, issuer: Issuer, clock: Clock) -> None:
    keyset.find("one")
    clock.pass_by(1)

    def is_refused(number: int) -> bool:
        try:
            keyset.find(f"unknown-{number}")
        except Unauthorized:
            return True
        return False

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(is_refused, range(200)))
    assert issuer.fetches == 2
    clock.pass_by(REFETCH_S)
    assert is_refused(0) and is_refused(1)
    assert issuer.fetches == 3


def test_a_cold_start_under_load_reads_the_keys_once(keyset: KeySet, issuer: Issuer) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(keyset.find, ["one"] * 64))
    assert all(key == issuer.keys["one"].public_key() for key in found)
    assert issuer.fetches == 1


def test_while_one_caller_renews_the_others_go_on(keyset: KeySet, issuer: Issuer, clock: Clock) -> None:
    keyset.find("one")
    clock.pass_by(FRESH_S)
    issuer.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(keyset.find, "one")
        wait_until(lambda: issuer.fetches == 2)
        assert keyset.find("one") == issuer.keys["one"].public_key()
        assert not renewing.done()
        issuer.gate.set()
        assert renewing.result() == issuer.keys["one"].public_key()
    assert issuer.fetches == 2


def wait_until(condition: Any) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "the condition never came true"
        threading.Event().wait(0.005)


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"no"),
        (302, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"keys": {}}'),
        (200, b'{"keys": []}'),
        (200, b"[" * 100_000),
        (200, b" " * (BODY_LIMIT + 1)),
    ],
)
def test_a_broken_answer_leaves_the_last_good_set_in_use(
    keyset: KeySet, issuer: Issuer, clock: Clock, answer: tuple[int, bytes]
) -> None:
    keyset.find("one")
    issuer.answer = answer
    clock.pass_by(FRESH_S)
    assert keyset.find("one") == issuer.keys["one"].public_key()
    assert issuer.fetches == 2


def test_the_last_good_set_serves_a_day_without_the_server_and_no_longer(
    keyset: KeySet, issuer: Issuer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    public = keyset.find("one")
    issuer.stop()
    clock.pass_by(USABLE_S - 1)
    assert keyset.find("one") == public
    assert keyset.find("one") == public
    assert [record.message for record in caplog.records if record.name == "suite.auth.keyset"] == [
        "token keys could not be read"
    ]
    clock.pass_by(1)
    with pytest.raises(Unavailable):
        keyset.find("one")


def test_keys_that_were_never_readable_are_unavailable_not_a_wrong_token(clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/keys"
    keyset = KeySet(url, clock=clock)
    for _ in range(3):
        with pytest.raises(Unavailable, match="Token keys are unavailable") as failed:
            keyset.find("one")
        assert failed.value.headers == {"Retry-After": "5"}


def test_keys_are_found_once_the_server_comes_back(keyset: KeySet, issuer: Issuer, clock: Clock) -> None:
    issuer.answer = (503, b"")
    for _ in range(3):
        with pytest.raises(Unavailable):
            keyset.find("one")
    assert issuer.fetches == 1
    issuer.answer = None
    clock.pass_by(5)
    assert keyset.find("one") == issuer.keys["one"].public_key()


def test_only_public_rsa_signing_keys_of_a_usual_length_count(issuer: Issuer) -> None:
    short = RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 1024).public_key(), as_dict=True)
    private = RSAAlgorithm.to_jwk(issuer.keys["one"], as_dict=True)
    entries = [
        "text",
        {"kty": "oct", "k": "c2VjcmV0", "kid": "symmetric"},
        issuer.public("one", kid="encryption", use="enc"),
        issuer.public("one", kid="other algorithm", alg="RS512"),
        issuer.public("one", kid="malformed", n="!"),
        {"kty": "RSA", "kid": "empty"},
        short | {"kid": "short"},
        issuer.public("one", kid="very long", n="_" * 12_000),
        private | {"kid": "private"},
        issuer.public("one", kid="good"),
    ]
    assert list(read_keys(json.dumps({"keys": entries}).encode())) == ["good"]
