"""The manifest is valid, says what the other files say, and refuses contradictions."""

import json
from pathlib import Path
from typing import Any

import pytest

from suite_ops.database.bootstrap import OWN_SCHEMAS
from suite_ops.manifest import ManifestError, ManifestService, load_manifest

ROOT = Path(__file__).resolve().parents[3]


def write_manifest(root: Path, *services: dict[str, Any]) -> Path:
    entries = [{"type": "backend", "path": "services/x", "built": False, **service} for service in services]
    (root / "services-manifest.json").write_text(json.dumps({"version": 1, "services": entries}))
    return root


def test_ports_are_the_published_ones() -> None:
    assert {service.id: service.port for service in load_manifest(ROOT).services} == {
        "movies-api": 3000,
        "blog-api": 3100,
        "workspace-api": 3200,
        "documentation-api": 3400,
        "scrape-proxy": 3600,
        "db-sync-worker": 3700,
        "notifications-api": 3800,
        "console": 3103,
        "gateway": 8080,
    }


def test_roles_and_schemas_are_those_of_the_database_set_up() -> None:
    for service in load_manifest(ROOT).services:
        if service.db_user:
            assert OWN_SCHEMAS[service.db_user][0] == service.schema


def test_a_folder_below_services_exists_exactly_for_what_is_built() -> None:
    built = {service.path for service in load_manifest(ROOT).built() if service.type == "backend"}
    assert {f"services/{path.parent.name}" for path in ROOT.glob("services/*/pyproject.toml")} == built


def test_a_service_comes_after_what_it_depends_on(tmp_path: Path) -> None:
    write_manifest(
        tmp_path, {"id": "a", "depends_on": ["b", "database"]}, {"id": "b", "depends_on": ["c"]}, {"id": "c"}
    )
    assert [service.id for service in load_manifest(tmp_path).in_dependency_order()] == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("services", "reason"),
    [
        (({"id": "a"}, {"id": "a"}), "id 'a' is used twice"),
        (({"id": "a"}, {"id": "b", "aliases": ["a"]}), "id 'a' is used twice"),
        (({"id": "a", "port": 4000}, {"id": "b", "port": 4000}), "port 4000 is used twice"),
        (({"id": "a", "depends_on": ["nobody"]},), "a depends on unknown 'nobody'"),
        (({"id": "a", "depends_on": ["b"]}, {"id": "b", "depends_on": ["a"]}), "a -> b -> a"),
        (({"id": "a", "built": True},), "a is built but services/x is no folder"),
        (({"id": "A"},), "does not match"),
        (({"id": "a", "port": 70000},), "70000 is greater than the maximum"),
        (({"id": "a", "colour": "red"},), "'colour' was unexpected"),
        (({"id": "a", "path": "../elsewhere"},), "does not match"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, services: tuple[dict[str, Any], ...], reason: str) -> None:
    with pytest.raises(ManifestError, match=reason):
        load_manifest(write_manifest(tmp_path, *services))


def test_the_second_place_is_read_when_the_first_is_empty(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"id": "a"})
    (tmp_path / "config").mkdir()
    (tmp_path / "services-manifest.json").rename(tmp_path / "config" / "services-manifest.json")
    assert [service.id for service in load_manifest(tmp_path).services] == ["a"]


@pytest.mark.parametrize(
    ("environment", "port"),
    [
        ({}, 3600),
        ({"SCRAPE_PROXY_PORT": "4001"}, 4001),
        ({"SCRAPE_PROXY_API_PORT": "4002"}, 4002),
        ({"SCRAPE_PROXY_PORT": "4001", "SCRAPE_PROXY_API_PORT": "4002"}, 4001),
        ({"PORT": "4003"}, 3600),
    ],
)
def test_the_port_of_the_environment_wins(environment: dict[str, str], port: int) -> None:
    service = ManifestService("scrape-proxy", "backend", "services/scrape-proxy", port=3600, env_prefix="SCRAPE_PROXY")
    assert service.port_in(environment) == port
