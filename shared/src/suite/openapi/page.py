"""A reading page for an OpenAPI document, for browsers without scripts: nothing is loaded for it."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

METHODS = ("get", "post", "put", "patch", "delete")


def render_body(document: dict[str, Any]) -> Markup:
    """The page's style and body as HTML."""
    info = document["info"]
    style = Markup(files("suite.openapi").joinpath("page.css").read_text(encoding="utf-8"))
    operations = list(_operations(document))
    contents = Markup("").join(
        Markup('<li><a href="#{}"><b class="{}">{}</b> {}</a></li>').format(anchor, method, method, path)
        for anchor, method, path, _ in operations
    )
    sections = Markup("").join(_section(document, *operation) for operation in operations)
    return Markup(
        "<style>{style}</style>"
        "<nav><h1>{title}</h1><p>version {version}</p><ul>{contents}</ul></nav>"
        "<main><p>{description}</p>{sections}</main>"
    ).format(
        title=info["title"],
        style=style,
        version=info["version"],
        contents=contents,
        description=info.get("description", ""),
        sections=sections,
    )


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield item[method]["operationId"], method, path, item[method]


def _section(document: dict[str, Any], anchor: str, method: str, path: str, operation: dict[str, Any]) -> Markup:
    rows = [_parameter_row(parameter) for parameter in operation.get("parameters", [])]
    parameters = (
        Markup("<table><tr><th>parameter</th><th>in</th><th>form</th><th>meaning</th></tr>{}</table>").format(
            Markup("").join(rows)
        )
        if rows
        else Markup("")
    )
    replies = Markup("").join(
        Markup("<li><code>{}</code> {}</li>").format(status, _shared(document, response)["description"])
        for status, response in operation["responses"].items()
    )
    return Markup(
        '<section id="{anchor}"><h2><b class="{method}">{method}</b> <code>{path}</code></h2>'
        "<p>{summary} <small>access: {access}</small></p>{parameters}{body}<ul>{replies}</ul></section>"
    ).format(
        anchor=anchor,
        method=method,
        path=path,
        summary=operation["summary"],
        access=operation.get("x-access", ""),
        parameters=parameters,
        body=_body(document, operation),
        replies=replies,
    )


def _shared(document: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    name = response.get("$ref", "").rpartition("/")[2]
    shared: dict[str, Any] = document["components"]["responses"].get(name, response)
    return shared


def _parameter_row(parameter: dict[str, Any]) -> Markup:
    schema = {key: value for key, value in parameter["schema"].items() if key != "readOnly"}
    name = Markup("<b>{}</b>").format(parameter["name"]) if parameter.get("required") else escape(parameter["name"])
    return Markup("<tr><td>{}</td><td>{}</td><td><code>{}</code></td><td>{}</td></tr>").format(
        name, parameter["in"], json.dumps(schema, ensure_ascii=False), parameter.get("description", "")
    )


def _body(document: dict[str, Any], operation: dict[str, Any]) -> Markup:
    if "requestBody" not in operation:
        return Markup("")
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    shown = document["components"]["schemas"].get(name, schema)
    return Markup("<h3>Body</h3><pre>{}</pre>").format(json.dumps(shown, indent=2, ensure_ascii=False))
