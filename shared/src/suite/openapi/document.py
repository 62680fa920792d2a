"""The OpenAPI 3.1 document of a service."""

import re
from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import fields
from werkzeug.routing import Rule

from suite import VERSION
from suite.http.declaration import OPEN, PUBLIC, Declaration
from suite.http.fields import Choice, Flag, JsonObject, QueryField, Text, TextList, Whole
from suite.http.idempotency import LONGEST_KEY
from suite.openapi.headers import HEADERS
from suite.openapi.responses import Responses

if TYPE_CHECKING:
    from suite.http.service import Service

# In the metadata of a field of a query: the view asks for it itself.
REQUIRED_BY_VIEW = "required_by_view"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Tokens of routes that other machines call, and of /metrics: no identity of the suite.
TOKENS: dict[str, dict[str, Any]] = {
    "metrics": {"type": "http", "scheme": "bearer", "description": "METRICS_TOKEN"},
    "pushed": {"type": "http", "scheme": "bearer", "description": "The token of whoever pushes events here."},
}
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
    plugin = MarshmallowPlugin(schema_name_resolver=SchemaNames())
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
    for name, scheme in TOKENS.items():
        if any(declaration_of(service, rule).token == name for rule in told_rules(service)):
            spec.components.security_scheme(name, scheme)
    responses = Responses(service)
    _require_known(service)
    for path, operations in sorted(_paths(service, plugin.converter, responses).items()):
        spec.path(path=path, operations=operations)
    document: dict[str, Any] = spec.to_dict()
    components = document["components"]
    components.setdefault("schemas", {}).update(responses.errors.schemas)
    components["responses"] = dict(sorted(responses.components.items()))
    components["headers"] = {name: HEADERS[name] for name in sorted(_used_headers(document))}
    drop_null_defaults(document["components"])
    return document


def _require_known(service: "Service") -> None:
    """ValueError for the form of a parameter that no path has."""
    named = {name for rule in told_rules(service) for name in rule.arguments}
    if unknown := service.segments.keys() - named:
        raise ValueError(f"no path has {', '.join(sorted(unknown))}")


def drop_null_defaults(content: Any) -> None:
    """A default of null only says that a field may be absent, and contradicts the field's own type."""
    if isinstance(content, dict):
        if "type" in content and content.get("default", ...) is None:
            del content["default"]
        for value in content.values():
            drop_null_defaults(value)


class SchemaNames:
    """Names of components: that of the class without its ending, each for one class only."""

    def __init__(self) -> None:
        self._classes: dict[str, type[Any]] = {}

    def __call__(self, schema: Any) -> str:
        """The name of a schema; ValueError when another class has it already."""
        cls = schema if isinstance(schema, type) else type(schema)
        name = str(cls.__name__).removesuffix("Schema")
        if self._classes.setdefault(name, cls) is not cls:
            raise ValueError(f"{name} is the name of two schemas: {self._classes[name]!r} and {cls!r}")
        return name


def _used_headers(content: Any) -> set[str]:
    """Names of the headers that responses refer to."""
    if isinstance(content, dict):
        own = set(content["headers"]) if isinstance(content.get("headers"), dict) else set()
        return own.union(*map(_used_headers, content.values()))
    return set().union(*map(_used_headers, content)) if isinstance(content, list) else set()


