"""What counts as breaking, what does not, and what is no change at all."""

from collections.abc import Callable
from typing import Any

import pytest
from spec_documents import EVENTS_2, EVENTS_3, ORDERS, edited, operation, properties, rename_component, schemas

from documentation_api.specs.comparison.difference import Difference, compare_documents

Document = dict[str, Any]
Edit = Callable[[Document], Any]


def difference(edit: Edit, before: Document = ORDERS) -> Difference:
    kind = "openapi" if "openapi" in before else "asyncapi"
    return compare_documents({kind: before}, {kind: edited(before, edit)})


def list_parameters(document: Document) -> list[Any]:
    found: list[Any] = operation(document, "/orders", "get")["parameters"]
    return found


def body(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = operation(document, "/orders", "post")["requestBody"]
    return found


def listed(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = operation(document, "/orders", "get")["responses"]["200"]
    return found


NEW_PARAMETER = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
OAUTH = {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://x.example/a", "scopes": {"r": ""}}}}

BREAKING: list[tuple[str, str, Edit]] = [
    ("a path removed", "path-removed", lambda d: d["paths"].pop("/orders/{id}")),
    ("an operation removed", "operation-removed", lambda d: d["paths"]["/orders/{id}"].pop("delete")),
    ("a required parameter", "parameter-added", lambda d: list_parameters(d).append(NEW_PARAMETER)),
    ("a required header", "parameter-added", lambda d: list_parameters(d).append({**NEW_PARAMETER, "in": "header"})),
    ("a parameter made required", "parameter-required", lambda d: list_parameters(d)[0].update(required=True)),
    ("a parameter with fewer values", "enum-value-removed", lambda d: list_parameters(d)[0]["schema"]["enum"].pop()),
    ("a parameter of another type", "type-changed", lambda d: list_parameters(d)[1]["schema"].update(type="string")),
    ("a lower maximum", "limit-narrowed", lambda d: list_parameters(d)[1]["schema"].update(maximum=50)),
    ("a higher minimum", "limit-narrowed", lambda d: list_parameters(d)[1]["schema"].update(minimum=2)),
    ("an exclusive maximum", "limit-narrowed", lambda d: list_parameters(d)[1]["schema"].update(exclusiveMaximum=100)),
    ("a body made required", "body-required", lambda d: body(d).update(required=True)),
    ("a request media type removed", "media-type-removed", lambda d: body(d)["content"].pop("application/xml")),
    ("a response media type removed", "media-type-removed", lambda d: listed(d)["content"].pop("text/csv")),
    ("a success removed", "response-removed", lambda d: operation(d, "/orders", "get")["responses"].pop("200")),
    ("a required response header removed", "header-removed", lambda d: listed(d).pop("headers")),
    ("a response header made optional", "header-optional", lambda d: listed(d)["headers"]["X-Total"].pop("required")),
    (
        "a required request property",
        "property-added",
        lambda d: schemas(d)["NewOrder"].update(
            required=["customer", "tax"], properties={**properties(d, "NewOrder"), "tax": {"type": "string"}}
        ),
    ),
    (
        "a request property made required",
        "property-required",
        lambda d: schemas(d)["NewOrder"].update(required=["customer", "note"]),
    ),
    ("a narrowed type", "type-changed", lambda d: properties(d, "NewOrder")["note"].update(type="string")),
    ("another type", "type-changed", lambda d: properties(d, "NewOrder")["customer"].update(type="integer")),
    ("a narrowed format", "format-changed", lambda d: properties(d, "NewOrder")["customer"].update(format="email")),
    ("a removed enum value", "enum-value-removed", lambda d: properties(d, "NewOrder")["kind"]["enum"].remove("bulk")),
    ("an enum where was none", "enum-changed", lambda d: properties(d, "NewOrder")["customer"].update(enum=["a"])),
    ("a shorter maxLength", "limit-narrowed", lambda d: properties(d, "NewOrder")["customer"].update(maxLength=20)),
    ("a new minLength", "limit-narrowed", lambda d: properties(d, "NewOrder")["customer"].update(minLength=2)),
    ("fewer items", "limit-narrowed", lambda d: properties(d, "NewOrder")["lines"].update(maxItems=5)),
    ("another pattern behind a $ref", "pattern-changed", lambda d: properties(d, "Line")["sku"].update(pattern="^x$")),
    ("a way to pay removed", "alternative-removed", lambda d: properties(d, "NewOrder")["pay"]["oneOf"].pop()),
    ("a choice become one way", "alternative-removed", lambda d: properties(d, "NewOrder").update(
        pay={"$ref": "#/components/schemas/Card"})),
    ("a demand in one of the ways", "property-required", lambda d: schemas(d)["Cash"].update(required=["currency"])),
    ("no additional properties", "additional-properties", lambda d: schemas(d)["NewOrder"].update(
        additionalProperties=False)),
    ("a required response field removed", "property-removed", lambda d: properties(d, "Order").pop("state")),
    ("a required field of a joined part removed", "property-removed", lambda d: schemas(d)["Base"]["properties"].pop(
        "id")),
    ("a response field made optional", "property-optional", lambda d: schemas(d)["Order"]["allOf"][1].pop("required")),
    ("a response field that can be null", "type-changed", lambda d: properties(d, "Order")["state"].update(
        type=["string", "null"])),
    ("a response field of another type", "type-changed", lambda d: properties(d, "Order")["total"].update(
        type="string")),
    ("a response format dropped", "format-changed", lambda d: schemas(d)["Base"]["properties"]["id"].pop("format")),
    ("security on one operation", "security-changed", lambda d: operation(d, "/orders", "get").update(
        security=[{"key": []}])),
    ("security on all operations", "security-changed", lambda d: d.update(security=[{"bearer": [], "key": []}])),
    ("another scheme of the same name", "security-changed", lambda d: d["components"]["securitySchemes"].update(
        bearer=OAUTH)),
]  # fmt: skip

COMPATIBLE: list[tuple[str, Edit]] = [
    ("a path", lambda d: d["paths"].update({"/new": {"get": {"responses": {"200": {"description": "ok"}}}}})),
    ("an operation", lambda d: d["paths"]["/orders/{id}"].update(put={"responses": {"200": {"description": "ok"}}})),
    ("an optional parameter", lambda d: list_parameters(d).append({**NEW_PARAMETER, "required": False})),
    ("an optional request field", lambda d: properties(d, "NewOrder").update(tax={"type": "string"})),
    ("a response field", lambda d: properties(d, "Order").update(tax={"type": "string"})),
    ("a required response field", lambda d: schemas(d)["Order"]["allOf"][1]["required"].append("total")),
    ("a response", lambda d: operation(d, "/orders", "get")["responses"].update({"500": {"description": "no"}})),
    ("a request value", lambda d: properties(d, "NewOrder")["kind"]["enum"].append("gift")),
    ("a response value", lambda d: properties(d, "Order")["state"]["enum"].append("sent")),
    ("a fewer response value", lambda d: properties(d, "Order")["state"]["enum"].pop()),
    ("a wider request type", lambda d: properties(d, "NewOrder")["count"].update(type="number")),
    ("a wider request format", lambda d: properties(d, "NewOrder")["count"].update(format="int64")),
    ("a nullable request field", lambda d: properties(d, "NewOrder")["customer"].update(type=["string", "null"])),
    ("a higher maximum", lambda d: list_parameters(d)[1]["schema"].update(maximum=500)),
    ("a longer maxLength", lambda d: properties(d, "NewOrder")["customer"].update(maxLength=500)),
    ("no pattern", lambda d: properties(d, "Line")["sku"].pop("pattern")),
    ("an optional request field less", lambda d: schemas(d)["NewOrder"].update(required=[])),
    ("another way to pay", lambda d: properties(d, "NewOrder")["pay"]["oneOf"].append({"type": "string"})),
    ("one way become a choice", lambda d: properties(d, "NewOrder").update(
        lines={"anyOf": [properties(d, "NewOrder")["lines"], {"type": "string"}]})),
    ("a narrower response", lambda d: properties(d, "Order")["total"].update(type="integer")),
    ("an error response less", lambda d: operation(d, "/orders", "get")["responses"].pop("404")),
    ("a deprecation", lambda d: operation(d, "/orders", "get").update(deprecated=True)),
    ("a description", lambda d: operation(d, "/orders", "get").update(description="All of them")),
    ("security that is optional", lambda d: d.update(security=[{"bearer": []}, {}])),
    ("another key besides", lambda d: d.update(security=[{"bearer": []}, {"key": []}])),
    ("no security", lambda d: operation(d, "/orders", "get").update(security=[])),
    ("an optional response field removed", lambda d: properties(d, "Order").pop("total")),
    ("an unused component", lambda d: schemas(d).update(Spare={"type": "string"})),
]  # fmt: skip

NO_CHANGE: list[tuple[str, Edit]] = [
    ("nothing", lambda d: None),
    ("a component with another name", lambda d: rename_component(d, "schemas", "Order", "PurchaseOrder")),
    ("a part of a choice with another name", lambda d: rename_component(d, "schemas", "Card", "Plastic")),
    ("a security scheme with another name", lambda d: (
        d["components"]["securitySchemes"].update(jwt=d["components"]["securitySchemes"].pop("bearer")),
        d.update(security=[{"jwt": []}]))),
    ("a path parameter with another name", lambda d: (
        d["paths"].update({"/orders/{order}": d["paths"].pop("/orders/{id}")}),
        d["paths"]["/orders/{order}"]["parameters"][0].update(name="order"))),
    ("a schema written in place", lambda d: properties(d, "NewOrder").update(
        pay={"oneOf": [schemas(d)["Card"], schemas(d)["Cash"]]})),
    ("joined parts written as one", lambda d: schemas(d).update(Order={
        "type": "object", "required": ["state", "id"],
        "properties": {**properties(d, "Order"), **schemas(d)["Base"]["properties"]}})),
    ("a schema that joins one part", lambda d: properties(d, "NewOrder")["lines"].update(
        items={"allOf": [{"$ref": "#/components/schemas/Line"}]})),
    ("null as an alternative instead of a type", lambda d: properties(d, "NewOrder").update(
        note={"anyOf": [{"type": "string"}, {"type": "null"}]})),
    ("a single value instead of a list of one", lambda d: list_parameters(d)[0]["schema"].update(type=["string"])),
    ("a header in other letters", lambda d: list_parameters(d)[2].update(name="x-trace")),
    ("the order of parameters", lambda d: list_parameters(d).reverse()),
    ("a note in an extension", lambda d: d["info"].update({"x-team": "orders"})),
    ("a parameter moved to its path", lambda d: d["paths"]["/orders/{id}"]["get"].update(
        parameters=d["paths"]["/orders/{id}"]["parameters"])),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "edit"), [case[1:] for case in BREAKING], ids=[case[0] for case in BREAKING])
def test_it_breaks_callers(rule: str, edit: Edit) -> None:
    found = difference(edit)
    assert found.verdict == "breaking"
    assert rule in {finding.rule for finding in found.findings if finding.severity == "breaking"}
    assert found.bump == "major"


@pytest.mark.parametrize("edit", [case[1] for case in COMPATIBLE], ids=[case[0] for case in COMPATIBLE])
def test_it_breaks_nobody(edit: Edit) -> None:
    found = difference(edit)
    assert [finding for finding in found.findings if finding.severity == "breaking"] == []
    assert found.wire()["verdict"] == "compatible"
    assert found.bump in ("minor", "patch")


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: properties(d, "Order")["state"]["enum"].append("lost"),
        lambda d: operation(d, "/orders", "get").update(description="All of them"),
    ],
    ids=["a response value", "a description"],
)
def test_what_callers_should_look_at_is_a_warning_and_compatible_on_the_wire(edit: Edit) -> None:
    found = difference(edit)
    assert (found.verdict, found.wire()["verdict"], found.breaking) == ("warning", "compatible", False)


