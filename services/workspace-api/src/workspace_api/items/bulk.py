"""Many item changes in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from suite.database import Connection, ConstraintViolated, savepoint
from suite.errors import AppError, Conflict, Problem, Unavailable, ValidationFailed
from workspace_api.errors import ItemModified, ItemNotFound, envelope
from workspace_api.history.ledger import Ledger
from workspace_api.items import editing, queries
from workspace_api.items.fields import Item
from workspace_api.items.schemas import MAX_OPERATIONS
from workspace_api.users.queries import active_category_names

ALLOWED_KEYS = {
    "create": {"op", "data"},
    "update": {"op", "id", "data", "version"},
    "delete": {"op", "id", "version"},
}
STATUS_OF_SUCCESS = {"create": 201, "update": 200, "delete": 200}
FAILED_DEPENDENCY = 424


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of the request; `version` is its If-Match."""

    op: str
    item_id: UUID | None
    sent_id: str | None
    data: Mapping[str, Any]
    version: int | None


@dataclass(slots=True)
class OperationOutcome:
    """What became of one operation."""

    index: int
    op: str
    item_id: str | None
    status: int
    item: dict[str, Any] | None = None
    error: AppError | None = None

    def wire(self) -> dict[str, Any]:
        """As shown in `results`."""
        shown: dict[str, Any] = {
            "index": self.index,
            "op": self.op,
            "id": self.item_id,
            "status": self.status,
        }
        if self.item is not None:
            shown["data"] = self.item
        if self.error is not None:
            body = envelope(self.error, "")
            shown |= {"error": body["error"], "errors": body["errors"]}
        return shown


@dataclass
class BulkRun:
    """Applies operations in order; `apply` may be called once."""

    ledger: Ledger
    operations: list[Operation]
    atomic: bool
    dry_run: bool
    outcomes: list[OperationOutcome] = field(default_factory=list)
    failed: int = 0

    def apply(self, connection: Connection) -> list[OperationOutcome]:
        """Run every operation behind a savepoint of its own, so that all failures are told."""
        actor = self.ledger.actor
        active = active_category_names(connection, actor.user_id, actor.at)
        wanted = [operation.item_id for operation in self.operations if operation.item_id]
        locked = queries.lock_items(connection, actor.user_id, wanted) if wanted else {}
        for index, operation in enumerate(self.operations):
            self.outcomes.append(self._attempt(connection, index, operation, active, locked))
        if self.atomic and self.failed:
            self._mark_undone()
        return self.outcomes

    def _attempt(
        self,
        connection: Connection,
        index: int,
        operation: Operation,
        active: list[str],
        locked: dict[UUID, Item],
    ) -> OperationOutcome:
        recorded = len(self.ledger.entries)
        try:
            with editing.judging_category(), savepoint(connection, "operation"):
                item = self._perform(connection, operation, active, locked)
        except Unavailable:
            raise  # says nothing about this operation; the whole request may be sent again
        except (AppError, ConstraintViolated) as failure:
            del self.ledger.entries[recorded:]
            self.failed += 1
            error = failure if isinstance(failure, AppError) else Conflict()
            return OperationOutcome(index, operation.op, operation.sent_id, error.status, error=error)
        return self._succeeded(index, operation, item)

    def _perform(
        self, connection: Connection, operation: Operation, active: list[str], locked: dict[UUID, Item]
    ) -> Item | None:
        if operation.op == "create":
            return editing.create_item(connection, self.ledger, editing.parse_new_item(operation.data, active))
        assert operation.item_id is not None or operation.sent_id is not None
        item = locked.get(operation.item_id) if operation.item_id else None
        if item is None:
            raise ItemNotFound(operation.sent_id)
        if operation.version is not None and operation.version != item.version:
            raise ItemModified(item.version)
        if operation.op == "delete":
            editing.delete_item(connection, self.ledger, item)
            return None
        patch = editing.parse_item_patch(connection, self.ledger, item, operation.data)
        return editing.update_item(connection, self.ledger, item, patch)

    def _succeeded(self, index: int, operation: Operation, item: Item | None) -> OperationOutcome:
        shown = item.wire() if item else None
        item_id = operation.sent_id or (str(item.id) if item else None)
        if operation.op == "create" and self.dry_run:
            item_id = None
            shown = {**(shown or {}), "id": None}
        return OperationOutcome(index, operation.op, item_id, STATUS_OF_SUCCESS[operation.op], item=shown)

    def _mark_undone(self) -> None:
        for outcome in self.outcomes:
            if outcome.error is None:
                outcome.status, outcome.item = FAILED_DEPENDENCY, None
                outcome.item_id = None if outcome.op == "create" else outcome.item_id


def parse_operations(content: Any) -> list[Operation]:
    """The operations of a request; ValidationFailed for what is wrong with the list itself."""
    if not isinstance(content, list) or not 1 <= len(content) <= MAX_OPERATIONS:
        text = f"operations must be an array of 1 to {MAX_OPERATIONS} operations"
        raise ValidationFailed(problems=[Problem("operations", text, "invalid_operations")])
    problems: list[Problem] = []
    operations = [parse_operation(index, entry, problems) for index, entry in enumerate(content)]
    problems += duplicate_problems(operations)
    if problems:
        raise ValidationFailed(problems=problems)
    return operations


def parse_operation(index: int, entry: Any, problems: list[Problem]) -> Operation:
    """One operation; what is wrong with it is added to `problems`."""
    place = f"operations[{index}]"
    content = entry if isinstance(entry, dict) else {}
    op, sent_id, data, version = (content.get(key) for key in ("op", "id", "data", "version"))
    if not isinstance(op, str) or op not in ALLOWED_KEYS:
        problems.append(Problem(f"{place}.op", f"{place}.op must be one of: create, update, delete", "invalid_enum"))
        return Operation("", None, None, {}, None)
    for key in (key for key in content if key not in ALLOWED_KEYS[op]):
        problems.append(Problem(f"{place}.{key}", f"Unknown field '{key}' in {place}", "unknown_field"))
    if op != "create" and not isinstance(sent_id, str):
        problems.append(Problem(f"{place}.id", f"{place}.id must be a string", "required"))
    if op != "delete" and not isinstance(data, dict):
        problems.append(Problem(f"{place}.data", f"{place}.data must be an object", "required"))
    if "version" in content and (isinstance(version, bool) or not isinstance(version, int)):
        problems.append(Problem(f"{place}.version", f"{place}.version must be an integer", "invalid_type"))
    text = sent_id if isinstance(sent_id, str) else None
    return Operation(op, uuid_or_none(text), text, data if isinstance(data, dict) else {}, version)


def duplicate_problems(operations: list[Operation]) -> list[Problem]:
    """The same item may occur once: the order of two changes to it would be unclear to the caller."""
    seen: set[UUID | str] = set()
    problems = []
    for index, operation in enumerate(operations):
        named = operation.item_id or operation.sent_id
        if named is None or operation.op == "create":
            continue
        if named in seen:
            place = f"operations[{index}].id"
            problems.append(Problem(place, f"{place} occurs more than once", "duplicate_id"))
        seen.add(named)
    return problems


def uuid_or_none(text: str | None) -> UUID | None:
    """The UUID in a text; what is not one names no item."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
