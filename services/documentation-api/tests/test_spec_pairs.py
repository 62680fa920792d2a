"""Pairs of small documents and what the change from one to the other means, in both directions.

BREAKS: callers can fail. WARNS: nobody fails by the description, but callers should look. FINE: what changed harms
nobody. SAME: no change at all. The rules are those people know from the tools of this trade: what callers send must
still be taken, what they receive must still be what it was; an absent word is its default.
"""

from typing import Any

import pytest

from documentation_api.specs.comparison.difference import compare_documents
from documentation_api.specs.comparison.findings import BREAKING, COMPATIBLE, WARNING
from documentation_api.specs.examination.validation import inspect_document

Document = dict[str, Any]
BREAKS, WARNS, FINE, SAME = "breaks", "warns", "fine", "same"
_WORDS = {BREAKING: BREAKS, WARNING: WARNS, COMPATIBLE: FINE}

S: Document = {"type": "string"}
N: Document = {"type": "integer"}
R = "#/components/schemas/"
COMPONENTS = {
    "Cat": {"type": "object", "required": ["kind", "meows"], "properties": {"kind": S, "meows": {"type": "boolean"}}},
    "Dog": {"type": "object", "required": ["kind", "barks"], "properties": {"kind": S, "barks": {"type": "boolean"}}},
    "Size": {"type": "string", "enum": ["s", "m"]},
}
CAT, DOG = {"$ref": R + "Cat"}, {"$ref": R + "Dog"}


def document(operation: Document, **more: Any) -> Document:
    whole = {"operationId": "act", "responses": {"200": {"description": "ok"}}, **operation}
    base = {"openapi": "3.1.0", "info": {"title": "t", "version": "1.0.0"}, "components": {"schemas": COMPONENTS}}
    return {**base, "paths": {"/a": {"post": whole}}, **more}


def sends(schema: Any, version: str = "3.1.0", kind: str = "application/json", **more: Any) -> Document:
    body = {"required": True, "content": {kind: {"schema": schema, **more}}}
    return document({"requestBody": body}, openapi=version)


def receives(schema: Any, version: str = "3.1.0", kind: str = "application/json") -> Document:
    return document({"responses": {"200": {"description": "ok", "content": {kind: {"schema": schema}}}}},
                    openapi=version)  # fmt: skip


def asks(schema: Any = None, name: str = "q", where: str = "query", **more: Any) -> Document:
    parameter = {"name": name, "in": where, **({} if schema is None else {"schema": schema}), **more}
    path = "/a/{q}" if where == "path" else "/a"
    operation = {"operationId": "act", "parameters": [parameter], "responses": {"200": {"description": "ok"}}}
    return document({}, paths={path: {"post": operation}})


def has(required: list[str] | None = None, closed: Any = None, **properties: Any) -> Document:
    schema = {"type": "object", "properties": properties}
    return schema | ({"required": required} if required else {}) | (
        {} if closed is None else {"additionalProperties": closed}
    )  # fmt: skip


def answers(*codes: str) -> Document:
    return document({"responses": {code: {"description": "x"} for code in codes}})


def headed(**headers: Any) -> Document:
    named = {name.replace("_", "-"): header for name, header in headers.items()}
    return document({"responses": {"200": {"description": "ok", "headers": named}}})


def served(*urls: str, path: str = "/a") -> Document:
    made = document({}, servers=[{"url": url} for url in urls])
    return {**made, "paths": {path: made["paths"]["/a"]}}


def guarded(*ways: dict[str, list[str]], **schemes: Any) -> Document:
    known = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "jwt": {"type": "http", "scheme": "bearer"},
             "oauth": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://x.example/a",
                                                               "scopes": {"r": "", "w": ""}}}}} | schemes  # fmt: skip
    return document({"security": list(ways)}, components={"securitySchemes": known})


def calls_back(schema: Any, name: str = "done") -> Document:
    body = {"content": {"application/json": {"schema": schema}}}
    item = {"post": {"requestBody": body, "responses": {"200": {"description": "x"}}}}
    return document({"callbacks": {name: {"{$request.query.u}": item}}})


def hooks(schema: Any, name: str = "paid") -> Document:
    body = {"content": {"application/json": {"schema": schema}}}
    return document({}, webhooks={name: {"post": {"requestBody": body, "responses": {"200": {"description": "x"}}}}})


def words(**operation: Any) -> Document:
    return document({key.replace("_", "-"): value for key, value in operation.items()})


def kinds(*media: str) -> Document:
    content = {kind: {"schema": S} for kind in media}
    return document({"responses": {"200": {"description": "ok", "content": content}}})


