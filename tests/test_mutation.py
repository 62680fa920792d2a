"""Mutants are what they say, and only of what runs."""

import ast
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from built_services import ROOT
from proof.mutation.command import LIBRARY, RULES, read_results, sample
from proof.mutation.mutants import mutate, places
from proof.mutation.trials import KILLED, Trial, digest_of, files_covering

SOURCE = '''
from x import y

def check(a: int = 1, *, b: bool = True) -> bool:
    """Text."""
    if not a and b > 2:
        return a + 1 == b
    return None
'''


def test_every_place_is_a_source_of_its_own() -> None:
    made = [mutate(SOURCE, mutant.place) for mutant in places(SOURCE)]
    assert len(set(made)) == len(made)
    assert ast.unparse(ast.parse(SOURCE)) + "\n" not in made
    for text in made:
        compile(text, "mutant", "exec")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("1 → 2", "a: int=2"),
        ("True → False", "b: bool=False"),
        ("condition turned", "if not (not a and b > 2)"),
        ("and → or", "not a or b > 2"),
        ("not removed", "not not a and"),
        ("Gt → GtE", "b >= 2"),
        ("Eq → NotEq", "a + 1 != b"),
        ("Add → Sub", "a - 1 == b"),
        ("returns None", "return None\n    return None"),
    ],
)
def test_a_change_is_made(change: str, text: str) -> None:
    assert any(text in mutate(SOURCE, mutant.place) for mutant in places(SOURCE) if mutant.change == change)


def test_the_sample_is_the_same_each_time_and_takes_every_package_in_turn() -> None:
    first = list(sample(ROOT))
    assert first == list(sample(ROOT))
    assert {package for package, _, _ in first[: len(LIBRARY) + 1]} == {*LIBRARY, RULES}
    assert len({(file, mutant) for _, file, mutant in first}) == len(first)


def test_a_module_is_tried_by_the_tests_that_name_it() -> None:
    assert "shared/tests/test_cursors.py" in files_covering(ROOT, "shared/src/suite/http/cursors.py")
    assert "services/movies-api/tests/test_search_titles.py" in files_covering(
        ROOT, "services/movies-api/src/movies_api/search/rules.py"
    )


def test_results_are_of_the_source_they_were_found_in(tmp_path: Path) -> None:
    (tmp_path / "source.py").write_text(SOURCE)
    [first, *_] = places(SOURCE)
    trial = Trial("http", "source.py", digest_of(SOURCE), first, KILLED)
    results = tmp_path / "results.jsonl"
    results.write_text(json.dumps(asdict(trial)) + "\n")
    assert read_results(tmp_path, results) == [trial]
    (tmp_path / "source.py").write_text(SOURCE + "# another\n")
    assert read_results(tmp_path, results) == []
