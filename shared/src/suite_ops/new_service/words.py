"""Names a noun cannot have."""

_RESERVED = """
all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
unique user using variadic verbose when where window with
"""
_TAKEN = """
app cache_versions call cli connection count data_reply dataclass docs endpoint errors fields flask found health
healthz inbox json_reply metrics openapi outbox page pytest queries readyz schema_migrations service settings
suite text uuid7 validate worker wsgi
"""
# pg_get_keywords() of category R and T: no names of tables without quotes.
RESERVED_BY_POSTGRESQL = frozenset(_RESERVED.split())
# What the files and tables of a service name themselves.
TAKEN_IN_CODE = frozenset(_TAKEN.split())