def takes(*media: str) -> Document:
    return document({"requestBody": {"content": {kind: {"schema": S} for kind in media}}})


LIST = {"type": "array", "items": S}
OPEN = {"type": "object"}
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"

# (name, one document, another, what the change to the other means, what the change back means)
PAIRS: list[tuple[str, Document, Document, str, str]] = [
    # Parameters: what there is
    ("optional parameter added", document({}), asks(S), FINE, WARNS),
    ("required parameter added", document({}), asks(S, required=True), BREAKS, WARNS),
    ("required parameter with a default", document({}), asks({**S, "default": "x"}, required=True), BREAKS, WARNS),
    ("required header added", document({}), asks(S, where="header", required=True), BREAKS, WARNS),
    ("optional cookie added", document({}), asks(S, where="cookie"), FINE, WARNS),
    ("parameter made required", asks(S), asks(S, required=True), BREAKS, FINE),
    ("required: false said", asks(S), asks(S, required=False), SAME, SAME),
    ("parameter moved from query to header", asks(S), asks(S, where="header"), WARNS, WARNS),
    ("header in other letters", asks(S, "X-Key", "header"), asks(S, "x-KEY", "header"), SAME, SAME),
    ("parameter of a header OpenAPI ignores", document({}), asks(S, "Accept", "header", required=True), SAME, SAME),
    ("parameter deprecated", asks(S), asks(S, deprecated=True), FINE, FINE),
    ("deprecated: false said", asks(S), asks(S, deprecated=False), SAME, SAME),
    ("parameter described anew", asks(S, description="a"), asks(S, description="b"), WARNS, WARNS),
    # Parameters: how they are written
    ("style: form said", asks(LIST), asks(LIST, style="form"), SAME, SAME),
    ("explode: true said", asks(LIST), asks(LIST, explode=True), SAME, SAME),
    ("explode turned off", asks(LIST), asks(LIST, explode=False), BREAKS, BREAKS),
    ("explode of a single value", asks(S), asks(S, explode=False), SAME, SAME),
    ("explode of an object", asks(OPEN), asks(OPEN, explode=False), BREAKS, BREAKS),
    ("form became pipes", asks(LIST, explode=False), asks(LIST, style="pipeDelimited", explode=False), BREAKS, BREAKS),
    ("explode: false said of pipes", asks(LIST, style="pipeDelimited"), asks(LIST, style="pipeDelimited",
                                                                          explode=False), SAME, SAME),
    ("deepObject given up", asks(OPEN, style="deepObject", explode=True), asks(OPEN), BREAKS, BREAKS),
    ("simple: said of a path", asks(S, where="path", required=True), asks(S, where="path", required=True,
                                                                        style="simple"), SAME, SAME),
    ("path written as a matrix", asks(S, where="path", required=True), asks(S, where="path", required=True,
                                                                          style="matrix"), BREAKS, BREAKS),
    ("path written as a label", asks(S, where="path", required=True), asks(S, where="path", required=True,
                                                                         style="label"), BREAKS, BREAKS),
    ("explode of a list in a path", asks(LIST, where="path", required=True), asks(LIST, where="path", required=True,
                                                                                explode=True), BREAKS, BREAKS),
    ("explode: false said of a header", asks(LIST, where="header"), asks(LIST, where="header", explode=False), SAME,
     SAME),
    ("allowReserved: false said", asks(S), asks(S, allowReserved=False), SAME, SAME),
    ("allowReserved taken back", asks(S, allowReserved=True), asks(S), BREAKS, FINE),
    ("allowEmptyValue taken back", asks(S, allowEmptyValue=True), asks(S), BREAKS, FINE),
    ("content instead of schema", asks(OPEN), asks(content={"application/json": {"schema": OPEN}}), BREAKS, BREAKS),
    ("content of another type", asks(content={"application/json": {"schema": OPEN}}),
     asks(content={"application/xml": {"schema": OPEN}}), BREAKS, BREAKS),
    ("content narrowed", asks(content={"application/json": {"schema": has(a=S)}}),
     asks(content={"application/json": {"schema": has(["a"], a=S)}}), BREAKS, FINE),
    # Parameters: what they may be
    ("single value became a list", asks(S), asks(LIST), FINE, BREAKS),
    ("single value became a list of two", asks(S), asks({**LIST, "minItems": 2}), BREAKS, BREAKS),
    ("single value became a list of other values", asks(S), asks({"type": "array", "items": N}), BREAKS, BREAKS),
    ("single value became a list in pipes", asks(S), asks(LIST, style="pipeDelimited"), BREAKS, BREAKS),
    ("values listed", asks(S), asks({**S, "enum": ["a"]}), BREAKS, FINE),
    ("maximum of a parameter", asks(N), asks({**N, "maximum": 5}), BREAKS, FINE),
    ("default of a parameter", asks({**N, "default": 5}), asks({**N, "default": 6}), WARNS, WARNS),
    ("any value became text", asks({}), asks(S), BREAKS, FINE),
    ("number of a query became text", asks(N), asks(S), BREAKS, BREAKS),
    ("number of a body became text", sends(N), sends(S), BREAKS, BREAKS),
    ("number received became text", receives(N), receives(S), BREAKS, BREAKS),
    # Bodies
    ("optional body added", document({}), document({"requestBody": {"content": {"application/json": {}}}}), FINE,
     BREAKS),
    ("required body added", document({}), sends(S), BREAKS, BREAKS),
    ("body made required", takes("application/json"), sends(S), BREAKS, FINE),
    ("media type added", takes("application/json"), takes("application/json", "text/csv"), FINE, BREAKS),
    ("charset of JSON", takes("application/json"), takes("application/json; charset=utf-8"), SAME, SAME),
    ("media type in other letters", takes("application/json"), takes("Application/JSON"), SAME, SAME),
    ("parameter of a media type", takes("application/json"), takes("application/json; v=2"), BREAKS, FINE),
    ("every media type taken", takes("application/json"), takes("*/*"), FINE, BREAKS),
    ("every text taken", takes("text/csv"), takes("text/*"), FINE, BREAKS),
    ("media type of a reply added", kinds("application/json"), kinds("application/json", "text/csv"), FINE, BREAKS),
    ("media type of a reply replaced", kinds("application/json"), kinds("application/xml"), BREAKS, BREAKS),
    ("charset of a reply", kinds("application/json"), kinds('application/json;charset="UTF-8"'), SAME, SAME),
    ("schema of a body added", document({"requestBody": {"content": {"application/json": {}}}}),
     takes("application/json"), BREAKS, FINE),
    # Parts of forms
    ("explode: true said of a part", sends(has(t=LIST), kind=FORM), sends(has(t=LIST), kind=FORM, encoding={
        "t": {"explode": True, "style": "form"}}), SAME, SAME),
    ("explode of a part", sends(has(t=LIST), kind=FORM), sends(has(t=LIST), kind=FORM, encoding={
        "t": {"explode": False}}), BREAKS, BREAKS),
    ("type of a part that it has anyway", sends(has(t=OPEN), kind=PARTS), sends(has(t=OPEN), kind=PARTS, encoding={
        "t": {"contentType": "application/json"}}), SAME, SAME),
    ("type of a part", sends(has(t=S), kind=PARTS), sends(has(t=S), kind=PARTS, encoding={
        "t": {"contentType": "image/png"}}), BREAKS, BREAKS),
    ("encoding of what is no part", sends(has(t=S), kind=PARTS), sends(has(t=S), kind=PARTS, encoding={
        "u": {"contentType": "image/png"}}), SAME, SAME),
    # Properties
    ("optional property sent", sends(has(a=S)), sends(has(a=S, b=S)), FINE, WARNS),
    ("required property sent", sends(has(a=S)), sends(has(["b"], a=S, b=S)), BREAKS, WARNS),
    ("property sent made required", sends(has(a=S)), sends(has(["a"], a=S)), BREAKS, FINE),
    ("property received", receives(has(a=S)), receives(has(a=S, b=S)), FINE, WARNS),
    ("required property received", receives(has(a=S)), receives(has(["b"], a=S, b=S)), FINE, BREAKS),
    ("property received made optional", receives(has(["a"], a=S)), receives(has(a=S)), BREAKS, FINE),
    ("property removed from a closed object", sends(has(a=S, b=S)), sends(has(closed=False, a=S)), BREAKS, FINE),
    ("readOnly property required", sends(has(a=S)), sends(has(["id"], a=S, id={**S, "readOnly": True})), SAME, SAME),
    ("property sent became readOnly", sends(has(a=S, b=S)), sends(has(a=S, b={**S, "readOnly": True})), WARNS, FINE),
    ("writeOnly property removed", receives(has(["p"], p={**S, "writeOnly": True})), receives(has()), SAME, SAME),
    ("required property received became writeOnly", receives(has(["a"], a=S)), receives(has(["a"], a={
        **S, "writeOnly": True})), BREAKS, FINE),
    ("readOnly: false said", sends(has(a=S)), sends(has(a={**S, "readOnly": False})), SAME, SAME),
    ("objects closed", sends(has(a=S)), sends(has(closed=False, a=S)), BREAKS, FINE),
    ("additionalProperties: true said", sends(has(a=S)), sends(has(closed=True, a=S)), SAME, SAME),
    ("additionalProperties: {} said", sends(has(a=S)), sends(has(closed={}, a=S)), SAME, SAME),
    ("additional properties restricted", sends(has(a=S)), sends(has(closed=S, a=S)), BREAKS, FINE),
    ("additional properties of another type", sends(has(closed=S)), sends(has(closed=N)), BREAKS, BREAKS),
    ("additional properties widened", sends(has(closed=N)), sends(has(closed={"type": "number"})), FINE, BREAKS),
    ("objects received closed", receives(has(a=S)), receives(has(closed=False, a=S)), FINE, WARNS),
    ("order of required names", sends(has(["a", "b"], a=S, b=S)), sends(has(["b", "a"], a=S, b=S)), SAME, SAME),
    ("property deprecated", sends(has(a=S)), sends(has(a={**S, "deprecated": True})), FINE, FINE),
    ("title of a property", sends(has(a=S)), sends(has(a={**S, "title": "A"})), WARNS, WARNS),
    ("example of a property", sends(has(a=S)), sends(has(a={**S, "examples": ["x"]})), SAME, SAME),
    # Types
    ("integer became number", sends(N), sends({"type": "number"}), FINE, BREAKS),
    ("number received became integer", receives({"type": "number"}), receives(N), FINE, BREAKS),
    ("text became number", sends(S), sends(N), BREAKS, BREAKS),
    ("type in a list of one", sends(S), sends({"type": ["string"]}), SAME, SAME),
    ("another type besides", sends(S), sends({"type": ["string", "integer"]}), FINE, BREAKS),
    ("another type received", receives(S), receives({"type": ["string", "integer"]}), BREAKS, FINE),
    ("types as alternatives", sends({"type": ["string", "integer"]}), sends({"anyOf": [S, N]}), SAME, SAME),
    ("types received as alternatives", receives({"type": ["string", "integer"]}), receives({"oneOf": [N, S]}), SAME,
     SAME),
    ("types as fewer alternatives", sends({"type": ["string", "integer", "boolean"]}), sends({"anyOf": [S, N]}), BREAKS,
     FINE),
    ("sizes of types as alternatives", sends({"type": ["string", "integer"], "maxLength": 5, "maximum": 9}),
     sends({"anyOf": [{**S, "maxLength": 5}, {**N, "maximum": 9}]}), SAME, SAME),
    ("any type became one", sends({}), sends(S), BREAKS, FINE),
    ("nullable said", sends({**S, "nullable": False}, "3.0.3"), sends(S, "3.0.3"), SAME, SAME),
    ("null sent", sends(S, "3.0.3"), sends({**S, "nullable": True}, "3.0.3"), FINE, BREAKS),
    ("null received", receives(S), receives({"type": ["string", "null"]}), BREAKS, FINE),
    ("nullable as type", sends({**S, "nullable": True}, "3.0.3"), sends({"type": ["string", "null"]}), SAME, SAME),
    ("null as alternative", sends({"type": ["string", "null"]}), sends({"oneOf": [{"type": "null"}, S]}), SAME, SAME),
    ("null as alternative to a component", sends(CAT), sends({"anyOf": [CAT, {"type": "null"}]}), FINE, BREAKS),
    # Formats
    ("format added", sends(S), sends({**S, "format": "date"}), BREAKS, FINE),
    ("format received dropped", receives({**S, "format": "date"}), receives(S), BREAKS, FINE),
    ("int32 became int64", sends({**N, "format": "int32"}), sends({**N, "format": "int64"}), FINE, BREAKS),
    ("float became double", sends({"type": "number", "format": "float"}), sends({"type": "number",
                                                                                "format": "double"}), FINE, BREAKS),
    ("date became date-time", sends({**S, "format": "date"}), sends({**S, "format": "date-time"}), BREAKS, BREAKS),
    ("encoding of text", sends(S), sends({**S, "contentEncoding": "base64"}), BREAKS, FINE),
    # Values
    ("value removed", sends({"enum": ["a", "b"]}), sends({"enum": ["a"]}), BREAKS, FINE),
    ("value received added", receives({"enum": ["a"]}), receives({"enum": ["a", "b"]}), WARNS, FINE),
    ("other values received", receives({"enum": ["a"]}), receives({"enum": ["b"]}), BREAKS, BREAKS),
    ("order of values", sends({"enum": ["a", "b"]}), sends({"enum": ["b", "a"]}), SAME, SAME),
    ("one value as const", sends({"enum": ["a"]}), sends({"const": "a"}), SAME, SAME),
    ("const of a type", sends({"const": "a"}), sends({**S, "const": "a"}), SAME, SAME),
    ("const changed", sends({"const": "a"}), sends({"const": "b"}), BREAKS, BREAKS),
    ("true is not one", sends({"enum": [1, 2]}), sends({"enum": [True, 2]}), BREAKS, BREAKS),
    ("1.0 is 1", sends({"enum": [1, 2]}), sends({"enum": [1.0, 2]}), SAME, SAME),
    ("both truth values", sends({"type": "boolean"}), sends({"enum": [True, False]}), SAME, SAME),
    ("values as constants", sends({"enum": ["a", "b"]}), sends({"oneOf": [{"const": "a"}, {"const": "b"}]}), SAME,
     SAME),
    ("null among values", sends({**S, "nullable": True, "enum": ["a", None]}, "3.0.3"),
     sends({"type": ["string", "null"], "enum": ["a", None]}), SAME, SAME),
    ("beside a reference in 3.0", sends({"$ref": R + "Size"}, "3.0.3"), sends({"$ref": R + "Size", "enum": ["s"]},
                                                                              "3.0.3"), SAME, SAME),
    ("beside a reference in 3.1", sends({"$ref": R + "Size"}), sends({"$ref": R + "Size", "enum": ["s"]}), BREAKS,
     FINE),
    ("values in a component", sends({"enum": ["s", "m"]}), sends({"$ref": R + "Size"}), SAME, SAME),
    ("values that will grow", sends({**S, "x-extensible-enum": ["a", "b"]}), sends({**S, "x-extensible-enum": ["a"]}),
     BREAKS, SAME),
    # Sizes
    ("maxLength decreased", sends({**S, "maxLength": 10}), sends({**S, "maxLength": 5}), BREAKS, FINE),
    ("maxLength received increased", receives({**S, "maxLength": 5}), receives({**S, "maxLength": 10}), WARNS, FINE),
    ("minLength set", sends(S), sends({**S, "minLength": 1}), BREAKS, FINE),
    ("minLength: 0 said", sends(S), sends({**S, "minLength": 0}), SAME, SAME),
    ("minItems: 0 said", sends(LIST), sends({**LIST, "minItems": 0}), SAME, SAME),
    ("maxItems received", receives(LIST), receives({**LIST, "maxItems": 5}), FINE, WARNS),
    ("minProperties set", sends(OPEN), sends({**OPEN, "minProperties": 1}), BREAKS, FINE),
    ("size of another type", sends(N), sends({**N, "maxLength": 3}), SAME, SAME),
    ("maximum of text", sends(S), sends({**S, "maximum": 3}), SAME, SAME),
    ("minimum increased", sends({**N, "minimum": 1}), sends({**N, "minimum": 2}), BREAKS, FINE),
    ("exclusive bound in both spellings", sends({**N, "minimum": 0, "exclusiveMinimum": True}, "3.0.3"),
     sends({**N, "exclusiveMinimum": 0}), SAME, SAME),
    ("exclusiveMinimum: false said", sends({**N, "minimum": 0}, "3.0.3"), sends({**N, "minimum": 0, "exclusiveMinimum":
                                                                            False}, "3.0.3"), SAME, SAME),
    ("bound of whole numbers", sends({**N, "exclusiveMinimum": 0}), sends({**N, "minimum": 1}), SAME, SAME),
    ("bound of numbers", sends({"type": "number", "minimum": 0}), sends({"type": "number", "exclusiveMinimum": 0}),
     BREAKS, FINE),
    ("multiples of a part", sends({**N, "multipleOf": 10}), sends({**N, "multipleOf": 5}), FINE, BREAKS),
    ("multiples", sends(N), sends({**N, "multipleOf": 5}), BREAKS, FINE),
    ("uniqueItems: false said", sends(LIST), sends({**LIST, "uniqueItems": False}), SAME, SAME),
    ("items unique", sends(LIST), sends({**LIST, "uniqueItems": True}), BREAKS, FINE),
    ("items received unique", receives(LIST), receives({**LIST, "uniqueItems": True}), FINE, WARNS),
    # Limits of what is received: what may come besides is a warning, as a value that joins a list of values is
    ("maxLength received", receives(S), receives({**S, "maxLength": 5}), FINE, WARNS),
    ("minLength received increased", receives({**S, "minLength": 1}), receives({**S, "minLength": 2}), FINE, WARNS),
    ("minLength received", receives(S), receives({**S, "minLength": 1}), FINE, WARNS),
    ("maximum received decreased", receives({**N, "maximum": 9}), receives({**N, "maximum": 5}), FINE, WARNS),
    ("maximum received", receives(N), receives({**N, "maximum": 9}), FINE, WARNS),
    ("maximum received excluded", receives({"type": "number", "maximum": 9}),
     receives({"type": "number", "exclusiveMaximum": 9}), FINE, WARNS),
    ("minimum received increased", receives({**N, "minimum": 0}), receives({**N, "minimum": 1}), FINE, WARNS),
    ("minimum received", receives(N), receives({**N, "minimum": 0}), FINE, WARNS),
    ("maxItems received decreased", receives({**LIST, "maxItems": 9}), receives({**LIST, "maxItems": 5}), FINE, WARNS),
    ("minItems received", receives(LIST), receives({**LIST, "minItems": 1}), FINE, WARNS),
    ("maxProperties received", receives(OPEN), receives({**OPEN, "maxProperties": 3}), FINE, WARNS),
    ("minProperties received", receives(OPEN), receives({**OPEN, "minProperties": 1}), FINE, WARNS),
    ("multiples received", receives(N), receives({**N, "multipleOf": 5}), FINE, WARNS),
    ("pattern received", receives(S), receives({**S, "pattern": "^[a-z]+$"}), FINE, WARNS),
    ("maxLength of a property received", receives(has(["a"], a=S)), receives(has(["a"], a={**S, "maxLength": 5})), FINE,
     WARNS),
    ("maximum of a header received", headed(X_Left={"schema": N}), headed(X_Left={"schema": {**N, "maximum": 5}}), FINE,
     WARNS),
    ("limits moved both ways", receives({**N, "minimum": 1, "maximum": 5}), receives({**N, "minimum": 0, "maximum": 4}),
     WARNS, WARNS),
    # Patterns
    ("pattern added", sends(S), sends({**S, "pattern": "^a$"}), BREAKS, FINE),
    ("pattern of everything", sends(S), sends({**S, "pattern": "^.*$"}), SAME, SAME),
    ("pattern generalised", sends({**S, "pattern": "^[a-z]+$"}), sends({**S, "pattern": "^[a-zA-Z0-9]*$"}), FINE,
     BREAKS),
    ("pattern with one more way", sends({**S, "pattern": "^(a|b)$"}), sends({**S, "pattern": "^(a|b|c)$"}), FINE,
     BREAKS),
    ("pattern with wider counts", sends({**S, "pattern": r"^\d{2,3}$"}), sends({**S, "pattern": r"^\d{1,5}$"}), FINE,
     BREAKS),
    ("another pattern", sends({**S, "pattern": "^a$"}), sends({**S, "pattern": "^b$"}), BREAKS, BREAKS),
    ("pattern received dropped", receives({**S, "pattern": "^a$"}), receives(S), WARNS, FINE),
    # Items
    ("items described", sends({"type": "array"}), sends(LIST), BREAKS, FINE),
    ("items: {} said", sends({"type": "array"}), sends({"type": "array", "items": {}}), SAME, SAME),
    ("items of another type", sends(LIST), sends({"type": "array", "items": N}), BREAKS, BREAKS),
    ("items widened", sends({"type": "array", "items": N}), sends({"type": "array", "items": {"type": "number"}}), FINE,
     BREAKS),
    ("first item as all others", sends(LIST), sends({**LIST, "prefixItems": [S]}), SAME, SAME),
    ("first item of another type", sends(LIST), sends({**LIST, "prefixItems": [N]}), BREAKS, BREAKS),
    ("one more first item", sends({"type": "array", "prefixItems": [S]}), sends({"type": "array", "prefixItems":
                                                                                 [S, N]}), BREAKS, FINE),
    ("contains", sends(LIST), sends({**LIST, "contains": {"const": "a"}}), BREAKS, FINE),
    ("contains more", sends({**LIST, "contains": {"enum": ["a"]}}), sends({**LIST, "contains": {"enum": ["a", "b"]}}),
     FINE, BREAKS),
    # Alternatives
    ("alternative sent added", sends({"oneOf": [CAT, DOG]}), sends({"oneOf": [CAT, DOG, S]}), FINE, BREAKS),
    ("alternative received added", receives({"oneOf": [CAT, DOG]}), receives({"oneOf": [CAT, DOG, S]}), BREAKS, FINE),
    ("one became a choice", sends(CAT), sends({"oneOf": [CAT, DOG]}), FINE, BREAKS),
    ("one received became a choice", receives(CAT), receives({"oneOf": [CAT, DOG]}), BREAKS, FINE),
    ("choice of one", sends(CAT), sends({"oneOf": [CAT]}), SAME, SAME),
    ("order of alternatives", sends({"anyOf": [CAT, DOG]}), sends({"anyOf": [DOG, CAT]}), SAME, SAME),
    ("alternative widened", sends({"oneOf": [S, N]}), sends({"oneOf": [S, {"type": "number"}]}), FINE, BREAKS),
    ("alternative written in place", sends({"oneOf": [CAT, DOG]}), sends({"oneOf": [COMPONENTS["Cat"], DOG]}), SAME,
     SAME),
    ("type of a choice said", sends({"oneOf": [CAT, DOG]}), sends({"type": "object", "oneOf": [CAT, DOG]}), SAME, SAME),
    ("alternatives of one or the other", sends({**has(a=S, b=S), "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
     sends({**has(a=S, b=S), "oneOf": [{"required": ["b"]}, {"required": ["a"]}]}), SAME, SAME),
    # Joined schemas
    ("joined parts as one", sends({"allOf": [has(["a"], a=S), has(b=S)]}), sends(has(["a"], a=S, b=S)), SAME, SAME),
    ("part added", sends(has(a=S)), sends({"allOf": [has(a=S), has(["b"], b=S)]}), BREAKS, WARNS),
    ("reference with a word besides", sends(CAT), sends({**CAT, "description": "A cat"}), WARNS, WARNS),
    ("forbidden less", sends({**S, "not": {"enum": ["a", "b"]}}), sends({**S, "not": {"enum": ["a"]}}), FINE, BREAKS),
    ("forbidden", sends(S), sends({**S, "not": {"const": "a"}}), BREAKS, FINE),
    ("condition", sends(has(a=S)), sends({**has(a=S), "if": {"required": ["a"]}, "then": {"required": ["b"]}}), BREAKS,
     FINE),
    ("demanded with another", sends(has(a=S, b=S)), sends({**has(a=S, b=S), "dependentRequired": {"a": ["b"]}}), BREAKS,
     FINE),
    ("demanded with another less", sends({**has(a=S), "dependentRequired": {"a": ["b", "c"]}}),
     sends({**has(a=S), "dependentRequired": {"a": ["b"]}}), FINE, BREAKS),
    ("names of properties", sends(OPEN), sends({**OPEN, "propertyNames": {"maxLength": 3}}), BREAKS, FINE),
    ("names of properties less bound", sends({**OPEN, "propertyNames": {**S, "maxLength": 3}}),
     sends({**OPEN, "propertyNames": {**S, "maxLength": 4}}), FINE, BREAKS),
    ("unevaluatedProperties: true said", sends(has(a=S)), sends({**has(a=S), "unevaluatedProperties": True}), SAME,
     SAME),
    # Discriminators
    ("mapping as it is anyway", receives({"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}}),
     receives({"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind", "mapping": {
         "Cat": R + "Cat", "Dog": "Dog"}}}), SAME, SAME),
    ("mapping of another name", receives({"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}}),
     receives({"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind", "mapping": {"cat": R + "Cat"}}}), BREAKS,
     BREAKS),
    ("one more name", receives({"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind", "mapping": {
        "Cat": R + "Cat"}}}), receives({"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind", "mapping": {
            "Cat": R + "Cat", "Lion": R + "Cat"}}}), FINE, BREAKS),
    ("another property tells", receives({"oneOf": [CAT, DOG], "discriminator": {"propertyName": "kind"}}),
     receives({"oneOf": [CAT, DOG], "discriminator": {"propertyName": "type"}}), BREAKS, BREAKS),
    # Responses
    ("success removed", answers("200", "201"), answers("200"), BREAKS, FINE),
    ("error removed", answers("200", "404"), answers("200"), WARNS, FINE),
    ("range instead of a code", answers("200"), answers("2XX"), SAME, SAME),
    ("codes instead of a range", answers("2XX"), answers("200", "201"), SAME, SAME),
    ("default added", answers("200"), answers("200", "default"), FINE, WARNS),
    ("required header received added", headed(), headed(X_A={"required": True, "schema": S}), FINE, BREAKS),
    ("optional header received added", headed(), headed(X_A={"schema": S}), FINE, WARNS),
    ("header made optional", headed(X_A={"required": True, "schema": S}), headed(X_A={"schema": S}), BREAKS, SAME),
    ("header of another type", headed(X_A={"schema": S}), headed(X_A={"schema": N}), BREAKS, BREAKS),
    ("header received in other letters", headed(X_A={"schema": S}), headed(x_a={"schema": S}), SAME, SAME),
    ("explode of a header received", headed(X_A={"schema": OPEN}), headed(X_A={"schema": OPEN, "explode": True}),
     BREAKS, BREAKS),
    # Security
    ("security added", guarded(), guarded({"key": []}), BREAKS, FINE),
    ("another way in", guarded({"key": []}), guarded({"key": []}, {"jwt": []}), FINE, BREAKS),
    ("both at once", guarded({"key": []}), guarded({"key": [], "jwt": []}), BREAKS, FINE),
    ("one more scope", guarded({"oauth": ["r"]}), guarded({"oauth": ["r", "w"]}), BREAKS, FINE),
    ("scheme of another name", guarded({"key": []}), guarded({"own": []}, own={
        "type": "apiKey", "in": "header", "name": "X-Key"}), SAME, SAME),
    ("scheme in other letters", guarded({"jwt": []}), guarded({"jwt": []}, jwt={"type": "http", "scheme": "Bearer"}),
     SAME, SAME),
    ("key in another header", guarded({"key": []}), guarded({"key": []}, key={
        "type": "apiKey", "in": "header", "name": "X-Token"}), BREAKS, BREAKS),
    ("nobody needs to", guarded({"key": []}, {}), guarded({}), SAME, SAME),
    # Servers
    ("server: / said", document({}), served("/"), SAME, SAME),
    ("slash at the end", served("https://x.example/v1"), served("https://x.example/v1/"), SAME, SAME),
    ("path of the server", served("https://x.example/v1"), served("https://x.example/v2"), BREAKS, BREAKS),
    ("path of the server in the paths", served("https://x.example/v1"), served("https://x.example", path="/v1/a"), SAME,
     SAME),
    ("another host", served("https://x.example/v1"), served("https://y.example/v1"), WARNS, WARNS),
    ("one more host", served("https://x.example"), served("https://x.example", "https://y.example"), FINE, WARNS),
    # Operations
    ("deprecated", words(), words(deprecated=True), FINE, FINE),
    ("sunset taken back", words(deprecated=True, x_sunset="2030-01-01"), words(deprecated=True), WARNS, SAME),
    ("sunset earlier", words(deprecated=True, x_sunset="2030-01-01"), words(deprecated=True, x_sunset="2029-01-01"),
     WARNS, FINE),
    ("operationId", words(operationId="a"), words(operationId="b"), WARNS, WARNS),
    ("tags", words(tags=["a"]), words(tags=["b"]), SAME, SAME),
    ("summary", words(summary="a"), words(summary="b"), WARNS, WARNS),
    ("name of a path parameter", document({}, paths={"/a/{b}": {}}), document({}, paths={"/a/{c}": {}}), SAME, SAME),
    ("path removed after its sunset", words(deprecated=True, x_sunset="2020-01-01"), document({}, paths={}), BREAKS,
     FINE),
    # Callbacks and webhooks
    ("callback property made optional", calls_back(has(["a"], a=S)), calls_back(has(a=S)), BREAKS, FINE),
    ("callback property added", calls_back(has(a=S)), calls_back(has(["b"], a=S, b=S)), FINE, BREAKS),
    ("callback added", document({}), calls_back(S), FINE, BREAKS),
    ("webhook property made optional", hooks(has(["a"], a=S)), hooks(has(a=S)), BREAKS, FINE),
    ("webhook added", document({}), hooks(S), FINE, BREAKS),
    ("webhook value added", hooks({"enum": ["a"]}), hooks({"enum": ["a", "b"]}), WARNS, FINE),
]  # fmt: skip


def meaning_of(old: Document, new: Document) -> str:
    """The worst of what is found."""
    found = compare_documents({"openapi": old}, {"openapi": new}).findings
    # Which components there are is told besides, and means nothing by itself.
    told = [one for one in found if not one.rule.startswith("component-")]
    return _WORDS[told[0].severity] if told else SAME


@pytest.mark.parametrize(("old", "new", "there", "back"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_what_the_change_means(old: Document, new: Document, there: str, back: str) -> None:
    assert (meaning_of(old, new), meaning_of(new, old)) == (there, back)


def test_there_are_enough_pairs_and_none_twice() -> None:
    assert len({pair[0] for pair in PAIRS}) == len(PAIRS) >= 150


@pytest.mark.parametrize("pair", PAIRS, ids=[pair[0] for pair in PAIRS])
def test_no_change_to_itself(pair: tuple[str, Document, Document, str, str]) -> None:
    assert [meaning_of(one, one) for one in pair[1:3]] == [SAME, SAME]


@pytest.mark.parametrize("pair", PAIRS, ids=[pair[0] for pair in PAIRS])
def test_both_are_documents_as_they_may_be(pair: tuple[str, Document, Document, str, str]) -> None:
    codes = {issue.code for one in pair[1:3] for issue in inspect_document("openapi", one)}
    assert codes <= {"missing_parameter"}
