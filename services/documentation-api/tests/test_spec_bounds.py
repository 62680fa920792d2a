"""What a document leads to is bounded, however little of it there is."""

import json
import resource
import subprocess
import sys
from typing import Any

import pytest
from spec_documents import ORDERS, Document, edited, operation, schemas

from documentation_api.specs.comparison import sides
from documentation_api.specs.comparison.difference import Difference, compare_documents
from documentation_api.specs.comparison.findings import MOST_FINDINGS
from documentation_api.specs.comparison.patterns import matches_all_of
from documentation_api.specs.examination.defaults import MOST_VISITS
from documentation_api.specs.examination.issues import TooComplex
from documentation_api.specs.examination.validation import inspect_document

MEBIBYTE = 1_048_576


def fanned(levels: int, word: str = "allOf", **more: Any) -> dict[str, Any]:
    """Schemas of which each names the next one twice: two to the power of `levels` when they are unfolded."""
    found: dict[str, Any] = {
        f"Level{number}": {word: [{"$ref": f"#/components/schemas/Level{number + 1}"}] * 2} for number in range(levels)
    }
    found[f"Level{levels}"] = {"type": "object"}
    found["Level0"] |= more
    return found


def with_schemas(found: dict[str, Any], version: str = "3.1.0") -> Document:
    def edit(document: Document) -> None:
        document["openapi"] = version
        schemas(document).update(found)
        if version < "3.1":
            schemas(document)["NewOrder"]["properties"]["note"] = {"type": "string", "nullable": True}

    return edited(ORDERS, edit)


def codes(document: Document) -> list[tuple[str, str]]:
    return [(issue.code, issue.pointer) for issue in inspect_document("openapi", document)]


@pytest.mark.parametrize("word", ["allOf", "anyOf", "oneOf"])
def test_references_that_fan_out_are_followed_once_each(word: str) -> None:
    assert codes(with_schemas(fanned(60, word))) == []
    missing = codes(with_schemas(fanned(60, required=["nowhere"])))
    assert missing == [("unknown_required", "/components/schemas/Level0/required")]


@pytest.mark.parametrize("word", ["allOf", "anyOf", "oneOf"])
def test_a_default_that_leads_to_millions_of_checks_is_a_fault(word: str) -> None:
    place = ("too_complex", "/components/schemas/Level0/default")
    assert codes(with_schemas(fanned(22, word, default={}))) == [place]


HOSTILE_DEFAULTS: dict[str, dict[str, Any]] = {
    "a circle": {"allOf": [{"$ref": "#/components/schemas/Bad"}], "default": 1},
    "many equal": {"uniqueItems": True, "default": [{"a": 1}] * 200},
    "long lists": {"enum": list(range(200)), "default": list(range(200))},
    "many patterns": {"patternProperties": {f"a{n}": {} for n in range(200)}, "default": dict.fromkeys("abcd" * 9, 1)
                      | {str(n): 1 for n in range(100)}},
    "told twice": {"unevaluatedProperties": False, "default": {"a": 1}, "allOf": [
        {"unevaluatedProperties": False, "allOf": [{"$ref": "#/components/schemas/Level0"}]}]},
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_DEFAULTS)
def test_what_a_default_costs_is_counted_before(name: str) -> None:
    found = codes(with_schemas({"Bad": HOSTILE_DEFAULTS[name], **fanned(14)}))
    assert found == [("too_complex", "/components/schemas/Bad/default")]


def test_an_ordinary_default_is_checked_by_its_schema() -> None:
    line = {"properties": {"sku": {"type": "string"}}, "required": ["sku"]}
    good = {"type": "array", "items": line, "uniqueItems": True, "default": [{"sku": "A"}, {"sku": "B"}]}
    assert codes(with_schemas({"Good": good})) == []
    bad = edited(good, lambda d: d["default"].append({"sku": 5}))
    assert codes(with_schemas({"Bad": bad})) == [("invalid_default", "/components/schemas/Bad/default/2/sku")]
    assert MOST_VISITS > 1_000


