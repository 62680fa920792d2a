"""Files of specs taken in: the suite shows itself."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from documentation_client import Api
from openapi_spec_validator import validate
from spec_documents import EVENTS_2, ORDERS, edited

from documentation_api.app import create_app
from documentation_api.settings import Settings
from documentation_api.specs.store.file_import import find_sources, import_specs
from suite.audit import Sealer
from suite.environment import find_root
from suite.http import Service
from suite.settings import Secret
from suite_testing.databases import TestCluster
from suite_testing.processes import at_once

SEALER = Sealer(None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("specs")
    (folder / "shop.openapi.json").write_text(json.dumps(ORDERS), encoding="utf-8")
    (folder / "shop.asyncapi.yaml").write_text(json.dumps(EVENTS_2), encoding="utf-8")
    (folder / "broken.openapi.yaml").write_text("openapi: [", encoding="utf-8")
    (folder / "latin.openapi.yaml").write_bytes("openapi: \xe9".encode("latin-1"))
    (folder / "notes.txt").write_text("not a spec", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def portal(settings: Settings, folder: Path, test_cluster: TestCluster) -> Iterator[Service]:
    database = test_cluster.clone("documentation-api", "documentation")
    own = replace(settings, database_url=Secret(database.dsn("app_documentation")), specs_dir=str(folder))
    service = create_app(own)
    # Two workers start at once: one of them takes everything in.
    at_once([lambda: import_specs(own, service.database, SEALER) for _ in range(2)])
    yield service
    service.database.close()


@pytest.fixture
def reader(portal: Service) -> Api:
    return Api(portal, "reader")


def again(portal: Service) -> Any:
    settings: Any = portal.settings
    return import_specs(settings, portal.database, SEALER)


def test_every_service_with_a_document_is_a_spec(reader: Api) -> None:
    listed = {one["name"]: one for one in reader.get("/api/v1/specs").get_json()["data"]}
    services = {path.parent.name for path in find_root().glob("services/*/openapi.yaml")}
    assert "documentation-api" in services
    assert set(listed) == {*services, "shop"}
    assert all(len(one["versions"]) == 1 for one in listed.values())
    assert (listed["shop"]["endpoints"], listed["shop"]["channels"]) == (4, 2)


def test_a_second_import_adds_nothing(portal: Service, reader: Api) -> None:
    before = reader.get("/api/v1/specs").get_json()
    outcome = again(portal)
    assert outcome.added == []
    assert reader.get("/api/v1/specs").get_json() == before


def test_a_file_with_a_fault_costs_only_itself_and_names_no_folder(portal: Service, folder: Path) -> None:
    faults = again(portal).faults
    assert len(faults) == 2
    assert faults[0].startswith("broken: openapi: Invalid YAML")
    assert faults[1] == "latin: cannot be read (UnicodeDecodeError)"
    assert not any(str(folder) in fault for fault in faults)


def test_a_changed_file_with_an_old_number_becomes_the_next_honest_version(portal: Service, folder: Path) -> None:
    path = folder / "shop.openapi.json"
    path.write_text(json.dumps(edited(ORDERS, lambda d: d["paths"].pop("/orders/{id}"))), encoding="utf-8")
    try:
        assert again(portal).added == ["shop 2.0.0"]
    finally:
        path.write_text(json.dumps(ORDERS), encoding="utf-8")


def test_the_service_serves_its_own_documents(reader: Api) -> None:
    import yaml

    document = yaml.safe_load(reader.get("/spec/openapi.yaml").get_data())
    validate(document)
    assert {"/docs", "/spec/openapi.yaml", "/api/v1/specs", "/api/v1/versions/compare/{v1}/{v2}"} <= set(
        document["paths"]
    )
    events = yaml.safe_load(reader.get("/spec/asyncapi.yaml").get_data())
    assert "/api/v1/audit" in [channel["address"] for channel in events["channels"].values()]
    assert reader.get("/api/v1/docs/status").get_json()["status"] == "ok"


def test_the_page_shows_the_suite(reader: Api) -> None:
    text = reader.get("/docs").get_data(as_text=True)
    assert "<title>documentation-api" in text
    assert "workspace-api" in text
    assert reader.get("/docs?spec=workspace-api&section=schema").status_code == 200


def test_a_folder_that_is_missing_stops_nothing(settings: Settings) -> None:
    assert "documentation-api" in find_sources(replace(settings, specs_dir="no/such/folder"))
