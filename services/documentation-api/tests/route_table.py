"""Every route: what it answers when asked rightly, and how it can be asked wrongly.

`{system}`, `{idea}`, `{file}` and `{entry}` stand for ids of records that are there.
"""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

NEW_SYSTEM = {"name": "Sistema da tabela", "type": "api"}
NEW_IDEA = {"title": "Ideia da tabela", "category": "content"}
OPENAPI = """
openapi: 3.1.0
info: {title: Pedidos, version: 1.0.0}
paths:
  /pedidos:
    get:
      summary: Lista pedidos
      responses: {"200": {description: Os pedidos}}
"""
NEW_SPEC = {"name": "outra-tabela", "openapi": OPENAPI}
NO_VERSION = "/api/v1/versions/9.9.9"
SPEC_BYTES = 32 * 1_048_576
AUDIT_DATA = {"frontmatter": {}, "links": {}, "duplicates": {}}


@dataclass(frozen=True)
class Case:
    """One route. `asked` is its path with a right query; `bad` are queries or bodies that are a
    400, `missing` is a path of the route that leads to nothing."""

    method: str
    asked: str
    status: int = 200
    body: Any = None
    form: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    bad: tuple[Any, ...] = ()
    keys: frozenset[str] = frozenset({"success", "data"})
    missing: str | None = None
    most_bytes: int = 1_048_576


def get(asked: str, *bad: str, keys: str = "success data", status: int = 200, missing: str | None = None) -> Case:
    return Case("GET", asked, status, bad=bad, keys=frozenset(keys.split()), missing=missing)


LISTED = "success data count total limit offset filters"
PAGED = "success data count total pagination"
BAD_PAGE = ("limit=0", "offset=-1", "order_by=x", "order_direction=x")

