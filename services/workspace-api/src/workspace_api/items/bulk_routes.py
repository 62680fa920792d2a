"""POST /api/items/bulk."""

from flask import Blueprint

from suite.database import Connection
from suite.errors import AppError
from suite.http import EDITOR, Call, Reply, endpoint, json_reply
from suite.http.idempotency import write_once
from suite.imports import DryRun
from workspace_api.history.ledger import ItemEditor, Ledger
from workspace_api.items.bulk import BulkRun, OperationOutcome, parse_operations
from workspace_api.items.bulk_replies import BulkRefusalSchema, BulkReportSchema
from workspace_api.items.schemas import BulkSchema
from workspace_api.service import WorkspaceService
from workspace_api.tables import IDEMPOTENCY

bulk = Blueprint("bulk", __name__)


class BulkRefused(AppError):
    """Bulk operation refused; nothing was applied"""

    status = 422
    code = "UNPROCESSABLE"


@bulk.post("/bulk")
@endpoint(
    EDITOR,
    "Create, change and delete up to 500 items",
    body=BulkSchema(),
    idempotent=True,
    replies={
        200: ("All succeeded", BulkReportSchema()),
        207: ("Some failed (independent)", BulkReportSchema()),
        422: ("Nothing applied (atomic), or the Idempotency-Key was used with another request", BulkRefusalSchema()),
    },
)
def run_bulk(call: Call[WorkspaceService]) -> Reply:
    mode, dry_run = call.body["mode"], call.body["dry_run"]
    operations = parse_operations(call.body["operations"])
    ledger = Ledger(ItemEditor.of_call(call))
    run = BulkRun(ledger, operations, atomic=mode == "atomic", dry_run=dry_run)

    def write(connection: Connection) -> Reply:
        outcomes = run.apply(connection)
        if dry_run:
            raise DryRun
        if run.atomic and run.failed:
            raise BulkRefused(extra=summary(run, mode, outcomes, applied=False))
        ledger.flush(connection)
        return json_reply(summary(run, mode, outcomes, applied=True), 207 if run.failed else 200)

    try:
        reply = write_once(call, IDEMPOTENCY, write)
    except DryRun:
        return json_reply(summary(run, mode, run.outcomes, applied=False))
    if "Idempotency-Replayed" not in reply.headers:
        for entry in ledger.entries:
            call.service.written.count(entry.action)
    return reply


def summary(run: BulkRun, mode: str, outcomes: list[OperationOutcome], *, applied: bool) -> dict[str, object]:
    """The reply's body."""
    return {
        "success": run.dry_run or not (run.atomic and run.failed),
        "mode": mode,
        "dry_run": run.dry_run,
        "applied": applied,
        "count": len(outcomes),
        "succeeded": sum(outcome.status < 400 for outcome in outcomes),
        "failed": run.failed,
        "results": [outcome.wire() for outcome in outcomes],
    }
