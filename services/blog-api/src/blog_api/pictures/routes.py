"""/blog/pictures: drawn covers and portraits."""

import re

from flask import Blueprint

from blog_api.pictures.addresses import PATH
from blog_api.pictures.drawings import draw
from blog_api.settings import BlogCall
from suite.errors import NotFound
from suite.http import PUBLIC, Reply, endpoint
from suite.http.etags import none_match, weak

SVG = "image/svg+xml; charset=utf-8"
KEPT = "public, max-age=86400"
_NAME = re.compile(r"[a-z0-9-]{1,150}\.svg")

pictures = Blueprint("pictures", __name__)


class PictureNotFound(NotFound):
    """Picture not found"""


@pictures.get(f"{PATH}<scene>/<name>")
@endpoint(
    PUBLIC,
    "A drawn cover (1200 by 630) or portrait (400 by 400)",
    produces="image/svg+xml",
    replies={200: "The picture", 304: "Not modified", 404: "No scene or name of this kind"},
)
def show_picture(call: BlogCall, scene: str, name: str) -> Reply:
    drawn = draw(scene, name.removesuffix(".svg")) if _NAME.fullmatch(name) else None
    if drawn is None:
        raise PictureNotFound()
    tag = weak(drawn)
    unchanged = not none_match(call.header("If-None-Match"), tag)
    reply = Reply(b"" if unchanged else drawn.encode(), 304 if unchanged else 200, content_type=SVG)
    reply.headers.update({"ETag": tag, "Cache-Control": KEPT})
    return reply