CASES = [
    get("/", keys="success service version endpoints"),
    get("/api/v1/systems?status=online", "status=1", "search=x", *BAD_PAGE, keys=LISTED),
    Case(
        "POST",
        "/api/v1/systems",
        201,
        NEW_SYSTEM,
        bad=({}, {"name": 1}),
        keys=frozenset({"success", "data", "message"}),
    ),
    get("/api/v1/systems/{system}"),
    Case("PUT", "/api/v1/systems/{system}", body={"owner": "Ana"}, bad=({}, {"port": "1"})),
    Case("DELETE", "/api/v1/systems/{system}", keys=frozenset({"success", "message"})),
    Case("POST", "/api/v1/systems/{system}/health"),
    get("/api/v1/systems/{system}/health?days=30", "days=31"),
    Case("POST", "/api/v1/systems/health-check-all"),
    get("/api/v1/systems/status/online", *BAD_PAGE, keys=f"{LISTED} status"),
    get("/api/v1/systems/type/api", *BAD_PAGE, keys=f"{LISTED} type"),
    get("/api/v1/systems/search?q=sistema", "q=x", "", *BAD_PAGE, keys=f"{LISTED} query"),
    get("/api/v1/systems/statistics"),
    get("/api/v1/ideas?category=bug_fix", "category=-", "system_id=1", *BAD_PAGE, keys=LISTED),
    Case("POST", "/api/v1/ideas", 201, NEW_IDEA, bad=({}, {**NEW_IDEA, "due_date": "x"})),
    get("/api/v1/ideas/kanban?priority=high", "priority=1", keys="success data counts"),
    get("/api/v1/ideas/{idea}"),
    Case("PUT", "/api/v1/ideas/{idea}", body={"status": "todo"}, bad=({}, {"status": "x"})),
    Case("DELETE", "/api/v1/ideas/{idea}", keys=frozenset({"success", "message"})),
    get("/api/v1/ideas/{idea}/files", "limit=0", keys=PAGED),
    Case("POST", "/api/v1/ideas/{idea}/files", 201, form={"files": (b"texto", "a.txt")}, bad=(None,)),
    get("/api/v1/files?is_public=true", "is_public=1", "min_size=x", "limit=0", "order_by=name", keys=PAGED),
    Case("POST", "/api/v1/files/upload", 201, form={"file": (b"um", "b.txt")}, bad=(None,)),
    Case("POST", "/api/v1/files/upload-multiple", 201, form={"files": (b"dois", "c.txt")}, bad=(None,)),
    get("/api/v1/files/upload-info"),
    get("/api/v1/files/statistics"),
    get("/api/v1/files/stats"),
    get("/api/v1/files/search?q=arquivo", "q=x", "", keys=f"{PAGED} query"),
    get("/api/v1/files/idea/{idea}", "limit=0", keys=PAGED),
    get("/api/v1/files/system/{system}", "limit=0", keys=PAGED),
    get("/api/v1/files/{file}"),
    get("/api/v1/files/{file}/metadata"),
    get("/api/v1/files/{file}/download", keys=""),
    Case("PUT", "/api/v1/files/{file}", body={"is_public": True}, bad=({}, {"is_public": "true"})),
    Case("DELETE", "/api/v1/files/{file}", keys=frozenset({"success", "message"})),
    get("/api/v1/stats"),
    get("/api/v1/stats/dashboard"),
    get("/api/v1/stats/systems"),
    get("/api/v1/stats/ideas"),
    get("/api/v1/stats/files"),
    get("/api/v1/stats/health"),
    get("/api/v1/stats/analytics?timeframe=7d", "timeframe=1d"),
    get("/api/v1/stats/search?q=sistema", "q=x", ""),
    get("/api/v1/stats/activity?days=2", "days=0"),
    get(
        "/api/v1/audit?entity_type=idea",
        "entity_type=x",
        "cursor=x",
        "limit=101",
        keys="success count next_cursor data",
    ),
    get("/api/v1/audit/{entry}"),
    get("/api/v1/docs/search?q=docum", "q=x", "q=", "limit=101", keys="success total results query did_you_mean"),
    get("/api/v1/docs/search-hybrid?q=docum", "q=x", "alpha=2", keys="success total results alpha collection"),
    get("/api/v1/docs/facets", f"q={'x' * 201}", keys="success facets"),
    get("/api/v1/docs/suggest?q=do", "", "limit=11&q=do", keys="success suggestions"),
    get("/api/v1/docs/stats", keys="success stats"),
    get("/api/v1/docs/content?path=nowhere", "path=../x", "path=/x", status=404, keys="success error"),
    Case("POST", "/api/v1/docs/reindex", keys=frozenset({"success", "indexed"})),
    get("/api/v1/docs/health/summary"),
    get("/api/v1/docs/health/metrics"),
    get("/api/v1/docs/health/issues?type=links", "type=x", "limit=0"),
    get("/api/v1/docs/health/trends?days=2", "days=0"),
    get("/api/v1/docs/health/latest-report"),
    get("/api/v1/docs/health/dashboard-metrics"),
    Case("POST", "/api/v1/docs/health/update-metrics", body=AUDIT_DATA, bad=({}, {"links": {}})),
    Case("POST", "/api/v1/docs/health/record-fix", body={"issue_type": "links"}, bad=({}, {"issue_type": "x"})),
    get("/api/v1/search?q=pedidos", "", "q=x&type=y", "limit=0&q=x", keys="success query total version results"),
    get("/api/v1/suggest?q=pe", "", "q=x&limit=11", keys="success suggestions"),
    Case("POST", "/api/v1/reindex", keys=frozenset({"success", "status", "indexed"})),
    get("/api/v1/specs", keys=""),
    Case(
        "POST", "/api/v1/specs", 201, NEW_SPEC, bad=({}, {"name": "A", "openapi": "x"}), keys=frozenset({"success"}),
        most_bytes=SPEC_BYTES,
    ),
    Case(
        "POST", "/api/v1/specs/validate", body=NEW_SPEC, bad=({}, {"openapi": 1}),
        keys=frozenset({"success", "valid", "errors", "warnings"}), most_bytes=SPEC_BYTES,
    ),
    get("/api/v1/specs/tabela", keys="", missing="/api/v1/specs/nenhuma"),
    get("/api/v1/specs/tabela/operations", "limit=0", keys="", missing="/api/v1/specs/nenhuma/operations"),
    get("/api/v1/versions", keys="success base latest stable all", missing="/api/v1/versions?spec=nenhuma"),
    Case(
        "POST", "/api/v1/versions", 201, {"type": "patch"}, bad=({}, {"type": "x"}),
        keys=frozenset({"version", "diff"}), most_bytes=SPEC_BYTES,
    ),
    get("/api/v1/versions/latest", keys="success version path specs lastUpdated", missing=NO_VERSION),
    get(
        "/api/v1/versions/1.0.0/spec/openapi?format=json", "format=x", keys="openapi info paths",
        missing=f"{NO_VERSION}/spec/openapi",
    ),
    get("/api/v1/versions/1.0.0/status", keys="openapi version endpoints", missing=f"{NO_VERSION}/status"),
    get(
        "/api/v1/versions/compare/1.0.0/latest", keys="success verdict findings",
        missing="/api/v1/versions/compare/1.0.0/9.9.9",
    ),
    get("/api/v1/docs/status", keys="success openapi asyncapi symbols lastChecked issues status"),
    get("/api/v1/docs/check", keys="success status message issues"),
    get("/api/v1/docs/download", keys=""),
    get("/api/v1/docs/spec/openapi.yaml", keys="", missing="/api/v1/docs/spec/openapi.yaml?spec=nenhuma"),
    get("/api/v1/docs/spec/asyncapi.yaml", keys="", status=404),
    get("/spec/openapi.yaml", keys="", missing="/spec/openapi.yaml?spec=nenhuma"),
    get("/spec/asyncapi.yaml", keys="", status=404),
]  # fmt: skip

COMMON = ("/docs", "/health", "/healthz", "/metrics", "/metrics.json", "/openapi.json", "/readyz")

NOT_SERVED = (
    "/api/v1/upload", "/api/v1/upload-multiple", "/api/v1/{idea}", "/api/v1/{file}/download", "/api/v1/idea/{idea}",
    "/api/v1/system/{system}", "/api/v1/statistics", "/api/v1/upload-info", "/api/v1/dashboard", "/api/v1/health",
    "/api/v1/analytics", "/api/v1/activity", "/api/v1/", "/_static", "/_static/app.js", "/spec", "/spec/", "/docs/x",
    "/api/v1/semantic/search", "/api/v1/rag/query",
)  # fmt: skip


def form_of(case: Case) -> dict[str, Any]:
    """The multipart form of a case."""
    return {name: (BytesIO(content), file_name) for name, (content, file_name) in case.form.items()}
