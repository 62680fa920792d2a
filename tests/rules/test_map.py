"""The map of the code names files that are there."""

import re

import pytest
from sources import ROOT, modules, place

DOCUMENTS = ["architecture.md", "glossary.md"]
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
