"""Settings: parsers, names, problems, secrets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from suite import parsers
from suite.environment import PROCESS, Environment, Variable
from suite.parsers import Secret
from suite.settings import (
    ConfigurationError,
    ServiceSettings,
    alias_warnings,
    as_integer,
    load_settings,
    refuse_to_start,
    respelled,
    setting,
)


@dataclass(frozen=True, kw_only=True)
class ExampleSettings(ServiceSettings):
    """A service that exists for these tests."""

    ID: ClassVar[str] = "example-api"
    SERVICE: ClassVar[str] = "EXAMPLE"
    SCHEMA: ClassVar[str] = "examples"
    ROLE: ClassVar[str] = "app_example"

    depth: int = setting("EXAMPLE_DEPTH", as_integer(1, 9), default=3, help="how deep")

    @classmethod
    def service_defaults(cls) -> dict[str, Any]:
        """The port."""
        return {"port": 3999}


def environment(**variables: str) -> Environment:
    return Environment(Path("/"), {name: Variable(value, PROCESS) for name, value in variables.items()})


def read(**variables: str) -> ExampleSettings:
    return ExampleSettings.from_environment(environment(**{"AUTH_MODE": "off", "APP_ENV": "test"} | variables))


def problems(**variables: str) -> list[str]:
    with pytest.raises(ConfigurationError) as error:
        read(**variables)
    return error.value.problems


def test_defaults_of_the_service_beat_the_common_ones() -> None:
    settings = read()
    assert (settings.port, settings.depth, settings.host) == (3999, 3, "127.0.0.1")


def test_the_strict_environment_is_the_default() -> None:
    with pytest.raises(ConfigurationError) as error:
        ExampleSettings.from_environment(environment())
    assert error.value.problems == [
        "JWT_SECRET: missing (required because AUTH_MODE=jwt)",
        "CORS_ORIGIN: missing (required in production)",
    ]


def test_broken_values_and_broken_rules_are_reported_together_with_their_place() -> None:
    assert problems(EXAMPLE_PORT="32oo", DB_POOL_MAX="0", AUTH_MODE="jwt", APP_ENV="production") == [
        'EXAMPLE_PORT: "32oo" is not a port (from process environment)',
        'DB_POOL_MAX: "0" is not a whole number from 1 to 200 (from process environment)',
        "JWT_SECRET: missing (required because AUTH_MODE=jwt)",
        "CORS_ORIGIN: missing (required in production)",
    ]


def test_a_variable_is_reported_once() -> None:
    assert problems(AUTH_MODE="maybe", JWT_SECRET="x") == [
        'AUTH_MODE: "maybe" is not one of off, jwt (from process environment)'
    ]


def test_specific_names_beat_older_ones_and_those_beat_wider_ones() -> None:
    pool = {"EXAMPLE_DB_POOL_MAX": "5", "EXAMPLE_DATABASE_POOL_MAX": "6", "DB_POOL_MAX": "7"}
    assert read(**pool).db_pool_max == 5
    del pool["EXAMPLE_DB_POOL_MAX"]
    assert read(**pool).db_pool_max == 6
    del pool["EXAMPLE_DATABASE_POOL_MAX"]
    assert read(**pool).db_pool_max == 7


def test_older_spellings_of_wider_names_come_last() -> None:
    assert read(CORS_ORIGINS="https://old", FRONTEND_URL="https://f").cors_origins == ("https://old",)
    assert read(CORS_ORIGINS="https://old", CORS_ORIGIN="https://new").cors_origins == ("https://new",)


def test_a_developers_pages_may_call_from_both_names_of_the_machine_also_from_a_console_that_was_moved() -> None:
    assert {"http://localhost:3103", "http://127.0.0.1:3103", "http://localhost:5173"} <= set(read().origins)
    moved = read(CONSOLE_PORT="3113").origins
    assert {"http://localhost:3113", "http://127.0.0.1:3113", "http://localhost:3103"} <= set(moved)
    assert len(set(moved)) == len(moved)
    assert read(CONSOLE_PORT="3113", CORS_ORIGIN="https://only.example").origins == ("https://only.example",)


def test_a_field_declared_anew_is_what_it_was_but_for_what_is_said() -> None:
    @dataclass(frozen=True, kw_only=True)
    class OlderSettings(ExampleSettings):
        depth: int = respelled(ExampleSettings, "depth", aliases=("DEEPNESS",))

    first, anew = ExampleSettings.declarations()["depth"], OlderSettings.declarations()["depth"]
    assert anew == replace(first, aliases=("DEEPNESS",))
    assert OlderSettings.from_environment(environment(DEEPNESS="5", AUTH_MODE="off", APP_ENV="test")).depth == 5


def test_an_older_name_that_contradicts_is_warned_of() -> None:
    given = environment(NODE_ENV="test", APP_ENV="production", TRUSTED_PROXIES="1", TRUSTED_PROXY_HOPS="1")
    assert alias_warnings(ExampleSettings, given) == ["NODE_ENV and APP_ENV differ; APP_ENV is used"]


def test_a_dsn_is_built_of_encoded_parts() -> None:
    settings = read(
        APP_EXAMPLES_DB_PASSWORD="p@ss/word",
        FRONTEND_APPS_DB_HOST="db.internal",
        EXAMPLE_DATABASE_PORT="5445",
    )
    expected = "postgresql://app_example:p%40ss%2Fword@db.internal:5445/frontend_apps?sslmode=prefer"
    assert settings.dsn() == expected


def test_a_database_url_is_taken_as_it_is() -> None:
    url = "postgresql://u:p@h/d?schema=x"
    assert read(EXAMPLE_DATABASE_URL=url).dsn() == url


@pytest.mark.parametrize(
    ("url", "dsn"),
    [
        ("postgresql://r:q@replica:5433/other?sslmode=disable", "postgresql://r:q@replica:5433/other?sslmode=disable"),
        ("postgresql://replica:5433", "postgresql://app_example:p%40ss@replica:5433/frontend_apps?sslmode=require"),
        (
            "postgresql://replica/?schema=x",
            "postgresql://app_example:p%40ss@replica/frontend_apps?sslmode=require&schema=x",
        ),
    ],
)
def test_a_replica_has_the_login_database_and_tls_of_the_service_unless_told_otherwise(url: str, dsn: str) -> None:
    settings = read(APP_EXAMPLES_DB_PASSWORD="p@ss", FRONTEND_APPS_DB_SSL="require", EXAMPLE_DATABASE_REPLICA_URL=url)
    assert settings.replica_dsn() == dsn


def test_there_is_no_replica_unless_one_is_named() -> None:
    assert read().replica_dsn() is None
    assert read(EXAMPLE_DATABASE_REPLICA_URL="").replica_dsn() is None


def test_a_developers_machine_runs_one_worker_a_service_unless_told_otherwise() -> None:
    assert read(APP_ENV="development").workers == 1
    assert read().workers == 2
    assert read(APP_ENV="development", EXAMPLE_WORKERS="3").workers == read(WEB_CONCURRENCY="3").workers == 3


def test_secrets_are_never_shown() -> None:
    url = "postgresql://u:s3cr3t@h/d"
    settings = read(JWT_SECRET="s3cr3t", EXAMPLE_DATABASE_URL=url, EXAMPLE_DATABASE_REPLICA_URL=url)
    shown = f"{settings!r} {settings.jwt_secret} {settings.database_url!s} {settings.database_replica_url!s}"
    assert "s3cr3t" not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXAMPLE_DATABASE_URL", "mysql://u:s3cr3t@h/d"),
        ("EXAMPLE_DATABASE_REPLICA_URL", "mysql://u:s3cr3t@h/d"),
        ("REDIS_URL", "http://u:s3cr3t@h/0"),
        ("SENTRY_DSN", "s3cr3t@h/1"),
    ],
)
def test_error_messages_hide_secrets(name: str, value: str) -> None:
    (problem,) = problems(**{name: value})
    assert "s3cr3t" not in problem


@pytest.mark.parametrize(
    ("parse", "value", "parsed"),
    [
        (parsers.as_flag, "Yes", True),
        (parsers.as_flag, " off ", False),
        (parsers.as_integer(-5, 5), "-5", -5),
        (parsers.as_number(0, 1), ".5", 0.5),
        (parsers.as_number(0, 1), "1e-3", 0.001),
        (parsers.as_list, " a, ,b ", ("a", "b")),
        (parsers.as_log_level, "WARN", "warning"),
        (parsers.as_url("redis", "unix"), "unix:///run/redis.sock", "unix:///run/redis.sock"),
        (parsers.as_database_url, "postgresql:///d?host=/run", Secret("postgresql:///d?host=/run")),
    ],
)
def test_a_parser_accepts(parse: Callable[[str], Any], value: str, parsed: Any) -> None:
    assert parse(value) == parsed


@pytest.mark.parametrize(
    ("parse", "value", "predicate"),
    [
        (parsers.as_flag, "maybe", "is neither true nor false"),
        (parsers.as_integer(0, 9), "+-5", "is not a whole number from 0 to 9"),
        (parsers.as_integer(0, 9), "9" * 5000, "is not a whole number from 0 to 9"),
        (parsers.as_integer(0, 9), "10", "is not a whole number from 0 to 9"),
        (parsers.as_number(0, 1), "nan", "is not a number from 0 to 1"),
        (parsers.as_number(0, 1), "inf", "is not a number from 0 to 1"),
        (parsers.as_port, "0", "is not a port"),
        (parsers.as_port, "65536", "is not a port"),
        (parsers.as_port, "٣٢٠٠", "is not a port"),
        (parsers.as_url("https"), "https://", "is not a URL of the form https://…"),
        (parsers.as_url("https"), "https:path", "is not a URL of the form https://…"),
        (parsers.as_url("https"), "https://[::1", "is not a URL of the form https://…"),
        (parsers.as_url("https"), "https://h:99999", "is not a URL of the form https://…"),
        (parsers.as_url("https"), "http://h", "is not a URL of the form https://…"),
    ],
)
def test_a_parser_refuses(parse: Callable[[str], Any], value: str, predicate: str) -> None:
    with pytest.raises(ValueError) as error:
        parse(value)
    assert str(error.value) == predicate


def test_a_process_with_wrong_settings_ends_with_78_and_one_line_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SUITE_ROOT", str(tmp_path))
    monkeypatch.setenv("EXAMPLE_PORT", "32oo")
    (tmp_path / ".env").write_text("AUTH_MODE=off\nAPP_ENV=test\nDB_PREPARE=perhaps\n")
    with pytest.raises(SystemExit) as end:
        load_settings(ExampleSettings)
    assert end.value.code == 78
    assert capsys.readouterr().err.splitlines() == [
        'configuration error: EXAMPLE_PORT: "32oo" is not a port (from process environment)',
        'configuration error: DB_PREPARE: "perhaps" is neither true nor false (from .env:3)',
    ]


def test_a_process_with_a_broken_file_ends_with_78(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        refuse_to_start([".env:1: not a NAME=value line", ".env:2: not a NAME=value line"])
    assert capsys.readouterr().err.count("configuration error: ") == 2