def test_a_default_beyond_its_format_or_null_where_none_may_be_is_a_fault() -> None:
    wrong = {"A": {"type": "string", "default": None}, "B": {"type": "string", "nullable": True, "default": None}}
    assert set(codes(with_schemas(wrong, "3.0.3"))) == {("invalid_default", "/components/schemas/A/default")}


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(?=(a+)+$)b", "(?:a{1000}){1000}", r"(a*)*\1b"])
def test_a_pattern_that_backtracks_is_matched_within_bounds(pattern: str) -> None:
    assert codes(with_schemas({"Slow": {"type": "string", "pattern": pattern, "default": "a" * 40 + "c"}})) in (
        [], [("invalid_default", "/components/schemas/Slow/default")],
    )  # fmt: skip


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("pattern", ["[", "(", "*a", "a{2,1}", "\\"])
def test_an_invalid_pattern_is_a_fault_by_its_place(version: str, pattern: str) -> None:
    def edit(document: Document) -> None:
        document["openapi"] = version
        operation(document, "/orders", "get")["parameters"][0]["schema"] = {"type": "string", "pattern": pattern}

    assert codes(edited(with_schemas({}, version), edit))[0] == (
        "invalid_pattern", "/paths/~1orders/get/parameters/0/schema/pattern",
    )  # fmt: skip


@pytest.mark.parametrize("pattern", [r"^\p{Lu}+$", "(?<year>[0-9]{4})", r"^\d+$", "(?=a)b", r"\/path"])
def test_a_pattern_of_ecmascript_is_one(pattern: str) -> None:
    assert codes(with_schemas({"Good": {"type": "string", "pattern": pattern}})) == []


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize("values", [["A", "A"], [1, 2, 1], [None, None], [{"a": 1}, {"a": 1}]])
def test_a_duplicate_enum_value_is_a_fault_by_its_place(version: str, values: list[Any]) -> None:
    place = f"/components/schemas/Bad/enum/{len(values) - 1}"
    found = codes(with_schemas({"Bad": {"enum": values}}, version))
    assert ("duplicate_enum_value", place) in found


def test_true_and_one_are_two_values() -> None:
    assert codes(with_schemas({"Good": {"enum": [1, True, "1", 0, False]}})) == []


IDENTIFIED: dict[str, Any] = {
    "Tree": {"$id": "https://example.org/tree", "$dynamicAnchor": "node", "type": "object", "properties": {
        "children": {"type": "array", "items": {"$dynamicRef": "#node"}},
        "size": {"$ref": "#/$defs/size"}, "leaf": {"$ref": "leaf"}},
        "$defs": {"size": {"type": "integer"}, "leaf": {"$id": "leaf", "$anchor": "top", "type": "string"}}},
    "Anchored": {"$anchor": "here", "type": "string"},
    "User": {"properties": {"a": {"$ref": "#here"}, "b": {"$ref": "https://example.org/tree"},
                            "c": {"$ref": "https://example.org/leaf#top"},
                            "d": {"$ref": "https://example.org/tree#/$defs/size"}}},
}  # fmt: skip


def test_places_are_named_by_id_and_anchor_as_json_schema_says() -> None:
    assert codes(with_schemas(IDENTIFIED)) == []


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("#nowhere", "unresolved_reference"),
        ("https://example.org/tree#nowhere", "remote_reference"),
        ("https://example.org/other", "remote_reference"),
        ("https://example.org/tree#/$defs/none", "unresolved_reference"),
    ],
)
def test_a_name_that_nothing_bears_is_a_fault(reference: str, code: str) -> None:
    found = codes(with_schemas({**IDENTIFIED, "Lost": {"$ref": reference}}))
    assert found == [(code, "/components/schemas/Lost")]


def test_a_circle_of_references_is_a_fault_of_each_that_leads_into_it() -> None:
    found = {f"Round{n}": {"$ref": f"#/components/schemas/Round{(n + 1) % 500}"} for n in range(500)}
    assert {code for code, _ in codes(with_schemas(found))} == {"unresolved_reference"}


