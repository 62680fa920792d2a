"""High availability: two PostgreSQL under Patroni, the primary killed under writes."""
