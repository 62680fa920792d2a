"""The reference with try-it at /docs: Swagger UI from its wheel, served by the service itself.

Its page has a policy of its own (suite.http.security): scripts of this service only, requests to this service only.
"""

from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from markupsafe import Markup

# Written by us, so that the page holds no script of its own.
_START = """const here = new URL(".", document.currentScript.src);
window.addEventListener("load", () => {
  window.ui = SwaggerUIBundle({
    url: new URL("../openapi.json", here).href,
    dom_id: "#reference",
    deepLinking: true,
    tryItOutEnabled: true,
    validatorUrl: null,
%s  });
});
"""
ASSETS = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
}


def start_script(options: str = "") -> bytes:
    """What starts Swagger UI, with more of its options: lines that end with a comma."""
    return (_START % options).encode()


@cache
def asset_folder() -> Traversable:
    """Where the wheel has Swagger UI; the folder is named after its version."""
    return next((files("swagger_ui_bundle") / "vendor").iterdir())


@lru_cache(maxsize=8)
def read_asset(name: str) -> bytes | None:
    """A file of the page, None for any other name."""
    if name not in ASSETS:
        return None
    return start_script() if name == "start.js" else (asset_folder() / name).read_bytes()


def reference_page(title: str, plain: Markup, folder: str) -> str:
    """HTML that starts Swagger UI from `folder`; `plain` is shown where there are no scripts."""
    return str(
        Markup(
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            '<link rel="icon" href="data:,"><link rel="stylesheet" href="{folder}swagger-ui.css">'
            '<script src="{folder}swagger-ui-bundle.js" defer></script><script src="{folder}start.js"></script></head>'
            '<body><div id="reference"></div><noscript>{plain}</noscript></body></html>'
        ).format(title=title, plain=plain, folder=folder)
    )
