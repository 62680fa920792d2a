"""SQL of an election. The lock lives as long as its connection."""

TRY_LOCK = "SELECT pg_try_advisory_lock(%s)"
SELECT_ALIVE = "SELECT 1"