def compared(old: dict[str, Any], new: dict[str, Any]) -> Difference:
    """Documents that send and receive the first of their schemas."""

    def document(found: dict[str, Any]) -> Document:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{next(iter(found))}"}}}
        responses = {"200": {"description": "ok", "content": content}}
        return with_schemas(found) | {"paths": {"/a": {"post": {"requestBody": {"content": content},
                                                                "responses": responses}}}}  # fmt: skip

    return compare_documents({"openapi": document(old)}, {"openapi": document(new)})


@pytest.mark.parametrize("word", ["allOf", "anyOf", "oneOf"])
def test_schemas_that_fan_out_are_compared_once_each(word: str) -> None:
    old = fanned(60, word)
    assert compared(old, {**old, "Level60": {"type": "string"}}).breaking
    assert compared(old, old).verdict == "none"


def test_a_joined_property_that_leads_back_to_its_schema_is_compared_once() -> None:
    def joined(kind: str) -> dict[str, Any]:
        back = {"$ref": "#/components/schemas/A"}
        return {
            "A": {"allOf": [{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/C"}]},
            "B": {"properties": {"x": back, "z": {"allOf": [back, {"minProperties": 1}]}}},
            "C": {"properties": {"x": {"allOf": [back]}, "y": {"type": kind}, "z": {"allOf": [back]}}},
        }

    assert compared(joined("string"), joined("integer")).breaking
    assert compared(joined("string"), joined("string")).verdict == "none"


def circle(size: int) -> dict[str, Any]:
    return {
        f"Round{n}": {"type": "object", "properties": {"next": {"$ref": f"#/components/schemas/Round{(n + 1) % size}"}}}
        for n in range(size)
    }


def chain(size: int) -> dict[str, Any]:
    """Each joins the next one and adds a property: n schemas of n properties."""
    return {
        f"Link{n}": {"allOf": [{"$ref": f"#/components/schemas/Link{n + 1}"}] if n + 1 < size else [], "properties": {
            f"p{n}": {"type": "object", "properties": {"up": {"$ref": f"#/components/schemas/Link{(n * 7) % size}"}}}}}
        for n in range(size)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"), [(circle(211), circle(223)), (chain(400), chain(401))], ids=["circle", "chain"]
)
def test_a_comparison_that_grows_with_the_square_ends(
    old: dict[str, Any], new: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sides, "MOST_STEPS", 20_000)
    with pytest.raises(TooComplex):
        compared(old, new)


def test_of_very_many_findings_the_number_and_the_worst_are_known() -> None:
    found = compared({"A": {"enum": list(range(30_000))}}, {"A": {"enum": list(range(15_000, 45_000))}})
    assert (found.verdict, found.total, len(found.findings)) == ("breaking", 60_000, MOST_FINDINGS)
    assert len(json.dumps(found.wire())) < MEBIBYTE


@pytest.mark.parametrize("pattern", ["(" * 60 + "a*" + ")*" * 60, "(a|b)*" * 30, "[a-z]*" * 30])
def test_patterns_are_compared_within_bounds(pattern: str) -> None:
    assert not matches_all_of(pattern, pattern + "!")


BOMBS = {
    "keys": '{"openapi": "3.1.0", "' + "k" * 600_000 + '": [' + "0," * 300_000 + "0]}",
    "values": '{"openapi": "3.1.0", "x-a": [' + "[]," * 400_000 + "0]}",
    "references": '{"openapi": "3.1.0", "x-a": [' + '{"$ref":"#/b"},' * 80_000 + "0]}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_megabyte_is_examined_in_a_small_part_of_the_memory_of_the_unit(name: str) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (500 * MEBIBYTE, 500 * MEBIBYTE))

    program = (
        "import sys, json; from documentation_api.specs.examination.validation import inspect_text;"
        "print(len(inspect_text('openapi', sys.stdin.read())[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=BOMBS[name], text=True, capture_output=True, check=False,
        preexec_fn=limit, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
