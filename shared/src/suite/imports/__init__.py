"""What imports of all services share: counting, remarks, runs that leave nothing."""

from suite.imports.dry_run import DryRun, leaving_nothing
from suite.imports.report import CREATED, UNCHANGED, UPDATED, ImportReport, describe

__all__ = ["CREATED", "UNCHANGED", "UPDATED", "DryRun", "ImportReport", "describe", "leaving_nothing"]
