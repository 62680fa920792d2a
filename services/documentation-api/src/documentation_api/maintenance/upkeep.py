"""One run of the upkeep: the log's partitions, replies that may be asked for again, checks of health."""

from datetime import timedelta
from functools import partial

from documentation_api.audit.entries import AUDIT_LOG
from documentation_api.audit.queries import delete_old_idempotency
from documentation_api.probes.queries import delete_old_checks
from suite.audit import upkeep

run_upkeep = partial(
    upkeep.run_upkeep,
    AUDIT_LOG,
    {
        "idempotency": (delete_old_idempotency, timedelta(hours=24)),
        "checks": (delete_old_checks, timedelta(days=90)),
    },
)
