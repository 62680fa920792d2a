"""The OpenAPI 3.1 document of a service."""

import re
from collections.abc import Iterator
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema, fields
from werkzeug.routing import Rule

from suite import VERSION
from suite.http.endpoint import OPEN, PUBLIC, Declaration
from suite.http.fields import Choice, Flag, JsonObject, QueryField, Text, TextList, Whole

if TYPE_CHECKING:
    from suite.http.service import Service

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PARAMETER = re.compile(r"<(?:([^:<>]+):)?([^<>]+)>")
_FIELD_TYPES: dict[type[fields.Field[Any]], dict[str, Any]] = {
    Text: {"type": "string"},
    Choice: {"type": "string"},
    Flag: {"type": "boolean"},
    Whole: {"type": "integer"},
    TextList: {"type": "array", "items": {"type": "string"}},
    JsonObject: {"type": "object"},
}


def build_document(service: "Service") -> dict[str, Any]:
    """Every route that carries a declaration, as OpenAPI."""
    plugin = MarshmallowPlugin(schema_name_resolver=schema_name)
    spec = APISpec(
        title=service.title,
        version=VERSION,
        openapi_version="3.1.0",
        info={"description": service.description},
        plugins=[plugin],
    )
    assert plugin.converter is not None
    _teach_fields(plugin.converter)
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    spec.components.security_scheme("service", {"type": "apiKey", "in": "header", "name": "X-Service-Token"})
    spec.components.schema("Error", error_schema(service))
    for path, operations in sorted(_paths(service, plugin.converter).items()):
        spec.path(path=path, operations=operations)
    document: dict[str, Any] = spec.to_dict()
    drop_null_defaults(document["components"])
    return document


def drop_null_defaults(content: Any) -> None:
    """A default of null only says that a field may be absent, and contradicts the field's own type."""
    if isinstance(content, dict):
        if "type" in content and content.get("default", ...) is None:
            del content["default"]
        for value in content.values():
            drop_null_defaults(value)


def schema_name(schema: Any) -> str:
    """Component name of a schema class: its own name without the ending."""
    cls = schema if isinstance(schema, type) else type(schema)
    return str(cls.__name__).removesuffix("Schema")


def error_schema(service: "Service") -> dict[str, Any]:
    """The error envelope, told by an example the service itself makes."""
    from suite.errors import Problem, ValidationFailed

    example = service.envelope(ValidationFailed(problems=[Problem("title", "title is required", "required")]), "5f0c")
    kinds = {bool: "boolean", str: "string", list: "array", dict: "object", int: "integer"}
    properties = {name: {"type": kinds[type(value)]} for name, value in example.items()}
    return {"type": "object", "required": list(example), "properties": properties, "example": example}


def _teach_fields(converter: OpenAPIConverter) -> None:
    def describe(converter: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
        known = next((shape for kind, shape in _FIELD_TYPES.items() if isinstance(field, kind)), {})
        if isinstance(field, QueryField):
            known = {"type": field.metadata.get("type", "string")}
        extra = {key: value for key, value in field.metadata.items() if key != "description"}
        return {**known, **extra}

    converter.add_attribute_function(describe)  # type: ignore[no-untyped-call]


def _paths(service: "Service", converter: OpenAPIConverter) -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = {}
    taken: set[str] = set()
    for rule in service.url_map.iter_rules():
        declared = getattr(service.view_functions[rule.endpoint], "declaration", None)
        if declared is None or declared.hidden:
            continue
        path = _PARAMETER.sub(r"{\2}", rule.rule)
        for method in METHODS:
            if method in (rule.methods or ()):
                operation = _operation(rule, method, declared, converter)
                operation["operationId"] = _unused(operation["operationId"], taken)
                paths.setdefault(path, {})[method.lower()] = operation
    return paths


def _unused(name: str, taken: set[str]) -> str:
    """`name`, or with a number where one view answers at several paths."""
    unused = next(one for one in chain([name], (f"{name}_{n}" for n in count(2))) if one not in taken)
    taken.add(unused)
    return unused


def _operation(rule: Rule, method: str, declared: Declaration, converter: OpenAPIConverter) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": operation_id(rule, method),
        "summary": declared.summary,
        "tags": [rule.endpoint.split(".")[0]],
        "parameters": [*_path_parameters(rule), *_query_parameters(declared, converter), *_headers(declared)],
        "responses": _responses(declared),
        "security": [] if declared.access in (PUBLIC, OPEN) else [{"bearer": []}, {"service": []}],
        "x-access": declared.access,
    }
    if declared.body is not None:
        operation["requestBody"] = {
            "required": not declared.body_optional,
            "content": {"application/json": {"schema": declared.body}},
        }
    elif declared.form is not None:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": declared.form}}}
    return {key: value for key, value in operation.items() if value != [] or key == "security"}


def operation_id(rule: Rule, method: str) -> str:
    """Unique: the endpoint, and the method where one view serves several."""
    name = rule.endpoint.replace(".", "_").replace("-", "_")
    served = [verb for verb in METHODS if verb in (rule.methods or ())]
    return name if len(served) == 1 else f"{name}_{method.lower()}"


def _path_parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    for converter, name in _PARAMETER.findall(rule.rule):
        kind = "integer" if converter == "int" else "string"
        yield {"name": name, "in": "path", "required": True, "schema": {"type": kind}}


def _query_parameters(declared: Declaration, converter: OpenAPIConverter) -> Iterator[dict[str, Any]]:
    if declared.query is None:
        return
    for name, field in declared.query.fields.items():
        yield {
            "name": field.data_key or name,
            "in": "query",
            "required": field.required,
            "description": field.metadata.get("description", ""),
            "schema": converter.field2property(field),
        }


def _headers(declared: Declaration) -> Iterator[dict[str, Any]]:
    if declared.idempotent:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The first success is stored for 24 hours and replayed.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        }


def _responses(declared: Declaration) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, reply in declared.replies.items():
        description, schema = reply if isinstance(reply, tuple) else (reply, None)
        responses[str(status)] = _response(status, description, schema, declared.produces)
    responses["default"] = _response(500, "Error", None, "application/json")
    return responses


def _response(status: int, description: str, schema: Schema | None, media_type: str) -> dict[str, Any]:
    response: dict[str, Any] = {"description": description}
    if status >= 400:
        response["content"] = {"application/json": {"schema": "Error"}}
    elif status not in (204, 304):
        response["content"] = {media_type: {"schema": schema} if schema else {}}
    return response
