"""Examples of the console: made once, by the services' own routes, on development machines only."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from suite_ops.installation import Installation, load_installation
from suite_ops.page import examples
from suite_ops.page.examples import ALLOWED, allow_example_crawl, load_examples, make_examples, plant_examples
from suite_testing.local_server import LocalServer, QuietHandler


class Recorder(QuietHandler):
    """Stores what is posted; /refused is refused."""

    posted: list[tuple[str, dict[str, str]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.posted.append((self.path, json.loads(body)))
        self.reply(409 if self.path == "/refused" else 201, b'{"error": "no"}', {"Content-Type": "application/json"})


@pytest.fixture
def posted() -> list[tuple[str, dict[str, str]]]:
    Recorder.posted = []
    return Recorder.posted


def test_each_example_goes_to_its_service_and_knows_where_the_others_are(
    posted: list[tuple[str, dict[str, str]]],
) -> None:
    with LocalServer(Recorder) as server:
        refused = make_examples(
            [{"service": "a", "path": "/crawl", "body": {"url": "{b}/sobre"}}],
            {"a": server.url, "b": "http://127.0.0.1:1"},
        )
    assert refused == []
    assert posted == [("/crawl", {"url": "http://127.0.0.1:1/sobre"})]


def test_what_was_not_made_is_named_and_stops_nothing(posted: list[tuple[str, dict[str, str]]]) -> None:
    with LocalServer(Recorder) as server:
        silent = {"service": "silent", "path": "/x", "body": {}}
        refused = make_examples(
            [silent, {"service": "a", "path": "/refused", "body": {}}, {"service": "a", "path": "/last", "body": {}}],
            {"a": server.url, "silent": "http://127.0.0.1:1"},
        )
    assert refused == ["silent /x: ConnectionError", 'a /refused: 409 {"error": "no"}']
    assert [path for path, _ in posted] == ["/refused", "/last"]


def planted(here: Installation, monkeypatch: pytest.MonkeyPatch, without: str = "") -> int:
    """How many times examples are made by two starts."""
    made: list[Mapping[str, str]] = []
    monkeypatch.setattr(examples, "database_mark", lambda here: "1/suite")
    monkeypatch.setattr(examples, "make_examples", lambda all_of_them, addresses: made.append(addresses) or [])
    services = [service for service in here.manifest.built() if service.id != without]
    for _ in range(2):
        plant_examples(here, services)
    return len(made)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """The installation of a development machine, with a folder of its own."""
    monkeypatch.setenv("APP_ENV", "development")
    monkeypatch.setenv("AUTH_MODE", "off")
    monkeypatch.setenv(ALLOWED, "")
    real = load_installation()
    folder = tmp_path / "services" / "console" / "seeds"
    folder.mkdir(parents=True)
    (folder / "examples.json").write_text(json.dumps(load_examples(real.root)), encoding="utf-8")
    return Installation(tmp_path, real.environment, real.settings, real.manifest)


def test_examples_are_made_once_in_the_life_of_a_database(here: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert planted(here, monkeypatch) == 1


@pytest.mark.parametrize("without", ["console", "movies-api", "notifications-api"])
def test_examples_need_all_services_they_are_for(
    here: Installation, monkeypatch: pytest.MonkeyPatch, without: str
) -> None:
    assert planted(here, monkeypatch, without) == 0


def test_one_place_of_the_suite_is_open_to_the_crawl_of_the_examples(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = allow_example_crawl(load_installation(), here.manifest.built())
    assert opened.environment[ALLOWED] == os.environ[ALLOWED] == "127.0.0.1:3000"
    monkeypatch.setenv(ALLOWED, "10.1.2.3")
    named = load_installation()
    assert allow_example_crawl(named, here.manifest.built()) is named


@pytest.mark.parametrize(("name", "value"), [("APP_ENV", "production"), ("AUTH_MODE", "jwt")])
def test_no_place_is_open_and_nothing_is_made_elsewhere(
    here: Installation, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("JWT_SECRET", "x" * 40)
    real = load_installation()
    there = Installation(here.root, real.environment, real.settings, real.manifest)
    assert allow_example_crawl(there, here.manifest.built()) is there
    assert planted(there, monkeypatch) == 0