def test_what_breaks_outweighs_a_warning() -> None:
    def edit(document: Document) -> None:
        operation(document, "/orders", "get").update(description="All of them")
        document["paths"].pop("/orders/{id}")

    assert difference(edit).verdict == "breaking"


@pytest.mark.parametrize("edit", [case[1] for case in NO_CHANGE], ids=[case[0] for case in NO_CHANGE])
def test_it_is_no_change(edit: Edit) -> None:
    found = difference(edit)
    assert found.findings == []
    assert (found.verdict, found.bump) == ("none", "none")


@pytest.mark.parametrize(
    ("word", "edit"),
    [
        ("enum-value-added", lambda d: properties(d, "Order")["state"]["enum"].append("sent")),
        ("description-changed", lambda d: d["info"].update(description="Only orders")),
        ("property-removed", lambda d: properties(d, "Order").pop("total")),
    ],
)
def test_it_is_only_a_warning(word: str, edit: Edit) -> None:
    found = difference(edit)
    assert {(finding.rule, finding.severity) for finding in found.findings} == {(word, "warning")}
    assert found.bump == "patch"


def test_version_3_0_says_nullable_where_3_1_says_null() -> None:
    def to_30(document: Document) -> None:
        document["openapi"] = "3.0.3"
        properties(document, "NewOrder")["note"] = {"type": "string", "nullable": True}

    assert difference(to_30).verdict == "none"


