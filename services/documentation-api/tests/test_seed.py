"""`seed`: the services of the suite as first systems, each once."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from documentation_client import Api

from documentation_api import cli
from documentation_api.manifest import allowed_places, listed_services
from documentation_api.seed.systems import plant_systems
from suite.audit import Sealer
from suite.environment import find_root
from suite.http import Service
from suite_testing.databases import TestDatabase


def test_every_service_of_the_manifest_is_planted_once(service: Service, api: Api) -> None:
    manifest = json.loads((find_root() / "services-manifest.json").read_text(encoding="utf-8"))
    wanted = {entry["id"]: entry["port"] for entry in manifest["services"] if entry["port"]}
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: plant_systems(service.database, Sealer(None)), range(2)))
    assert sorted(report.planted for report in reports) == [0, len(wanted)]
    assert sum(report.known for report in reports) == len(wanted) == len(listed_services())
    planted = {system["name"]: system for system in api.data("/api/v1/systems") if system["created_by"] == "system"}
    assert {name: system["port"] for name, system in planted.items()} == wanted
    own = planted["documentation-api"]
    assert (own["type"], own["url"]) == ("api", "http://localhost:3400/health")
    (entry,) = api.entries(own["id"])
    assert (entry["action"], entry["user_id"], entry["request_id"]) == ("created", "system", "seed")


def test_a_service_that_listens_elsewhere_is_known_and_probed_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOG_PORT", "23100")
    monkeypatch.setenv("WORKSPACE_API_PORT", "23200")
    ports = {service.id: service.port for service in listed_services()}
    assert (ports["blog-api"], ports["workspace-api"], ports["movies-api"]) == (23100, 23200, 3000)
    assert {"localhost:23100", "127.0.0.1:23200"} <= set(allowed_places())
    assert "localhost:3100" not in allowed_places()


def test_the_command_line_tells_what_it_planted(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("APP_ENV", "test"), ("AUTH_MODE", "off")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DOCUMENTATION_DATABASE_URL", database.dsn("app_documentation"))
    assert cli.main(["seed"]) == 0
    assert capsys.readouterr().out.endswith(" known already\n")
    monkeypatch.setenv("DOCUMENTATION_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert cli.main(["seed"]) == 1
    assert capsys.readouterr().err.startswith("seed failed: ")
