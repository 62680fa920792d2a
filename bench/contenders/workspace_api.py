"""Our side: the workspace service with and without tokens, and a constant body on the same stack."""

import secrets
from datetime import UTC, datetime, timedelta

import jwt

from bench.contender import Contender, Launch, Site, nothing_to_prepare
from bench.contenders.suite_stack import launch_under_suite
from bench.datasets.workspace import USER

APPLICATION = "workspace_api.wsgi:app"
SETTINGS = "workspace_api.settings"
SECRET = secrets.token_urlsafe(32)


def launch(site: Site) -> Launch:
    """Identity from X-User-Id."""
    return launch_under_suite(site, APPLICATION, SETTINGS, "WORKSPACE")


def launch_without_memory(site: Site) -> Launch:
    """Every page is read from PostgreSQL, as if its user had changed something since the last time."""
    return launch_under_suite(site, APPLICATION, SETTINGS, "WORKSPACE", CACHE_LOCAL_MAX_BYTES="0")


def launch_with_tokens(site: Site) -> Launch:
    """Production rules: every request proves who it is."""
    return launch_under_suite(
        site, APPLICATION, SETTINGS, "WORKSPACE", APP_ENV="production", AUTH_MODE="jwt", JWT_SECRET=SECRET
    )


def launch_hello(site: Site) -> Launch:
    """The stack alone."""
    return launch_under_suite(site, "bench.hello.wsgi:app", "bench.hello.settings", "BENCH")


def make_token() -> str:
    """A token of the measured user that outlives the run."""
    expiry = datetime.now(UTC) + timedelta(hours=6)
    return jwt.encode({"sub": USER, "role": "editor", "exp": expiry}, SECRET, algorithm="HS256")


WORKSPACE_API = Contender("workspace-api", launch, nothing_to_prepare, ready="/readyz")
WORKSPACE_API_UNREMEMBERED = Contender(
    "workspace-api-reading", launch_without_memory, nothing_to_prepare, ready="/readyz"
)
WORKSPACE_API_JWT = Contender(
    "workspace-api-jwt",
    launch_with_tokens,
    nothing_to_prepare,
    ready="/readyz",
    headers={"Authorization": f"Bearer {make_token()}"},
)
WORKSPACE_API_HELLO = Contender("suite-stack", launch_hello, nothing_to_prepare)
