"""Covers and portraits drawn by us."""

from xml.etree import ElementTree

import pytest
from blog_client import Api

from blog_api.pictures.drawings import PORTRAIT, SCENES, draw


@pytest.mark.parametrize("scene", [*sorted(SCENES), PORTRAIT])
def test_every_scene_is_a_picture_that_stays_the_same_for_a_name(reader: Api, scene: str) -> None:
    path = f"/blog/pictures/{scene}/um-nome-qualquer.svg"
    reply = reader.get(path)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert ElementTree.fromstring(reply.data).tag == "{http://www.w3.org/2000/svg}svg"
    assert reply.get_data(as_text=True) == draw(scene, "um-nome-qualquer") != draw(scene, "outro-nome")
    assert reader.get(path, headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304
    assert len(reply.data) < 30_000


@pytest.mark.parametrize(
    "path", ["nada/um.svg", "colinas/um.png", "colinas/UM.svg", f"colinas/{'a' * 200}.svg", "colinas/%3Cscript%3E.svg"]
)
def test_there_are_no_other_pictures(reader: Api, path: str) -> None:
    assert reader.get(f"/blog/pictures/{path}").status_code == 404
