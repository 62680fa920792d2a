"""SQL of the versions of groups. A service may add rows that it finds by other means."""

SELECT_VERSIONS = "SELECT name, version::text FROM cache_versions"
LISTEN = "SELECT set_config('application_name', current_setting('application_name') || ':cache', false); LISTEN {}"
NOTIFY = "SELECT pg_notify(%(channel)s, %(payload)s)"
