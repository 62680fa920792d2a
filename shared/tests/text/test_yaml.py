"""YAML 1.2 core: words are words, the written form of a scalar stays known, bombs are refused before they unfold."""

import math
from typing import Any

import pytest

from suite.text.yaml import INVALID, TOO_DEEP, TOO_MANY, Rules, Written, YamlError, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[no, on, yes, off, y, n]", ["no", "on", "yes", "off", "y", "n"]),
        ("[true, False, NULL, ~]", [True, False, None, None]),
        ("[1.10, 0x1F, 0o17, 017, 1_000, +12]", [1.1, 31, 15, 17, "1_000", 12]),
        ("[12:30, 2024-01-31, 0b11]", ["12:30", "2024-01-31", "0b11"]),
        ("{200: ok, no: x, 1.5: y}", {"200": "ok", "no": "x", "1.5": "y"}),
        ('["1", !!str 2, ! 3]', ["1", "2", "3"]),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("base: &b {x: 1, y: 2}\nnext: {<<: *b, y: 3}", {"base": {"x": 1, "y": 2}, "next": {"y": 3, "x": 1}}),
        ("when: !!timestamp 2024-01-31", {"when": "2024-01-31"}),
    ],
)
def test_the_core_schema(text: str, value: Any) -> None:
    assert read_yaml(text) == value


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\na: 2", INVALID, 2),
        ("a: [", INVALID, 2),
        ("a: !!python/object:x {}", INVALID, 1),
        ("a: .inf", INVALID, 1),
        ("a: 1e999", INVALID, 1),
        ("? [a]\n: 1", INVALID, 1),
        ("--- 1\n--- 2", INVALID, 1),
        ("a: *b", INVALID, 1),
        ("a: \ud800", INVALID, 1),
        ("[" * 101 + "]" * 101, TOO_DEEP, 1),
        ("\n".join(f"- {number}" for number in range(1_001)), TOO_MANY, 1_000),
        ("a: &a [1,2,3,4,5,6,7,8,9]\n" + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
        ), TOO_MANY, 4),
    ],
)  # fmt: skip
def test_what_is_refused_by_its_place(text: str, code: str, line: int) -> None:
    with pytest.raises(YamlError) as refused:
        read_yaml(text, Rules(values=1_000))
    assert (refused.value.code, refused.value.line) == (code, line)


def test_rules_let_the_last_of_two_keys_count_and_infinity_be_a_number() -> None:
    rules = Rules(unique_keys=False, finite=False)
    assert read_yaml("a: 1\na: 2\nb: -.INF", rules) == {"a": 2, "b": -math.inf}


def test_tags_of_others_can_be_passed_over() -> None:
    text = "a: !!python/name:b.c\nd: !ENV [E, 1]\nf: !x '1'\ng: !x 1\nh: |\n  !i"
    expected = {"a": None, "d": ["E", 1], "f": "1", "g": 1, "h": "!i"}
    assert read_yaml(text, Rules(known_tags=False)) == expected


def test_aliases_can_be_refused() -> None:
    with pytest.raises(YamlError, match="aliases"):
        read_yaml("a: &x 1\nb: *x", Rules(aliases=False))


def test_the_written_form_and_the_line_stay_known() -> None:
    written = Written()
    value = read_yaml("title: 2024\ntags:\n  - 1.10\n  - no\n  - {deep: 0x10}\n", written=written)
    assert written.text_of(("title",), value["title"]) == "2024"
    assert written.text_of(("tags", 0), value["tags"][0]) == "1.10"
    assert written.text_of(("tags", 1), value["tags"][1]) == "no"
    assert written.text_of(("tags", 2, "deep"), value["tags"][2]["deep"]) == "0x10"
    assert written.lines[("title",)] == 1
    assert written.lines[("tags",)] == 2
    assert written.lines[("tags", 1)] == 4
    assert written.lines[("tags", 2, "deep")] == 5


def test_an_alias_is_written_as_its_anchor_is() -> None:
    text = "v: &v 1.10\nl: &l [0x10, 1e3]\nm: &m {n: 2.50}\na: *v\nb: *l\nc: [*v, *m]\nd: {<<: *m}\n"
    text += "e: {<<: [{f: 3.0}, *m]}"
    written = Written()
    read_yaml(text, written=written)
    for path, form in (
        (("a",), "1.10"),
        (("b", 0), "0x10"),
        (("b", 1), "1e3"),
        (("c", 0), "1.10"),
        (("c", 1, "n"), "2.50"),
        (("d", "n"), "2.50"),
        (("e", "f"), "3.0"),
        (("e", "n"), "2.50"),
    ):
        assert written.text_of(path, 0) == form, path


def test_an_alias_that_is_written_over_is_forgotten() -> None:
    written = Written()
    value = read_yaml("x: &x 1.10\na: *x\na: text\nb: 2.0\nb: *x", Rules(unique_keys=False), written)
    assert (written.text_of(("a",), value["a"]), written.text_of(("b",), value["b"])) == ("text", "1.10")


def test_of_two_values_of_a_key_the_last_is_the_written_one() -> None:
    written = Written()
    value = read_yaml("a: 1.10\na: text", Rules(unique_keys=False), written)
    assert written.text_of(("a",), value["a"]) == "text"
