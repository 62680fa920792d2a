"""Who may import whom: services stand on the library, nothing stands on a service."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from built_services import SERVICES, name_of
from sources import ROOT, SHARED, tree_of

from suite_ops.manifest import ManifestService

PACKAGES = {str(service.package) for service in SERVICES}
WEB = {"flask", "werkzeug"}
REQUEST = {"suite.http.Call", "suite.http.call", "suite.http.endpoint", "suite.http.service"}
DRIVER = {"psycopg2", "suite.database"}


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules a file imports, wherever in it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offenders(folder: Path, forbidden: set[str], pattern: str = "*.py") -> list[str]:
    """`file imports module` for every import of one of `forbidden` or of something below it."""
    files = sorted(folder.rglob(pattern))
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(path)
        if any(name == word or name.startswith(f"{word}.") for word in forbidden)
    ]


def test_the_library_knows_neither_tools_nor_tests_nor_services() -> None:
    assert offenders(SHARED / "suite", {"suite_ops", "suite_testing", "pytest", *PACKAGES}) == []


def test_the_tools_know_services_only_by_the_manifest() -> None:
    assert offenders(SHARED / "suite_ops", {"suite_testing", "pytest", *PACKAGES}) == []


def test_the_fixtures_know_no_service() -> None:
    assert offenders(SHARED / "suite_testing", PACKAGES) == []


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_a_service_knows_the_library_and_itself(service: ManifestService) -> None:
    folder = ROOT / service.path / "src" / str(service.package)
    assert list(folder.rglob("*.py"))
    others = PACKAGES - {str(service.package)}
    assert offenders(folder, {"suite_ops", "suite_testing", "pytest", *others}) == []


@pytest.mark.parametrize("service", SERVICES, ids=name_of)
def test_rules_are_free_of_http_and_sql_and_queries_free_of_http(service: ManifestService) -> None:
    folder = ROOT / service.path / "src" / str(service.package)
    assert offenders(folder, WEB | DRIVER, "rules.py") == []
    assert offenders(folder, WEB | REQUEST, "*queries.py") == []


def test_every_package_is_written_for_readers_of_types() -> None:
    assert (SHARED / "suite" / "py.typed").is_file()
