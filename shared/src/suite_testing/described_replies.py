"""Every reply a test receives, held against the service's own OpenAPI document.

A status, header or field that the document does not tell fails the test. What is not described yet is listed in
`services/<id>/tests/undescribed_replies.txt`, a line each: `GET /path 200` for a body without a schema or one that is
not told rightly, `GET /path 200 Header-Name` for a header, `GET /path 418 status` for a status. The lists only shrink;
a service without one describes everything.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
import yaml
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException

from suite.environment import find_root
from suite.http.layer import Layer
from suite.http.service import Service
from suite.openapi.document import build_document
from suite.openapi.headers import RETRY_AFTER

LIST = "undescribed_replies.txt"
COLLECT = "SUITE_COLLECT_REPLIES"  # a file to write lines to instead of failing, for whoever begins a list
# Of transport, caches, browsers and security: the same for every reply and nothing a client of the API reads.
UNTOLD = re.compile(
    r"(?i)content-(type|length|security-policy|encoding|language)|vary|cache-control|date|server|connection|age|allow"
    r"|transfer-encoding|keep-alive|referrer-policy|permissions-policy|cross-origin-.*|strict-transport-security"
    r"|access-control-.*|x-(content-type-options|frame-options|permitted-cross-domain-policies|xss-protection)"
    r"|x-robots-tag|x-accel-(buffering|expires)|set-cookie"
)
_PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


class Undescribed(AssertionError):
    """A reply the document does not tell of."""


class ReplyChecker:
    """Holds replies of one service against its document."""

    def __init__(self, service_id: str, document: Mapping[str, Any]) -> None:
        self._service_id = service_id
        self._document = document
        self._components = closed(document["components"])
        self._allowed = allowed_lines(service_id)
        self._validators: dict[str, Draft202012Validator] = {}

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """What the documented paths match, those with the fewest parameters first."""
        paths = sorted(self._document["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(path))), path) for path in paths]

    def check(self, path: str, method: str, status: int, headers: Iterable[str], body: bytes | None) -> None:
        """Undescribed unless the document tells of this reply; `body` is None when it is not to be looked at."""
        method = "GET" if method == "HEAD" else method
        operation = self._document["paths"].get(path, {}).get(method.lower())
        if operation is None:
            return
        for line, why in self._problems(operation, f"{method} {path} {status}", str(status), headers, body):
            if line not in self._allowed:
                report(self._service_id, line, why)

    def _problems(
        self, operation: Mapping[str, Any], line: str, status: str, headers: Iterable[str], body: bytes | None
    ) -> Iterator[tuple[str, str]]:
        response = self._resolved(operation["responses"].get(status))
        if response is None and int(status) >= 400:
            other = self._resolved(operation["responses"].get("default"))
            # Ours are told one by one; what another service says may have any status.
            response = other if other and RETRY_AFTER in other["headers"] else None
        if response is None:
            yield f"{line} status", "the status is not told"
            return
        described = {name.lower() for name in response.get("headers", {})}
        for name in headers:
            if name.lower() not in described and not UNTOLD.fullmatch(name):
                yield f"{line} {name}", "the header is not told"
        if body:
            yield from self._body_problems(response, line, body)

    def _resolved(self, response: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        reference = (response or {}).get("$ref")
        if not reference:
            return response
        found: Mapping[str, Any] = self._document["components"]["responses"][reference.rpartition("/")[2]]
        return found

    def _body_problems(self, response: Mapping[str, Any], line: str, body: bytes) -> Iterator[tuple[str, str]]:
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            yield line, "the body has no schema"
            return
        validator = self._validators.get(line)
        if validator is None:
            validator = Draft202012Validator({**closed(schema), "components": self._components})
            self._validators[line] = validator
        faults = [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(json.loads(body))]
        if faults:
            yield line, "; ".join(faults[:3])


def closed(schema: Any) -> Any:
    """A copy in which an object has the properties it names and no other."""
    if isinstance(schema, list):
        return [closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: value if key in ("example", "enum", "default") else closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema and "allOf" not in schema:
        copy["additionalProperties"] = False
    return copy


def list_of(service_id: str) -> Path:
    """Where a service's list is."""
    return find_root(Path(__file__)) / "services" / service_id / "tests" / LIST


