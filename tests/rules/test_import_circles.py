"""No module imports itself by way of others: not at run time, not for its types, not inside a function."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from sources import SOURCES, tree_of


def modules_of(source: Path) -> dict[str, Path]:
    """Dotted name → file."""
    files = {".".join(path.relative_to(source).with_suffix("").parts): path for path in source.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for name, path in files.items()}


def imports_of(name: str, modules: Mapping[str, Path]) -> Iterator[str]:
    """Modules of the same source that a module names; a package counts when something of its own is taken from it."""
    for node in ast.walk(tree_of(modules[name])):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            wanted = [entry if entry in modules else node.module for entry in full]
        else:
            continue
        yield from (entry for entry in wanted if entry in modules and entry != name)


def circle_among(graph: Mapping[str, set[str]]) -> list[str]:
    """The first circle, from a module to itself; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parent.name)
def test_no_module_imports_itself_by_way_of_others(source: Path) -> None:
    modules = modules_of(source)
    assert circle_among({name: set(imports_of(name, modules)) for name in modules}) == []


def test_a_circle_is_found() -> None:
    assert circle_among({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})[0] in "abc"
