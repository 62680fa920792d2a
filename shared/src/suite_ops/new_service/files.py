"""The files of a new service, made from the templates beside this module."""

from collections.abc import Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from suite_ops.new_service.plan import ServicePlan

TEMPLATES = Path(__file__).with_name("templates")
MANIFEST_ENTRY = "manifest.json.j2"


def service_files(plan: ServicePlan) -> Mapping[str, str]:
    """Path below the service's folder → text, without openapi.yaml, which the routes give."""
    source = f"src/{plan.package}"
    places = {
        "README.md": "README.md.j2",
        "pyproject.toml": "pyproject.toml.j2",
        f"migrations/0001_{plan.noun}.sql": "migrations/0001.sql.j2",
        "tests/conftest.py": "tests/conftest.py.j2",
        f"tests/{plan.noun}_client.py": "tests/client.py.j2",
        f"tests/test_{plan.noun}.py": "tests/test_noun.py.j2",
    }
    places |= {
        f"{source}/{name}.py": f"package/{name}.py.j2" for name in ("__init__", "settings", "errors", "app", "wsgi")
    }
    parts = ("__init__", "queries", "replies", "schemas", "routes")
    places |= {f"{source}/{plan.noun}/{name}.py": f"package/noun/{name}.py.j2" for name in parts}
    return {path: _finished(path, render(template, plan)) for path, template in places.items()}


def render(template: str, plan: ServicePlan) -> str:
    """A template with the names of the plan."""
    return _templates().get_template(template).render(plan=plan)


def _finished(path: str, text: str) -> str:
    return _with_sorted_imports(text) if path.endswith(".py") else text


def _with_sorted_imports(text: str) -> str:
    """Where modules and classes stand among the imports depends on their names."""
    lines = []
    for is_import, grouped in groupby(text.splitlines(keepends=True), lambda line: line.startswith("from ")):
        block = list(grouped)
        lines += sorted(map(_with_sorted_names, block), key=lambda line: line.split()[1]) if is_import else block
    return "".join(lines)


def _with_sorted_names(line: str) -> str:
    """As isort has them: constants, classes, functions."""
    head, _, names = line.rstrip("\n").partition(" import ")
    ordered = sorted(names.split(", "), key=lambda name: (not name.isupper(), name[0].islower(), name.lower()))
    return f"{head} import {', '.join(ordered)}\n"


@cache
def _templates() -> Environment:
    # Source code: nothing here is HTML.
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