def is_held(service_id: str) -> bool:
    """Whether this is a service of the repository, and not one that a test has made up."""
    return list_of(service_id).parent.is_dir()


@cache
def allowed_lines(service_id: str) -> frozenset[str]:
    """The list of a service; empty without one."""
    path = list_of(service_id)
    if not path.is_file():
        return frozenset()
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def report(service_id: str, line: str, why: str) -> None:
    """Fail the test, or collect the line."""
    collected = os.environ.get(COLLECT)
    if not collected:
        raise Undescribed(f"{service_id}: {line}: {why}")
    with open(collected, "a", encoding="utf-8") as file:
        file.write(f"{service_id}\t{line}\t{why}\n")


def install() -> None:
    """Hold what every service answers in this process; called once by the pytest plugin."""
    answer = Layer.__call__

    def answer_and_check(layer: Layer, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        begun: list[tuple[int, list[str]]] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            begun.append((int(status[:3]), [name for name, _ in headers]))
            kinds.extend(value for name, value in headers if name.lower() == "content-type")
            return start_response(status, headers, *rest)

        kinds: list[str] = []
        method = str(environ["REQUEST_METHOD"])
        body = answer(layer, environ, start)
        path = path_of(layer.service, environ)
        if begun and path and (checker := checker_of(layer.service)):
            whole = b"".join(body) if isinstance(body, list | tuple) else None
            is_json = bool(kinds) and kinds[-1].partition(";")[0] == "application/json"
            checker.check(path, method, *begun[-1], whole if is_json and method != "HEAD" else None)
        return body

    Layer.__call__ = answer_and_check  # type: ignore[method-assign, assignment]


def check_over_the_wire(module: str, reply: requests.Response) -> None:
    """Hold a reply of a running service against its file; `module` is its application, `blog_api.wsgi:app`."""
    checker = checker_of_file(module.partition(".")[0].replace("_", "-"))
    requested = urlsplit(str(reply.url)).path
    path = next((path for pattern, path in checker.patterns if pattern.fullmatch(requested)), None) if checker else None
    if checker is None or path is None or reply.history or reply.request.method == "OPTIONS":
        return
    is_json = reply.headers.get("Content-Type", "").partition(";")[0] == "application/json"
    body = reply.content if is_json and reply._content_consumed else None  # type: ignore[attr-defined]
    checker.check(path, str(reply.request.method), reply.status_code, reply.headers, body)


@cache
def checker_of_file(service_id: str) -> ReplyChecker | None:
    """The checker of a service's openapi.yaml; None for one that is not of the repository."""
    path = find_root(Path(__file__)) / "services" / service_id / "openapi.yaml"
    return (
        ReplyChecker(service_id, yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
        if path.is_file()
        else None
    )


def path_of(service: Service, environ: Mapping[str, Any]) -> str | None:
    """The documented path of the route that answered, None for none."""
    method = environ["REQUEST_METHOD"]
    if method == "OPTIONS":
        return None
    adapter = service.url_map.bind("localhost")
    decoded = str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "replace")
    try:
        rule, _ = adapter.match(decoded, method=method, return_rule=True)
    except HTTPException:
        return None
    return _PARAMETER.sub(r"{\1}", rule.rule)


def checker_of(service: Service) -> ReplyChecker | None:
    """The checker of a service of the repository; None for one that a test has made up."""
    if not is_held(service.settings.ID) or service.title.startswith("Worker of"):
        return None
    rules = tuple(sorted(rule.rule for rule in service.url_map.iter_rules()))
    return _checker(service.settings.ID, rules, service.json_type, Built(service))


class Built:
    """A service that hashes like any other of its kind: its document is built once."""

    def __init__(self, service: Service) -> None:
        self.service = service

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Built)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=32)
def _checker(service_id: str, rules: tuple[str, ...], json_type: str, built: Built) -> ReplyChecker:
    return ReplyChecker(service_id, build_document(built.service))
