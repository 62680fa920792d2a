"""Every part of the proof has a module, a help, a place in docs/assurance.md and one in `long`."""

import re
from importlib import import_module

import pytest
from built_services import ROOT
from proof.__main__ import PARTS
from proof.long import FIXED, SEEDED

PAGE = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
TOGETHER = {"quick", "long"}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_tells_its_options(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        import_module(PARTS[part][0]).main(["--help"])
    assert ended.value.code == 0
    assert f"proof.sh {part}" in capsys.readouterr().out


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_listed_with_what_it_takes(part: str) -> None:
    assert re.search(rf"^\| `{part}` \| .+ \| .+ \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("part", sorted(PARTS.keys() - TOGETHER))
def test_the_figures_of_a_part_have_their_place(part: str) -> None:
    assert PAGE.count(f"<!-- {part} -->") == PAGE.count(f"<!-- /{part} -->") == 1


def test_a_long_run_tries_every_part_that_needs_neither_days_nor_machines() -> None:
    # Mutation takes days, and goes on where it stopped; a host and a cluster are made of programs a machine may lack.
    assert SEEDED.keys() | FIXED.keys() == PARTS.keys() - TOGETHER - {"mutation", "host", "ha", "swarm"}
    assert [part for part in SEEDED if not has_option(part, "--seed")] == []


def has_option(part: str, option: str) -> bool:
    source = import_module(PARTS[part][0]).__file__
    assert source is not None
    with open(source, encoding="utf-8") as file:
        return f'"{option}"' in file.read()