def _teach_fields(converter: OpenAPIConverter) -> None:
    def describe(converter: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
        known = next((shape for kind, shape in _FIELD_TYPES.items() if isinstance(field, kind)), {})
        if isinstance(field, QueryField):
            known = {"type": field.metadata.get("type", "string")}
        extra = {key: value for key, value in field.metadata.items() if key != "description"}
        shape = {**known, **extra}
        # A query string has no null.
        nullable = field.allow_none and not isinstance(field, QueryField)
        return or_null(shape) if nullable else shape

    converter.add_attribute_function(describe)  # type: ignore[no-untyped-call]


def _paths(service: "Service", converter: OpenAPIConverter, responses: Responses) -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = {}
    operation_ids: set[str] = set()
    for rule in told_rules(service):
        declared = declaration_of(service, rule)
        path = _PARAMETER.sub(r"{\2}", rule.rule)
        for method in METHODS:
            if method in (rule.methods or ()):
                operation = _operation(service, rule, method, converter)
                if membership := service.membership_of(path, declared):
                    operation["description"] = f"{operation.get('description', '')} {membership}".strip()
                operation["responses"] = responses.of(rule, path, method, declared)
                operation["operationId"] = _unused(operation["operationId"], operation_ids)
                paths.setdefault(path, {})[method.lower()] = operation
    return paths


def declaration_of(service: "Service", rule: Rule) -> Declaration:
    """What the view behind a rule declares."""
    view: Any = service.view_functions[rule.endpoint]
    declared: Declaration = view.declaration
    return declared


def told_rules(service: "Service") -> Iterator[Rule]:
    """The rules the document tells of."""
    return (rule for rule in service.url_map.iter_rules() if not declaration_of(service, rule).hidden)


def _unused(name: str, used: set[str]) -> str:
    """`name`, or with a number where one view answers at several paths."""
    unused = next(one for one in chain([name], (f"{name}_{n}" for n in count(2))) if one not in used)
    used.add(unused)
    return unused


def _operation(service: "Service", rule: Rule, method: str, converter: OpenAPIConverter) -> dict[str, Any]:
    declared = declaration_of(service, rule)
    operation: dict[str, Any] = {
        "operationId": operation_id(rule, method),
        "summary": declared.summary,
        "description": declared.description,
        "tags": [rule.endpoint.split(".")[0]],
        "parameters": [
            *_path_parameters(rule, service.segments),
            *_query_parameters(declared, converter),
            *_headers(declared),
        ],
        "security": security_of(declared),
        "x-access": declared.access,
    }
    if declared.body is not None:
        operation["requestBody"] = {
            "required": not declared.body_optional,
            "content": {"application/json": {"schema": declared.body}},
        }
    elif declared.reads:
        content = {media_type: {"schema": schema} for media_type, schema in declared.reads.items()}
        operation["requestBody"] = {"required": True, "content": content}
    return {key: value for key, value in operation.items() if value not in ([], "") or key == "security"}


def operation_id(rule: Rule, method: str) -> str:
    """Unique: the endpoint, and the method where one view serves several."""
    name = rule.endpoint.replace(".", "_").replace("-", "_")
    served = [verb for verb in METHODS if verb in (rule.methods or ())]
    return name if len(served) == 1 else f"{name}_{method.lower()}"


def _path_parameters(rule: Rule, segments: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for converter, name in _PARAMETER.findall(rule.rule):
        schema = {"type": "integer"} if converter == "int" else _segment_schema(rule._converters[name].regex)
        yield {"name": name, "in": "path", "required": True, "schema": segments.get(name, schema)}


def or_null(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema that admits null as well; one without a type of its own admits it already."""
    if not isinstance(shape.get("type"), str):
        return shape
    words = {"enum": [*shape["enum"], None]} if "enum" in shape else {}
    return {**shape, "type": [shape["type"], "null"], **words}


def _segment_schema(expression: str) -> dict[str, Any]:
    """A text; with its form where only some texts lead to the route."""
    # Any segment, or any but the names of other routes.
    if expression.startswith(("[^/]", "(?!")):
        return {"type": "string"}
    return {"type": "string", "pattern": f"^(?:{expression})$"}


def _query_parameters(declared: Declaration, converter: OpenAPIConverter) -> Iterator[dict[str, Any]]:
    if declared.query is None:
        return
    for name, field in declared.query.fields.items():
        shape = converter.field2property(field)
        # A repeated key is one value here: entries stand in it with commas.
        commas = declared.query.first_counts and shape.get("type") == "array"
        # A view may refuse in words of its own what the schema lets through.
        required = field.required or bool(field.metadata.get(REQUIRED_BY_VIEW))
        yield {
            "name": field.data_key or name,
            "in": "query",
            "required": required,
            "description": field.metadata.get("description", ""),
            # An empty value says nothing, as if the parameter were not there.
            **({} if required else {"allowEmptyValue": True}),
            **({"style": "form", "explode": False} if commas else {}),
            "schema": shape,
        }


def _headers(declared: Declaration) -> Iterator[dict[str, Any]]:
    if declared.idempotent:
        # An empty one is none.
        schema = {"type": "string", "pattern": "^[!-~]*$", "maxLength": LONGEST_KEY}
        yield _header("Idempotency-Key", "The first success is stored for 24 hours and replayed.", schema)
    if 412 in declared.replies:
        required = 428 in declared.replies
        yield {
            **_header("If-Match", "The ETag of the version this is about.", {"type": "string", "minLength": 1}),
            "required": required,
        }
    if 304 in declared.replies:
        yield _header("If-None-Match", "The ETag the client has already.", {"type": "string"})


def _header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def security_of(declared: Declaration) -> list[dict[str, list[str]]]:
    """What a caller has to bring; the empty requirement says that it may be nothing."""
    if declared.token:
        return [{}, {declared.token: []}]
    guarded: list[dict[str, list[str]]] = [{"bearer": []}, {"service": []}]
    if declared.access == PUBLIC:
        return []
    return [{}, *guarded] if declared.access == OPEN else guarded
