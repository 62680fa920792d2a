"""How the program ends, for cron jobs and scripts."""

from collections.abc import Sequence

from db_sync_worker.engine.outcome import CANCELLED, FAILED, LOCKED, STOPPED, RunOutcome

DONE, STREAM_FAILED, BAD_USAGE, DIFFERENCES, TOO_MANY_REJECTED = 0, 1, 2, 3, 4
ALL_LOCKED, CONFIGURATION, TERMINATED = 75, 78, 143


def exit_code(outcomes: Sequence[RunOutcome], *, locked_is_fine: bool = False) -> int:
    """The most serious of what happened."""
    failed = [outcome for outcome in outcomes if outcome.status == FAILED]
    if any(outcome.status in (STOPPED, CANCELLED) for outcome in outcomes):
        return TERMINATED
    if any(outcome.misconfigured for outcome in failed):
        return CONFIGURATION
    if any(not outcome.rejected_too_many for outcome in failed):
        return STREAM_FAILED
    if failed:
        return TOO_MANY_REJECTED
    if outcomes and all(outcome.status == LOCKED for outcome in outcomes):
        return DONE if locked_is_fine else ALL_LOCKED
    return DIFFERENCES if any(outcome.left_differences for outcome in outcomes) else DONE
