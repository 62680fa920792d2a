"""Variables that are read before there are settings, from the process environment alone."""

OUTSIDE_SETTINGS = {
    "SUITE_SETTINGS": "module with the settings of the service gunicorn serves; set by whoever starts it",
    "SUITE_RUN_DIR": "folder for files that mean something only while a service runs; else var/run",
    "SUITE_WORKER_CLASS": "gunicorn worker class; else gevent",
    "SUITE_WORKER_THREADS": "threads of a gthread worker; else 1",
    "SUITE_PYTHON": "Python of the scripts, with everything installed already; else .venv, made when it is missing",
    "SUITE_REQUIRE": "tests only: programs (comma list) without which a test fails instead of being skipped",
    "SUITE_TRACKED_ENV_OF": "tests only: root of the repository whose .env and .env.local are not read",
    "PROMETHEUS_MULTIPROC_DIR": "folder of the metrics of all workers; made and set by gunicorn's master",
}
