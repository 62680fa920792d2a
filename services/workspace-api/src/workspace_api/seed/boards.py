"""Plant the example items: each once in the life of a database."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from suite.audit import Sealer
from suite.auth.identity import LOCAL_USER_ID
from suite.database import Connection, Database
from suite.dates import parse_wire_date
from suite.environment import find_root
from suite.errors import ValidationFailed
from suite.ids import RANDOM_BITS, uuid7
from workspace_api.history.ledger import ItemEditor, Ledger
from workspace_api.history.queries import select_remembered
from workspace_api.items import editing
from workspace_api.users.queries import active_category_names, ensure_user, lock_user

CREATED_BY = "system"
REQUEST_ID = "seed"


@dataclass
class BoardSeedReport:
    """How many items were planted and how many were known already; `refused` holds title and reason."""

    planted: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)


def load_seed_items() -> list[dict[str, Any]]:
    """The example items as create requests with createdAt and status, oldest first."""
    file: Path = find_root() / "services" / "workspace-api" / "seeds" / "items.json"
    items: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return items


def plant_items(database: Database, sealer: Sealer, user_id: str = LOCAL_USER_ID) -> BoardSeedReport:
    """Store the items history has never seen, in one transaction: what a user deleted stays deleted."""
    report = BoardSeedReport()
    seeds = [(seed, seed_id(seed)) for seed in load_seed_items()]
    actor = seed_actor(user_id, sealer, parse_wire_date(seeds[0][0]["createdAt"]))
    ledger = Ledger(actor)
    with database.transaction({"app.user_id": user_id}) as connection:
        ensure_user(connection, user_id, actor.at)
        # Two runs at once: the second waits here and then finds every item planted.
        lock_user(connection, user_id)
        active = active_category_names(connection, user_id, actor.at)
        known = select_remembered(connection, [item_id for _, item_id in seeds])
        for seed, item_id in seeds:
            if item_id in known:
                report.known += 1
                continue
            try:
                ledger.entries += plant_item(connection, actor, seed, item_id, active)
                report.planted += 1
            except ValidationFailed as failure:
                reasons = "; ".join(problem.message for problem in failure.problems)
                report.refused.append(f"{seed['title']}: {reasons}")
        ledger.flush(connection)
    return report


def plant_item(
    connection: Connection, actor: ItemEditor, seed: dict[str, Any], item_id: UUID, active: list[str]
) -> list[Any]:
    """Create one item and give it its status by a second version; the history entries to write."""
    at = parse_wire_date(seed["createdAt"])
    ledger = Ledger(replace(actor, at=at, clock=lambda: at))
    item = editing.create_item(connection, ledger, editing.parse_new_item(seed, active), item_id=item_id)
    editing.update_item(connection, ledger, item, {"status": seed["status"]})
    return ledger.entries


def seed_id(seed: dict[str, Any]) -> UUID:
    """The same id on every installation: the item's time, then bits of its title's SHA-256."""
    digest = int.from_bytes(sha256(seed["title"].encode()).digest())
    return uuid7(parse_wire_date(seed["createdAt"]), digest >> (256 - RANDOM_BITS))


def seed_actor(user_id: str, sealer: Sealer, at: datetime) -> ItemEditor:
    """The system, working for the user."""
    return ItemEditor(
        user_id=user_id,
        request_id=REQUEST_ID,
        ip=None,
        at=at,
        sealer=sealer,
        created_by=CREATED_BY,
        clock=lambda: at,
    )