def test_both_spellings_of_exclusive_bounds_are_the_same() -> None:
    old = edited(ORDERS, lambda d: list_parameters(d)[1]["schema"].update(exclusiveMaximum=True))
    new = edited(ORDERS, lambda d: list_parameters(d)[1].update(
        schema={"type": "integer", "minimum": 1, "exclusiveMaximum": 100}))  # fmt: skip
    assert compare_documents({"openapi": old}, {"openapi": new}).verdict == "none"


def test_what_callers_never_send_or_never_see_does_not_break_them() -> None:
    def edit(document: Document) -> None:
        properties(document, "NewOrder")["number"] = {"type": "string", "readOnly": True}
        schemas(document)["NewOrder"]["required"] = ["customer", "number"]
        del properties(document, "Order")["secret"]

    assert difference(edit).verdict == "none"


def test_schemas_in_a_circle_are_compared_once() -> None:
    found = difference(lambda d: properties(d, "Order")["total"].update(type="string"))
    assert [finding.pointer for finding in found.findings] == ["/components/schemas/Order/allOf/1/properties/total"]


def test_a_circle_of_joined_parts_ends() -> None:
    circular = edited(ORDERS, lambda d: schemas(d)["Base"].update(allOf=[{"$ref": "#/components/schemas/Order"}]))
    assert compare_documents({"openapi": circular}, {"openapi": ORDERS}).verdict == "none"


