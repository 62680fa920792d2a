"""The map of the code names files that are there."""

import ast
import re

import pytest
from sources import ROOT, modules, place, tree_of

DOCUMENTS = ["architecture.md", "glossary.md"]
DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
MODULES = [f"/{place(path)}" for path in modules()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_module_of_the_map_is_there(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/…<])[\w/-]+\.py\b", text))
    assert [path for path in sorted(named) if not any(module.endswith(f"/{path}") for module in MODULES)] == []


def test_every_room_that_is_named_is_there() -> None:
    named = set(re.findall(r"`suite\.(\w+)", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
    rooms = {path.stem for path in (ROOT / "shared/src/suite").iterdir()}
    assert named - rooms == set()


def test_every_room_of_the_library_is_on_the_map() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)/?`", text))
    rooms = {path.stem for path in (ROOT / "shared/src/suite").iterdir() if not path.name.startswith(("_", "."))}
    gunicorn = {room for room in rooms if room.startswith("gunicorn_")}
    queries = {room for room in rooms if room.endswith("_queries")}
    assert rooms - named - gunicorn - queries - {"py"} == set()


def walks() -> dict[str, str]:
    """The walks of the map, by their titles."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    whole = re.search(r"^## Four walks\n(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    assert whole
    return dict(re.findall(r"^### (.*?)\n(.*?)(?=^### |\Z)", whole[1], re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("title", walks())
def test_what_a_walk_names_is_in_a_file_it_passes(title: str) -> None:
    quoted = re.findall(r"`([\w/.]+)`", walks()[title])
    files = [path for name in quoted if name.endswith(".py") for path in modules() if place(path).endswith(f"/{name}")]
    names = {name.rpartition(".")[2] for name in quoted if re.fullmatch(r"[a-z_]\w*|[A-Z]\w*[a-z][\w.]*", name)}
    defined = {node.name for path in files for node in ast.walk(tree_of(path)) if isinstance(node, DEFINITIONS)}
    assert names - defined == set()
