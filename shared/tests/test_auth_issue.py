"""The command that mints tokens, run as an operator runs it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import jwt
import pytest

import suite
from suite.auth.issue import issue_token

SECRET = "the-current-secret-of-the-tests-0123456789"
DAY = 86_400


def run(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    library = Path(suite.__file__).parents[1]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(library), "SUITE_ROOT": str(tmp_path)}
    command = [sys.executable, "-m", "suite.auth.issue", *arguments]
    return subprocess.run(command, env=environment | variables, capture_output=True, text=True, timeout=60, check=False)


def read(token: str) -> dict[str, object]:
    return jwt.decode(token, SECRET, ["HS256"], options={"verify_aud": False})


def test_a_token_is_printed_alone_on_standard_output(tmp_path: Path) -> None:
    done = run(tmp_path, "--sub", "joão", "--role", "editor", "--email", "j@example.org", JWT_SECRET=SECRET)
    assert (done.returncode, done.stderr) == (0, "")
    claims = read(done.stdout.strip())
    assert claims["sub"] == "joão"
    assert claims["role"] == "editor"
    assert claims["email"] == "j@example.org"


def test_the_secret_may_come_from_the_files_of_the_root(tmp_path: Path) -> None:
    (tmp_path / ".env.local").write_text(f"JWT_SECRET={SECRET}\nJWT_ISSUER=https://id.example.org\n")
    done = run(tmp_path, "--sub", "ana", "--role", "reader")
    assert read(done.stdout.strip())["iss"] == "https://id.example.org"


def test_without_a_secret_nothing_is_signed(tmp_path: Path) -> None:
    done = run(tmp_path, "--sub", "ana", "--role", "reader")
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr == "configuration error: JWT_SECRET: missing (required to sign tokens)\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--role", "reader"),
        ("--sub", "ana"),
        ("--sub", "ana", "--role", "owner"),
        ("--sub", "", "--role", "reader"),
        ("--sub", "service:blog-api", "--role", "reader"),
        ("--sub", "ana", "--role", "reader", "--ttl", "tomorrow"),
        ("--sub", "ana", "--service", "blog-api", "--role", "reader"),
        ("--service", "Blog API", "--role", "reader"),
    ],
)
def test_wrong_arguments_end_with_status_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, *arguments, JWT_SECRET=SECRET)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_service_gets_its_token_and_the_line_that_admits_it(tmp_path: Path) -> None:
    done = run(tmp_path, "--service", "blog-api", "--role", "editor")
    token, entry = done.stdout.splitlines()
    assert token.startswith("token: blog-api.")
    assert entry.startswith("SERVICE_TOKENS entry: blog-api:editor:")


@pytest.mark.parametrize(
    ("variables", "asked", "given"),
    [
        ({}, DAY, DAY),
        ({}, 30 * DAY, 7 * DAY),
        ({"JWT_EXPIRES_IN": "12h"}, DAY, DAY // 2),
        ({"JWT_EXPIRATION": "3600"}, DAY, 3_600),
        ({"JWT_EXPIRES_IN": "30d", "JWT_EXPIRATION": "1h"}, 10 * DAY, 10 * DAY),
    ],
)
def test_no_token_lives_longer_than_agreed(variables: dict[str, str], asked: int, given: int) -> None:
    before = int(time.time())
    token = issue_token({"JWT_SECRET": SECRET, **variables}, subject="ana", role="reader", ttl_s=asked)
    claims = read(token)
    assert int(str(claims["exp"])) - int(str(claims["iat"])) == given
    assert int(str(claims["iat"])) >= before


def test_a_wrong_lifetime_is_named() -> None:
    with pytest.raises(ValueError, match='JWT_EXPIRES_IN: "a week" is not a duration'):
        issue_token({"JWT_SECRET": SECRET, "JWT_EXPIRES_IN": "a week"}, subject="ana", role="reader", ttl_s=60)
