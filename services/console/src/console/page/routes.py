"""/ with its assets, and /config.json: where the services answer and how one signs in."""

from flask import Blueprint, request

from console.page.files import PageFile, PageFiles
from console.page.policy import page_policy
from console.page.schemas import ConfigSchema
from console.settings import Settings
from console.watched import Watched
from suite import VERSION
from suite.errors import NotFound, Unavailable
from suite.http import PUBLIC, Call, Reply, Service, endpoint, json_reply

MOUNT = "/console"
# A first view is some twenty files; all are in memory or small, and a refusal costs as much as the file.
PAGE_PATHS = ("/", "/config.json", MOUNT, f"{MOUNT}/", f"{MOUNT}/config.json")
ASSET_FOLDERS = ("/assets/", f"{MOUNT}/assets/")
_ONE_YEAR = "public, max-age=31536000, immutable"


class PageNotBuilt(Unavailable):
    """The page is not built yet; scripts/start-all.sh builds it"""


class AssetNotFound(NotFound):
    """No such file"""


def page_blueprint(name: str, files: PageFiles, services: list[Watched]) -> Blueprint:
    """The routes of the page, for the service's own port and for the gateway's prefix alike."""
    page = Blueprint(name, __name__)

    @page.get("/")
    @endpoint(PUBLIC, "The page", produces="text/html", replies={200: "HTML", 302: "To the same with a slash"})
    def show_page(call: Call[Service[Settings]]) -> Reply:
        if call.environ["suite.path"] == MOUNT:
            return Reply(b"", 302, headers={"Location": f"{MOUNT}/"})
        found = files.index()
        if found is None:
            raise PageNotBuilt
        reply = _file_reply(found, "no-cache")
        ports = [service.port for service in services]
        provider = call.service.settings.oidc_issuer
        policy = page_policy(call.header("Host") or "", request.scheme, ports, provider)
        reply.headers.extend([("Content-Security-Policy", policy), ("X-Frame-Options", "DENY")])
        return reply

    @page.get("/assets/<name>")
    @endpoint(PUBLIC, "A file of the page", produces="application/octet-stream", replies={200: "The file"})
    def show_asset(call: Call, name: str) -> Reply:
        found = files.asset(name)
        if found is None:
            raise AssetNotFound
        return _file_reply(found, _ONE_YEAR)

    @page.get("/config.json")
    @endpoint(PUBLIC, "Where services answer and how one signs in", replies={200: ("Configuration", ConfigSchema())})
    def show_config(call: Call[Service[Settings]]) -> Reply:
        settings = call.service.settings
        body = {
            "version": VERSION,
            "environment": settings.app_env,
            "authMode": settings.auth_mode,
            "signIn": sign_in(settings),
            "services": [
                {"id": service.id, "port": service.port, "dependsOn": service.depends_on, "gateway": service.gateway}
                for service in services
            ],
        }
        return json_reply(body, headers={"Cache-Control": "no-cache"})

    return page


def sign_in(settings: Settings) -> dict[str, str] | None:
    """Where and as what the page signs people in; None without a provider."""
    if settings.oidc_issuer is None:
        return None
    return {"issuer": settings.oidc_issuer, "clientId": settings.oidc_client, "scope": settings.oidc_scope}


def _file_reply(found: PageFile, cache_control: str) -> Reply:
    return Reply(found.content, content_type=found.media_type, headers={"Cache-Control": cache_control})
