"""The manifest is the one list of services; everything that repeats it agrees."""

import re
import tomllib
from importlib.util import find_spec

import pytest
from built_services import MANIFEST, ROOT, SERVICES, application_of, name_of, settings_class

from suite_ops.database.bootstrap import OWN_SCHEMAS
from suite_ops.generate.env_sample import render_sample
from suite_ops.manifest import ManifestService


def test_folders_below_services_are_the_built_ones() -> None:
    folders = {str(path.relative_to(ROOT)) for path in (ROOT / "services").iterdir() if path.is_dir()}
    assert folders == {service.path for service in SERVICES}


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_a_service_has_all_its_parts(service: ManifestService) -> None:
    folder = ROOT / service.path
    parts = ("README.md", "pyproject.toml", "openapi.yaml", "migrations", "tests", f"src/{service.package}/app.py")
    assert [part for part in parts if not (folder / part).exists()] == []
    assert list((folder / "migrations").glob("0001_*.sql"))
    assert list((folder / "tests").glob("test_*.py"))


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_settings_repeat_what_the_manifest_says(service: ManifestService) -> None:
    settings = settings_class(service)
    said = (service.id, service.env_prefix, service.schema, service.db_user, service.port)
    port = settings.service_defaults()["port"]
    assert (settings.ID, settings.SERVICE, settings.SCHEMA, settings.ROLE, port) == said


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_health_and_metrics_are_where_the_manifest_says(service: ManifestService) -> None:
    application = application_of(service.id)
    routes = {rule.rule for rule in application.url_map.iter_rules()}
    assert service.health and service.health.path in routes
    assert service.metrics and service.metrics.path in routes
    assert service.metrics.service_label == application.metrics.service


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_the_start_command_names_the_module(service: ManifestService) -> None:
    assert service.start == f"gunicorn -c python:suite.gunicorn_conf {service.module}"
    assert find_spec(f"{service.package}.wsgi") is not None
    assert service.module == f"{service.package}.wsgi:app"


@pytest.mark.parametrize("service", [entry for entry in MANIFEST.services if entry.schema], ids=name_of)
def test_role_and_schema_are_prepared(service: ManifestService) -> None:
    assert service.schema in OWN_SCHEMAS[str(service.db_user)]


def test_the_sample_environment_is_what_the_code_reads() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == render_sample(MANIFEST)


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_the_sample_environment_shows_the_port(service: ManifestService) -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert f"#{service.env_prefix}_PORT={service.port}" in lines


def test_the_checks_of_the_repository_cover_every_service() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    sources = {f"{service.path}/src" for service in SERVICES}
    tests = {f"{service.path}/tests" for service in SERVICES}
    assert sources <= set(tools["mypy"]["mypy_path"])
    assert tests <= set(tools["pytest"]["ini_options"]["pythonpath"])


def test_containers_get_the_versions_that_were_tested() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([\w.-]+==[\w.+-]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    running = pins("requirements-run.lock")
    assert running < pins("requirements.lock")
    assert not {pin.partition("==")[0] for pin in running} & {"pytest", "mypy", "ruff", "moto"}
