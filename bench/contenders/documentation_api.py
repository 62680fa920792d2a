"""Our side: the documentation portal as deployed."""

from bench.contender import Contender, Launch, Site, nothing_to_prepare
from bench.contenders.suite_stack import launch_under_suite


def launch(site: Site) -> Launch:
    """Public reads: nobody says who they are."""
    return launch_under_suite(site, "documentation_api.wsgi:app", "documentation_api.settings", "DOCUMENTATION")


DOCUMENTATION_API = Contender("documentation-api", launch, nothing_to_prepare, ready="/readyz")
