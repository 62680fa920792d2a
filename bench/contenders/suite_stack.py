"""What contenders under the suite's own gunicorn configuration have in common."""

import sys

from bench.contender import ORIGIN, POOL_SIZE, RATE_LIMIT, ROOT, WORKERS, Launch, Site
from suite.environment import load_environment


def launch_under_suite(site: Site, application: str, settings: str, prefix: str, **environment: str) -> Launch:
    """Gunicorn as in production; `settings` names the settings module and `prefix` begins its variables.

    The files of the repository root must not change what is measured, so their variables are emptied.
    """
    neutral = dict.fromkeys(load_environment(ROOT, process={}), "")
    given = {
        "SUITE_SETTINGS": settings,
        "SUITE_RUN_DIR": str(site.scratch),
        "APP_ENV": "test",
        "AUTH_MODE": "off",
        "CORS_ORIGIN": ORIGIN,
        "RATE_LIMIT_ENABLED": "true",
        "RATE_LIMIT_MAX": str(RATE_LIMIT),
        "LOG_FORMAT": "json",
        # Neither traces nor reports, whatever the shell of who measures says.
        "OTEL_EXPORTER_OTLP_ENDPOINT": "",
        "SENTRY_DSN": "",
        f"{prefix}_HOST": "127.0.0.1",
        f"{prefix}_PORT": str(site.port),
        f"{prefix}_WORKERS": str(WORKERS),
        f"{prefix}_DB_POOL_MAX": str(POOL_SIZE),
        f"{prefix}_DATABASE_URL": site.dsn,
    }
    arguments = (sys.executable, "-m", "gunicorn", "-c", "python:suite.gunicorn_conf", application)
    return Launch(arguments, ROOT, {**neutral, **given, **environment})
