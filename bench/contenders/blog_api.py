"""Our side: the blog service as deployed."""

from bench.contender import Contender, Launch, Site, nothing_to_prepare
from bench.contenders.suite_stack import launch_under_suite


def launch(site: Site) -> Launch:
    """Public reads: nobody says who they are."""
    return launch_under_suite(site, "blog_api.wsgi:app", "blog_api.settings", "BLOG")


BLOG_API = Contender("blog-api", launch, nothing_to_prepare, ready="/readyz")
