"""Names of tables that shared code writes to on behalf of this service."""

IDEMPOTENCY = "documentation_idempotency"
