"""Our side with traces on: exported to a collector of this process, which takes them and does nothing."""

from functools import cache

from bench.contender import Contender, Launch, Site, nothing_to_prepare
from bench.contenders.suite_stack import launch_under_suite
from bench.contenders.workspace_api import APPLICATION, SETTINGS
from suite_testing.local_server import LocalServer, QuietHandler

A_TENTH = {"OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.1"}
ALL = {"OTEL_TRACES_SAMPLER": "always_on"}


class _Collector(QuietHandler):
    """Takes a batch. Parsing it would cost the cores that are measured."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(200)


@cache
def collector_url() -> str:
    """Where it listens, from the first question to the end of the run."""
    return LocalServer(_Collector).__enter__().url


def launch_item(site: Site, sampler: dict[str, str]) -> Launch:
    """The workspace service with a collector."""
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector_url(), **sampler}
    return launch_under_suite(site, APPLICATION, SETTINGS, "WORKSPACE", **given)


def launch_hello(site: Site) -> Launch:
    """The stack alone with a collector."""
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector_url(), **A_TENTH}
    return launch_under_suite(site, "bench.hello.wsgi:app", "bench.hello.settings", "BENCH", **given)


HELLO_TRACED = Contender("suite-stack-traced-10", launch_hello, nothing_to_prepare)
WORKSPACE_API_TRACED = Contender(
    "workspace-api-traced-10", lambda site: launch_item(site, A_TENTH), nothing_to_prepare, ready="/readyz"
)
WORKSPACE_API_TRACED_WHOLLY = Contender(
    "workspace-api-traced-100", lambda site: launch_item(site, ALL), nothing_to_prepare, ready="/readyz"
)
