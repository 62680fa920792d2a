"""The same thing said in another place or spelling is no change; a change said in another place is one.

Pairs as in test_spec_pairs.
"""

from typing import Any

import pytest
from test_spec_pairs import (
    BREAKS,
    CAT,
    COMPONENTS,
    FINE,
    LIST,
    OPEN,
    SAME,
    WARNS,
    Document,
    N,
    R,
    S,
    answers,
    asks,
    document,
    guarded,
    has,
    headed,
    meaning_of,
    receives,
    sends,
    served,
    takes,
)

from documentation_api.specs.examination.validation import inspect_document

Q = {"name": "q", "in": "query", "schema": S}
JSON = {"application/json": {"schema": has(["a"], a=S)}}
KEY = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
OK = {"200": {"description": "ok"}}
PLACE = "#/paths/~1a/post/requestBody/content/application~1json/schema/$defs/x"


def at_path(item: Document, operation: Document) -> Document:
    """What stands at the path, and what at the operation."""
    base = document({})
    return {**base, "paths": {"/a": {**item, "post": {**base["paths"]["/a"]["post"], **operation}}}}


def refers(operation: Document, **components: Any) -> Document:
    return document(operation, components={"schemas": COMPONENTS, **components})


def tree(name: str, *required: str) -> Document:
    node = {"$ref": R + name}
    schema = has(list(required), v=S, next=node)
    body = {"required": True, "content": {"application/json": {"schema": node}}}
    return document({"requestBody": body}, components={"schemas": {name: schema}})


def varies(default: str) -> Document:
    return document({}, servers=[{"url": "https://x.example/{v}", "variables": {"v": {"default": default}}}])


def own_server(url: str, document_url: str = "/") -> Document:
    """One of two operations has a server of its own."""
    item = {method: {"operationId": method, "responses": OK} for method in ("get", "put")}
    item["put"]["servers"] = [{"url": url}]
    return document({}, servers=[{"url": document_url}], paths={"/a": item})


