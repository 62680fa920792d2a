"""What is read, and what is refused before it costs anything."""

import json

import pytest

from documentation_api.specs.examination.bounds import MAX_COMPACT_BYTES
from documentation_api.specs.examination.issues import Unreadable
from documentation_api.specs.examination.parser import MAX_TEXT_BYTES, parse_document


def fault(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        parse_document(text)
    return caught.value.issue.code


def bomb(link: str) -> str:
    """Nine lists of nine times the list before: 387 million values in 300 bytes."""
    lines = ["a0: &a0 {k: v}" if link == "merge" else "a0: &a0 [v]"]
    for number in range(1, 10):
        names = ", ".join([f"*a{number - 1}"] * 9)
        lines.append(
            f"a{number}: &a{number} " + (f"{{<<: [{names}], k{number}: 1}}" if link == "merge" else f"[{names}]")
        )
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "invalid_json"),
        ('{"a": 1,}x', "invalid_json"),
        ('{"a": 1, "a": 2}', "invalid_json"),
        ('{"a": NaN}', "invalid_json"),
        ('{"a": 1e999}', "invalid_number"),
        ("a: [1", "invalid_yaml"),
        ("a: 1\na: 2", "invalid_yaml"),
        ("a: &x [*x]", "invalid_yaml"),
        ("a: *nobody", "invalid_yaml"),
        ("a: !!python/object/apply:os.system [ls]", "invalid_yaml"),
        ("a: !custom 1", "invalid_yaml"),
        ("? [1, 2]\n: 3", "invalid_yaml"),
        ("a: .nan", "invalid_yaml"),
        ("a: 1\n---\nb: 2", "invalid_yaml"),
        ("<<: 5\na: 1", "invalid_yaml"),
        ("a: \x01", "invalid_yaml"),
        ("", "invalid_yaml"),
        ("- 1", "not_an_object"),
        ("text", "not_an_object"),
        ("a: \x00", "invalid_characters"),
        ('{"a": "\\u0000"}', "invalid_characters"),
        ('{"a": "\\ud800"}', "invalid_characters"),
        (bomb("alias"), "too_many"),
        (bomb("merge"), "too_many"),
        ("a: " + "[" * 101 + "]" * 101, "too_deep"),
        ("a: " + "[" * 900 + "]" * 900, "too_deep"),
        ('{"a": ' + "[" * 101 + "]" * 101 + "}", "too_deep"),
        ('{"a": ' + "[" * 200_000 + "]" * 200_000 + "}", "too_deep"),
        ('{"a": [' + "0," * 500_000 + "0]}", "too_many"),
        ("a: [" + "0," * 500_000 + "0]", "too_many"),
        ("a: '" + "x" * MAX_COMPACT_BYTES + "'", "too_large"),
        ("a: '" + "é" * (MAX_COMPACT_BYTES // 2) + "'", "too_large"),
        ("a: 1 #" + "x" * MAX_TEXT_BYTES, "too_large"),
        ("---\n" * 1_000_000, "invalid_yaml"),
        ("a: &x '" + "é" * 1_000_000 + "'\nb: [" + "*x," * 400_000 + "*x]", "too_large"),
        ('{"' + "k" * 600_000 + '":[' + "0," * 300_000 + "0]}", "too_long"),
        ('{"a": [' + '{"' + "k" * 1_000 + '":0},' * 1 + "0]" + ', "' + "b" * 3_999 + '": [[[0]]]}', "too_long"),
        ('{"a": [' + "[]," * 600_000 + "0]}", "too_many"),
        ('{"a": "' + '\\"' * 1_000_000, "invalid_json"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_it_is_refused_with_its_reason(text: str, code: str) -> None:
    assert fault(text) == code


def test_a_document_of_exactly_12_mb_is_read_however_it_is_indented() -> None:
    text = '{"a": "' + "x" * (MAX_COMPACT_BYTES - 8) + '"}'
    assert len(parse_document(text + " " * MAX_COMPACT_BYTES)["a"]) == MAX_COMPACT_BYTES - 8
    assert fault(text.replace("x", "xx", 1)) == "too_large"


@pytest.mark.parametrize(
    "content", [{}, {"a": []}, {"a": [1, 2.5, "é", None, True, {"b": {}}], "200": []}, {"x\n": 'a"\té', "y": [[], [1]]}]
)
def test_a_document_counts_what_it_takes_as_compact_json(content: dict[str, object]) -> None:
    padded = {"": "", **content}
    size = len(json.dumps(padded, separators=(",", ":"), ensure_ascii=False).encode())
    filled = {**padded, "": "x" * (MAX_COMPACT_BYTES - size)}
    assert parse_document(json.dumps(filled)) == filled
    assert fault(json.dumps({**filled, "": filled[""] + "x"})) == "too_large"  # type: ignore[operator]


def test_commas_in_prose_are_no_values() -> None:
    assert parse_document(json.dumps({"a": "one, two [three] {four}" * 300_000}))["a"].startswith("one")


def test_brackets_beyond_any_stack_end_in_an_error_as_well() -> None:
    assert fault("a: " + "[" * 300_000) in ("too_deep", "invalid_yaml")


def test_the_fault_names_line_and_column() -> None:
    with pytest.raises(Unreadable, match=r"at line 3, column 1"):
        parse_document("a: 1\nb: 2\na: 3\n")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("12:30:00", "12:30:00"),
        ("2024-01-31", "2024-01-31"),
        ("1_000", "1_000"),
        ("0x1F", 31),
        ("0o17", 15),
        ("010", 10),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("true", True),
        ("~", None),
        ("'1'", "1"),
        ("!!str 1", "1"),
        ("|\n  two\n  lines\n", "two\nlines\n"),
        ("-", "-"),
        ("1.0.0", "1.0.0"),
    ],
)
def test_plain_values_are_those_of_yaml_1_2(text: str, value: object) -> None:
    read = parse_document(f"a: {text}" if text != "-" else "a: '-'")["a"]
    assert (read, type(read)) == (value, type(value))


def test_keys_are_text_and_aliases_and_merges_are_followed() -> None:
    text = "base: &b {x: 1, y: 2}\nresponses:\n  200: *b\n  404: {<<: *b, y: 3}\n"
    assert parse_document(text)["responses"] == {"200": {"x": 1, "y": 2}, "404": {"x": 1, "y": 3}}


def test_json_and_yaml_of_the_same_content_are_the_same() -> None:
    content = {"a": [1, 2.5, "é", None, True, {"b": {}}], "200": []}
    assert parse_document(json.dumps(content)) == parse_document("\ufeff" + json.dumps(content, indent=2)) == content
    assert parse_document("{a: [1, b]}") == {"a": [1, "b"]}
