"""The responses of an operation: those it declares, and those that follow from how every request is guarded."""

from typing import TYPE_CHECKING, Any

from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import Rule

from suite.http.declaration import ADMIN, EDITOR, PUBLIC, Declaration
from suite.openapi.errors import MAIN, ErrorSchemas
from suite.openapi.headers import RATE_LIMITS, REQUEST_ID, RETRY_AFTER, references

if TYPE_CHECKING:
    from suite.http.service import Service

VERSIONED = frozenset({304, 412, 428})  # what has such a reply has a version
WITHOUT_BODY = frozenset({101, 204, 301, 302, 303, 304, 307, 308})
FOLLOWS = {
    400: "The request breaks a rule.",
    401: "No token, or none that is valid now.",
    403: "The caller's role does not allow this.",
    404: "There is nothing at this address.",
    408: "The request did not arrive in time.",
    409: "A request with this Idempotency-Key is in progress.",
    413: "The body is too large.",
    415: "The body is not declared as what this route takes.",
    422: "A field breaks a rule, or the Idempotency-Key was used with another request.",
    429: "Too many requests.",
    500: "A failure of ours.",
    503: "Something this needs is not available; try again later.",
    507: "No space is left to store this.",
}
PAGES = ("text/html", "application/xml")
_RETRIED = frozenset({429, 503, 507})


class Responses:
    """Writes the responses of a service's operations; what many share is a component."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self.errors = ErrorSchemas(service)
        self.components: dict[str, dict[str, Any]] = {}

    def of(self, rule: Rule, path: str, method: str, declared: Declaration) -> dict[str, Any]:
        """Status → response."""
        schema = self.errors.name_for(path)
        limited = not self._service.unlimited.has(path)
        responses: dict[int, dict[str, Any]] = {}
        for status, reply in declared.replies.items():
            description, body = reply if isinstance(reply, tuple) else (reply, None)
            headers = self._headers(status, method, declared, limited)
            response: dict[str, Any] = {"description": description, "headers": headers}
            if status >= 400 and body is None:
                response["content"] = self._error_content(schema)
                if declared.produces in PAGES:
                    # Who reads pages gets one.
                    response["content"]["text/html"] = content_of("text/html", None)
                if declared.produces == "application/xml":
                    # Crawlers are told in plain text.
                    response["content"]["text/plain"] = content_of("text/plain", None)
            elif status not in WITHOUT_BODY:
                media_type = declared.produces if status < 400 else self._json_type
                response["content"] = {media_type: content_of(media_type, body)}
                for other in declared.also_produces if status < 400 else ():
                    kind = "object" if other == self._json_type else "string"
                    response["content"][other] = {"schema": {"type": kind}}
            responses[status] = response
        decided = self._service.membership_of(path, declared)
        for status in [*implied(rule, method, declared), *([403] if decided else ())]:
            if status not in responses and (limited or status != 429):
                responses[status] = self._shared(status, schema, declared, limited)
        described: dict[str, Any] = {str(status): responses[status] for status in sorted(responses)}
        described["default"] = self._default(schema, declared, limited)
        return described

    def _default(self, schema: str, declared: Declaration, limited: bool) -> dict[str, Any]:
        if not declared.upstream:
            return self._component("Failure", "Any other error.", schema, [REQUEST_ID])
        names = [REQUEST_ID, *(RATE_LIMITS if limited else ()), RETRY_AFTER]
        description = f"Any other error, those of {declared.upstream} with their own status."
        return self._component(f"{declared.upstream}Failure", description, schema, names)

    def _headers(self, status: int, method: str, declared: Declaration, limited: bool) -> dict[str, Any]:
        names = [REQUEST_ID, *(RATE_LIMITS if limited else ())]
        if status < 400:
            names += declared.headers
            if declared.replies.keys() & VERSIONED:
                names.append("ETag")
            if declared.idempotent:
                names.append("Idempotency-Replayed")
            if status in (201, 202, 301, 302, 303, 307, 308):
                names.append("Location")
        else:
            names += [*error_headers(status), *([RETRY_AFTER] if declared.upstream else ())]
        return references(list(dict.fromkeys(names)))

    def _shared(self, status: int, schema: str, declared: Declaration, limited: bool) -> dict[str, Any]:
        names = [REQUEST_ID, *(RATE_LIMITS if limited else ()), *error_headers(status)]
        if declared.upstream:
            names = list(dict.fromkeys([*names, RETRY_AFTER]))
        # Python 3.13 calls 413 and 422 otherwise than 3.11 does, and names of a contract do not follow that.
        name = declared.upstream + HTTP_STATUS_CODES[status].title().replace(" ", "").replace("-", "")
        return self._component(name + ("" if limited else "Unlimited"), FOLLOWS[status], schema, names)

    def _component(self, name: str, description: str, schema: str, headers: list[str]) -> dict[str, Any]:
        full = schema.removesuffix(MAIN) + name
        self.components[full] = {
            "description": description,
            "headers": references(headers),
            "content": self._error_content(schema),
        }
        return {"$ref": f"#/components/responses/{full}"}

    @property
    def _json_type(self) -> str:
        return self._service.json_type.partition(";")[0]

    def _error_content(self, schema: str) -> dict[str, Any]:
        return {self._json_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def content_of(media_type: str, body: Any) -> dict[str, Any]:
    """What a response holds; whatever is not JSON is a text or bytes."""
    if body is not None:
        return {"schema": body}
    if media_type == "text/event-stream":
        # Each event; a stream is a series of them.
        return {
            "schema": {"type": "object", "properties": {name: {"type": "string"} for name in ("id", "event", "data")}}
        }
    if media_type.endswith("yaml"):
        return {"schema": {"type": "object"}}
    return {} if media_type.endswith("json") else {"schema": {"type": "string"}}


def implied(rule: Rule, method: str, declared: Declaration) -> list[int]:
    """Error statuses that follow from access, parameters, body and limits."""
    statuses = [400, 429, 500, 503]
    if declared.access != PUBLIC or declared.token:
        statuses.append(401)
    if declared.access in (EDITOR, ADMIN):
        statuses.append(403)
    if rule.arguments:
        statuses.append(404)
    statuses += [schema.refused_with.status for schema in (declared.query, declared.body) if schema is not None]
    if declared.body is not None or declared.reads:
        statuses += [408, 413, 415]
    if declared.idempotent:
        statuses += [409, 422]
    if method != "GET":
        statuses.append(507)
    return sorted(set(statuses))


def error_headers(status: int) -> list[str]:
    """Headers that an error brings."""
    if status in _RETRIED:
        return [RETRY_AFTER]
    return {401: ["WWW-Authenticate"], 412: ["ETag"], 416: ["Accept-Ranges", "Content-Range"]}.get(status, [])
