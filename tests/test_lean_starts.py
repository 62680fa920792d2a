"""What a service that has just started does not hold in memory: packages it needs later, seldom or never."""

import json
import os
import subprocess
import sys
from functools import cache

import pytest

# Each with what it takes of a process, and when it is needed.
NEEDED_LATER = {
    "cryptography": "6 MB: AUTH_MODE=jwt, encrypted PDF files",
    "jwt": "1 MB: AUTH_MODE=jwt",
    "flask_limiter": "3 MB: REDIS_URL",
    "redis": "17 MB: REDIS_URL",
    "psutil": "3 MB: the first scrape of /metrics",
    "pypdf": "18 MB: in children that read PDF files",
    "openapi_schema_validator": "15 MB: in children that examine specifications",
    "jsonschema_rs": "3 MB: in children that examine specifications",
    "snowballstemmer": "8 MB: the first search of documents",
    "boto3": "20 MB: SES, S3",
    "grpc": "20 MB: Pub/Sub",
    "opentelemetry": "8 MB: OTEL_EXPORTER_OTLP_ENDPOINT",
    "playwright": "5 MB: pages that need a browser",
    "trafilatura": "10 MB: never in a web process",
}
# The console takes traces over OTLP itself.
SERVICES = (
    *("movies_api", "blog_api", "workspace_api", "documentation_api"),
    *("scrape_proxy", "db_sync_worker", "notifications_api"),
)
PROGRAM = """
import importlib, json, sys
importlib.import_module(sys.argv[1] + ".app")
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@cache
def packages_of(service: str) -> frozenset[str]:
    """The packages a process has loaded that is about to make the application."""
    environment = {**os.environ, "AUTH_MODE": "off", "REDIS_URL": ""}
    command = [sys.executable, "-c", PROGRAM, service]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
    return frozenset(json.loads(done.stdout))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_loads_nothing_that_it_needs_later(service: str) -> None:
    assert {name: NEEDED_LATER[name] for name in NEEDED_LATER.keys() & packages_of(service)} == {}