def test_a_long_chain_of_references_is_followed_to_its_end() -> None:
    def chain(document: Document) -> None:
        for number in range(3_000):
            following = {"$ref": f"#/components/schemas/Link{number + 1}"}
            schemas(document)[f"Link{number}"] = {"type": "object", "properties": {"next": following}}
        schemas(document)["Link3000"] = {"type": "string"}
        properties(document, "NewOrder")["chain"] = {"$ref": "#/components/schemas/Link0"}

    old = edited(ORDERS, chain)
    new = edited(old, lambda d: schemas(d)["Link3000"].update(type="integer"))
    assert compare_documents({"openapi": old}, {"openapi": new}).breaking


def test_a_removed_webhook_field_breaks_who_receives_it() -> None:
    hook = {
        "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}}
    }
    old = edited(ORDERS, lambda d: (d.update(webhooks={"paid": hook}), d.update(paths={})))
    new = edited(old, lambda d: properties(d, "Order").pop("state"))
    assert compare_documents({"openapi": old}, {"openapi": new}).breaking


def test_changes_are_listed_by_name() -> None:
    def edit(document: Document) -> None:
        document["paths"]["/new"] = {"get": {"responses": {"200": {"description": "ok"}}}}
        del document["paths"]["/orders/{id}"]
        schemas(document)["Line"]["description"] = "A line"

    changes = difference(edit).changes
    assert changes["paths"] == {"added": ["/new"], "removed": ["/orders/{id}"], "modified": ["/orders"]}
    assert changes["components"]["modified"] == ["schemas/Line", "schemas/NewOrder"]


def test_below_version_1_a_minor_step_may_break() -> None:
    before, after = {"openapi": ORDERS}, {"openapi": edited(ORDERS, lambda d: d["paths"].pop("/orders"))}
    assert compare_documents(before, after, stable=False).bump == "minor"


def created(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["messages"]["Created"]["payload"]
    return found


def pay(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["messages"]["Pay"]["payload"]
    return found


EVENT_BREAKS: list[tuple[str, Edit]] = [
    ("channel-removed", lambda d: d["channels"].pop(next(iter(d["channels"])))),
    ("property-removed", lambda d: created(d)["properties"].pop("id")),
    ("property-optional", lambda d: created(d).pop("required")),
    ("property-required", lambda d: pay(d).update(required=["amount"])),
    ("type-changed", lambda d: pay(d)["properties"]["amount"].update(type="integer")),
]


@pytest.mark.parametrize("before", [EVENTS_2, EVENTS_3], ids=["2.6", "3.0"])
@pytest.mark.parametrize(("rule", "edit"), EVENT_BREAKS)
def test_it_breaks_who_sends_or_receives(before: Document, rule: str, edit: Edit) -> None:
    found = difference(edit, before)
    assert rule in {finding.rule for finding in found.findings if finding.severity == "breaking"}


@pytest.mark.parametrize("before", [EVENTS_2, EVENTS_3], ids=["2.6", "3.0"])
def test_a_message_may_get_fields(before: Document) -> None:
    def edit(document: Document) -> None:
        created(document)["properties"]["at"] = {"type": "string"}
        pay(document)["properties"]["note"] = {"type": "string"}

    assert difference(edit, before).verdict == "compatible"


def test_a_removed_message_breaks() -> None:
    found = difference(lambda d: d["channels"]["orders/commands"]["publish"]["message"]["oneOf"].pop(), EVENTS_2)
    assert {finding.rule for finding in found.findings} == {"message-removed"}


def test_a_message_component_with_another_name_is_no_change() -> None:
    assert difference(lambda d: rename_component(d, "messages", "Pay", "Payment"), EVENTS_2).verdict == "none"


def test_version_3_of_the_same_events_is_no_change() -> None:
    assert compare_documents({"asyncapi": EVENTS_2}, {"asyncapi": EVENTS_3}).verdict == "none"


def test_a_document_that_is_gone_breaks_and_one_that_came_does_not() -> None:
    both = {"openapi": ORDERS, "asyncapi": EVENTS_2}
    assert compare_documents(both, {"openapi": ORDERS}).breaking
    assert compare_documents({"openapi": ORDERS}, both).verdict == "compatible"
