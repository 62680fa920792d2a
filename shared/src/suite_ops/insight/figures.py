"""The picture as metrics: figures without names of statements, tables or people."""

from collections.abc import Mapping

from suite_ops.insight.picture import Picture
from suite_ops.insight.queries import Rows


def figures_of(picture: Picture) -> Mapping[str, float]:
    """Name → value; the prefix of all our metrics is not part of the names."""
    figures = {
        "database_statements_running": float(len(picture.running)),
        "database_longest_transaction_seconds": _largest(picture.running, "transaction_seconds"),
        "database_lock_waiters": float(len({row["pid"] for row in picture.waiters})),
        "database_longest_lock_wait_seconds": _largest(picture.waiters, "seconds"),
        "database_dead_rows": float(sum(row["dead_rows"] for row in picture.bloat)),
        "database_dead_share_of_worst_table": _largest(picture.bloat, "dead_share"),
        "database_unused_index_bytes": float(sum(row["bytes"] for row in picture.unused_indexes)),
        "database_standbys": float(sum("standby" in row for row in picture.replication)),
        "database_standby_behind_bytes": _largest(picture.replication, "behind_bytes"),
        "database_slot_retained_bytes": _largest(picture.slots, "retained_bytes"),
    }
    if picture.slowest is not None:
        figures["database_slowest_statement_mean_seconds"] = _largest(picture.slowest, "mean_ms") / 1000
    return figures


def _largest(rows: Rows, name: str) -> float:
    return max((float(row[name]) for row in rows if row.get(name) is not None), default=0.0)
