"""SQL that tells how far a read replica is behind."""

PRIMARY_POSITION = "SELECT pg_current_wal_lsn()::text"
# Without a position of the primary the replica is believed that it has applied all it has received. A server that is
# not in recovery is nobody's replica and behind nobody.
REPLICA_POSITION = """
SELECT NOT pg_is_in_recovery()
       OR coalesce(pg_last_wal_replay_lsn() >= coalesce(%(position)s::pg_lsn, pg_last_wal_receive_lsn()), false),
       extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8
"""
