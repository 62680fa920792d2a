"""Callers, and tokens with each fault a token can have."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from suite.auth.service_tokens import digest_secret

ISSUER, AUDIENCE, KEY_ID = "https://issuer.example", "colmeia", "proof"
SECRET = "a secret of the proof, as long as HS256 wants it"
SERVICE = "proof-caller"
LIFE_SECONDS = 3_600
NOBODY, READER, EDITOR, ADMIN = "", "reader", "editor", "admin"
MEMBER, OTHER_TENANT = "member", "other tenant"
RANKS = (READER, EDITOR, ADMIN)


@dataclass(frozen=True)
class Caller:
    """`role` is what the token is good for: NOBODY when it is good for nothing. `subject` is who it names."""

    name: str
    role: str
    headers: Mapping[str, str]
    subject: str = ""

    @property
    def anonymous(self) -> bool:
        """Whether nothing at all is said of who calls."""
        return not self.headers


class Issuer:
    """Makes tokens, and publishes the key of those signed with RS256."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65_537, 2_048)
        self._other_key = rsa.generate_private_key(65_537, 2_048)
        self._service_secret = "secret of a service of the proof"

    @property
    def service_entry(self) -> str:
        """The line of SERVICE_TOKENS."""
        return f"{SERVICE}:{EDITOR}:{digest_secret(self._service_secret)}"

    @contextmanager
    def publishing(self) -> Iterator[str]:
        """The address of the keys during the block."""
        document = json.dumps({"keys": [self._published()]}).encode()

        class Keys(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, *_: object) -> None:
                """Nothing is told."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/keys"
        finally:
            server.shutdown()
            server.server_close()

    def callers(self) -> list[Caller]:
        """Everybody, good and bad."""
        now = int(time.time())
        good = {"sub": "proof-admin", "role": ADMIN, "iss": ISSUER, "aud": AUDIENCE, "iat": now}
        good["exp"] = now + LIFE_SECONDS
        made = [
            Caller("none", NOBODY, {}),
            *(self._person(f"{role}", role, f"proof-{role}", good) for role in RANKS),
            self._person("other user", READER, "proof-another", good),
            self._person(MEMBER, READER, "proof-member", good),
            self._person(OTHER_TENANT, READER, "proof-elsewhere", good),
            Caller("service", EDITOR, {"X-Service-Token": f"{SERVICE}.{self._service_secret}"}, f"service:{SERVICE}"),
            Caller("HS256", ADMIN, bearer(jwt.encode(good, SECRET, "HS256")), "proof-admin"),
        ]
        faults = {
            "expired": self._signed({**good, "iat": now - 7_200, "exp": now - 3_600}),
            "not yet valid": self._signed({**good, "nbf": now + 3_600}),
            "too long-lived": self._signed({**good, "exp": now + 400 * 86_400}),
            "wrong key": jwt.encode(good, self._other_key, "RS256", headers={"kid": KEY_ID}),
            "unknown key": jwt.encode(good, self._other_key, "RS256", headers={"kid": "nobody's"}),
            "wrong secret": jwt.encode(good, SECRET[::-1], "HS256"),
            "alg none": jwt.encode(good, None, "none"),  # type: ignore[arg-type]
            "HS with the RS key": self._signed_with_public_key(good),
            "wrong issuer": self._signed({**good, "iss": "https://another.example"}),
            "no issuer": self._signed({name: value for name, value in good.items() if name != "iss"}),
            "wrong audience": self._signed({**good, "aud": "another"}),
            "no expiry": self._signed({name: value for name, value in good.items() if name != "exp"}),
            "poses as a service": self._signed({**good, "sub": f"service:{SERVICE}"}),
            "cut": self._signed(good)[:-20],
            "garbage": "garbage",
        }
        made += [Caller(name, NOBODY, bearer(token)) for name, token in faults.items()]
        made.append(Caller("wrong service token", NOBODY, {"X-Service-Token": f"{SERVICE}.guessed"}))
        made.append(Caller("named by a header", NOBODY, {"X-User-Id": "proof-admin"}))
        return made

    def _person(self, name: str, role: str, subject: str, good: Mapping[str, Any]) -> Caller:
        return Caller(name, role, bearer(self._signed({**good, "sub": subject, "role": role})), subject)

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._key, "RS256", headers={"kid": KEY_ID})

    def _signed_with_public_key(self, claims: Mapping[str, Any]) -> str:
        public = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        parts = [json.dumps({"alg": "HS256", "kid": KEY_ID}), json.dumps(claims)]
        text = ".".join(_base64(part.encode()) for part in parts)
        return f"{text}.{_base64(hmac.new(public, text.encode(), hashlib.sha256).digest())}"

    def _published(self) -> dict[str, Any]:
        entry: dict[str, Any] = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {**entry, "kid": KEY_ID, "use": "sig", "alg": "RS256"}


def bearer(token: str) -> dict[str, str]:
    """The header of a token."""
    return {"Authorization": f"Bearer {token}"}


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