PAIRS: list[tuple[str, Document, Document, str, str]] = [
    ("minimum received lowered", receives({**N, "minimum": 5}), receives({**N, "minimum": 1}), WARNS, FINE),
    ("maxLength received taken away", receives({**S, "maxLength": 5}), receives(S), WARNS, FINE),
    (
        "format received replaced",
        receives({**S, "format": "date"}),
        receives({**S, "format": "date-time"}),
        BREAKS,
        BREAKS,
    ),
    ("null no longer sent", sends({"type": ["string", "null"]}), sends(S), BREAKS, FINE),
    (
        "null in both spellings",
        sends({**S, "nullable": True}, "3.0.3"),
        sends({"type": ["string", "null"]}),
        SAME,
        SAME,
    ),
    ("exclusiveMaximum of whole numbers", sends({**N, "exclusiveMaximum": 10}), sends({**N, "maximum": 9}), SAME, SAME),
    ("multipleOf made coarser", sends({**N, "multipleOf": 2}), sends({**N, "multipleOf": 4}), BREAKS, FINE),
    (
        "multipleOf made finer",
        sends({"type": "number", "multipleOf": 0.1}),
        sends({"type": "number", "multipleOf": 0.01}),
        FINE,
        BREAKS,
    ),
    ("const became values", sends({"const": "a"}), sends({"enum": ["a", "b"]}), FINE, BREAKS),
    ("number received became whole", receives({"type": "number"}), receives(N), FINE, BREAKS),
    ("reference alone in allOf", sends(CAT), sends({"allOf": [CAT]}), SAME, SAME),
    (
        "properties spread over allOf",
        sends(has(["a"], a=S, b=N)),
        sends({"allOf": [has(["a"], a=S), has(b=N)]}),
        SAME,
        SAME,
    ),
    (
        "required by a further part",
        sends({"allOf": [has(a=S)]}),
        sends({"allOf": [has(a=S), {"required": ["a"]}]}),
        BREAKS,
        FINE,
    ),
    (
        "readOnly demanded in a body",
        sends(has(["id"], id={**S, "readOnly": True})),
        sends(has(id={**S, "readOnly": True})),
        SAME,
        SAME,
    ),
    ("writeOnly gone from a reply", receives(has(a=S, p={**S, "writeOnly": True})), receives(has(a=S)), SAME, SAME),
    (
        "condition taken away",
        sends({**has(a=S, b=S), "if": {"required": ["a"]}, "then": {"required": ["b"]}}),
        sends(has(a=S, b=S)),
        FINE,
        BREAKS,
    ),
    ("contains taken away", sends({"type": "array", "contains": S}), sends({"type": "array"}), FINE, BREAKS),
    (
        "unevaluatedProperties closed",
        sends(has(a=S)),
        sends({**has(a=S), "unevaluatedProperties": False}),
        BREAKS,
        FINE,
    ),
    ("definition of its own", sends(has(a=S)), sends({**has(a={"$ref": PLACE}), "$defs": {"x": S}}), SAME, SAME),
    (
        "parameter as a component",
        asks(S),
        refers({"parameters": [{"$ref": "#/components/parameters/p"}]}, parameters={"p": Q}),
        SAME,
        SAME,
    ),
    (
        "body as a component",
        document({"requestBody": {"content": JSON}}),
        refers({"requestBody": {"$ref": "#/components/requestBodies/b"}}, requestBodies={"b": {"content": JSON}}),
        SAME,
        SAME,
    ),
    (
        "response as a component",
        document({"responses": {"200": {"description": "ok", "content": JSON}}}),
        refers(
            {"responses": {"200": {"$ref": "#/components/responses/r"}}},
            responses={"r": {"description": "ok", "content": JSON}},
        ),
        SAME,
        SAME,
    ),
    ("parameter of the path", asks(S), at_path({"parameters": [Q]}, {}), SAME, SAME),
    (
        "parameter of the path replaced",
        asks(S),
        at_path({"parameters": [{**Q, "required": True}]}, {"parameters": [Q]}),
        SAME,
        SAME,
    ),
    ("default of a server's variable", varies("v1"), varies("v2"), BREAKS, BREAKS),
    (
        "security of all operations",
        document({"security": [{"key": []}]}, components=KEY),
        document({}, security=[{"key": []}], components=KEY),
        SAME,
        SAME,
    ),
    (
        "no security where all have it",
        document({"security": []}, security=[{"key": []}], components=KEY),
        document({}, components=KEY),
        SAME,
        SAME,
    ),
    ("security no longer optional", guarded({"key": []}, {}), guarded({"key": []}), BREAKS, FINE),
    ("scope added", guarded({"oauth": ["r"]}), guarded({"oauth": ["r", "w"]}), BREAKS, FINE),
    ("two schemes became one", guarded({"key": [], "jwt": []}), guarded({"key": []}), FINE, BREAKS),
    (
        "bearer format told",
        guarded({"jwt": []}),
        guarded({"jwt": []}, jwt={"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}),
        SAME,
        SAME,
    ),
    ("success became another", answers("200"), answers("204"), BREAKS, BREAKS),
    ("any media type narrowed", takes("application/*"), takes("application/json"), BREAKS, FINE),
    (
        "value of a listed parameter removed",
        asks({"type": "array", "items": {"enum": ["a", "b"]}}),
        asks({"type": "array", "items": {"enum": ["a"]}}),
        BREAKS,
        FINE,
    ),
    ("type of a header received", headed(X_A={"schema": S}), headed(X_A={"schema": N}), BREAKS, BREAKS),
    ("tree demands more", tree("Node"), tree("Node", "v"), BREAKS, FINE),
    ("tree of another name", tree("Node"), tree("Tree"), SAME, SAME),
    (
        "additional properties received of another type",
        receives(has(closed=S)),
        receives(has(closed=N)),
        BREAKS,
        BREAKS,
    ),
    ("null among values removed", sends({"enum": ["a", None]}), sends({"enum": ["a"]}), BREAKS, FINE),
    ("int32 sent widened", sends({**N, "format": "int32"}), sends({**N, "format": "int64"}), FINE, BREAKS),
    ("int32 received widened", receives({**N, "format": "int32"}), receives({**N, "format": "int64"}), BREAKS, FINE),
    ("uniqueItems received taken away", receives({**LIST, "uniqueItems": True}), receives(LIST), WARNS, FINE),
    ("pattern received taken away", receives({**S, "pattern": "^a"}), receives(S), WARNS, FINE),
    ("maxProperties lowered", sends({**OPEN, "maxProperties": 5}), sends({**OPEN, "maxProperties": 3}), BREAKS, FINE),
    ("demanded without being described", sends(has(a=S)), sends({**has(a=S), "required": ["z"]}), BREAKS, FINE),
    ("enum of numbers in another spelling", sends({"enum": [1, 2]}), sends({"enum": [1.0, 2.0]}), SAME, SAME),
    ("bounds of what is no number", sends(S), sends({**S, "minimum": 3}), SAME, SAME),
    (
        "items of a single type as alternatives",
        sends({"type": "array", "items": {"oneOf": [S]}}),
        sends(LIST),
        SAME,
        SAME,
    ),
    ("true as a schema", sends(has(a=True)), sends(has(a={})), SAME, SAME),
    (
        "minItems: 0 said of a list with an end",
        sends({**LIST, "minItems": 0, "maxItems": 10}),
        sends({**LIST, "maxItems": 10}),
        SAME,
        SAME,
    ),
    ("examples", sends(S), sends({**S, "examples": ["x"]}), SAME, SAME),
    ("summary of the path", document({}), at_path({"summary": "x"}, {}), SAME, SAME),
    (
        "servers of the operation",
        served("https://x.example/v1"),
        {
            **served("https://y.example/"),
            "paths": {
                "/a": {"post": {**document({})["paths"]["/a"]["post"], "servers": [{"url": "https://x.example/v1"}]}}
            },
        },
        SAME,
        WARNS,
    ),
    ("another server of one operation", own_server("/v1"), own_server("/v2"), BREAKS, BREAKS),
    (
        "own server said of the document",
        own_server("/v1", "/v1"),
        document(
            {},
            servers=[{"url": "/v1"}],
            paths={"/a": {method: {"operationId": method, "responses": OK} for method in ("get", "put")}},
        ),
        SAME,
        SAME,
    ),
]


@pytest.mark.parametrize(("old", "new", "there", "back"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_what_the_change_means(old: Document, new: Document, there: str, back: str) -> None:
    assert (meaning_of(old, new), meaning_of(new, old)) == (there, back)


@pytest.mark.parametrize("pair", PAIRS, ids=[pair[0] for pair in PAIRS])
def test_both_are_documents_as_they_may_be(pair: tuple[str, Document, Document, str, str]) -> None:
    codes = {issue.code for one in pair[1:3] for issue in inspect_document("openapi", one)}
    assert codes <= {"missing_parameter"}
