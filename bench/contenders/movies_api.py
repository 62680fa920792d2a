"""Our side: the films' service as deployed, direct and behind the generated gateway; and Express behind nginx."""

import shutil
from dataclasses import replace

from bench.behind_nginx import PLAIN, behind_nginx
from bench.contender import ROOT, Contender, Launch, Site, nothing_to_prepare
from bench.contenders import express
from bench.contenders.suite_stack import launch_under_suite
from bench.failures import Missing
from suite_ops.database.throwaway import free_port
from suite_ops.generate.gateway import nginx_text
from suite_ops.manifest import load_manifest


def launch(site: Site) -> Launch:
    """Public reads: nobody says who they are."""
    return launch_under_suite(site, "movies_api.wsgi:app", "movies_api.settings", "MOVIES")


def launch_behind_gateway(site: Site) -> Launch:
    """The service behind nginx with the configuration that the suite generates."""
    behind, folder = replace(site, port=free_port()), site.scratch
    configuration = nginx_text(
        load_manifest(ROOT),
        f"127.0.0.1:{site.port}",
        lambda service: f"127.0.0.1:{behind.port}",
        pid_file=str(folder / "nginx.pid"),
        buffers=f"{folder}/",
        error_log=str(folder / "nginx.log"),
    )
    # The proxy has one address for all its clients.
    served = launch_under_suite(behind, "movies_api.wsgi:app", "movies_api.settings", "MOVIES", TRUSTED_PROXY_HOPS="1")
    return behind_nginx(site, served, configuration)


def launch_express_behind_nginx(site: Site) -> Launch:
    """Express behind an nginx that only passes on."""
    behind = replace(site, port=free_port())
    configuration = PLAIN.format(folder=site.scratch, port=site.port, behind=behind.port)
    return behind_nginx(site, express.launch(behind), configuration)


def require_nginx() -> None:
    """Raises Missing without it."""
    if not shutil.which("nginx"):
        raise Missing("nginx is not installed")


def prepare_express_behind_nginx() -> None:
    """Both are needed."""
    require_nginx()
    express.prepare()


MOVIES_API = Contender("movies-api", launch, nothing_to_prepare, ready="/readyz")
MOVIES_API_GATEWAY = Contender(
    "movies-api-gateway", launch_behind_gateway, require_nginx, ready="/main-sentiments/summary"
)
EXPRESS_NGINX = Contender("express-nginx", launch_express_behind_nginx, prepare_express_behind_nginx)
