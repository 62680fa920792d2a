"""One run of the upkeep: the history's partitions, the feeds of changes, replies that may be asked for again."""

from datetime import timedelta
from functools import partial

from suite.audit import upkeep
from workspace_api.history.entries import HISTORY
from workspace_api.maintenance.queries import delete_old_changes, delete_old_idempotency

run_upkeep = partial(
    upkeep.run_upkeep,
    HISTORY,
    {
        "changes": (delete_old_changes, timedelta(days=30)),
        "idempotency": (delete_old_idempotency, timedelta(hours=24)),
    },
)
