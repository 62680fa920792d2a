"""SQL of the election. The lock lives as long as its connection."""

LOCK = 0x6E6F746966  # "notif"
TRY_LOCK = "SELECT pg_try_advisory_lock(%s)"
SELECT_ALIVE = "SELECT 1"
