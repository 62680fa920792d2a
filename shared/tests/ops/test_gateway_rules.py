"""Which paths of the one public address lead to which service."""

import dataclasses
from pathlib import Path

import pytest

from suite_ops.generate.gateway import Location, locations, nginx_text
from suite_ops.manifest import GatewayRoute, Manifest, ManifestService


def manifest_of(**routes: tuple[tuple[str, str], ...]) -> Manifest:
    services = [
        ManifestService(
            id=name, type="backend", path=name, port=3000 + number, gateway=tuple(GatewayRoute(*r) for r in given)
        )
        for number, (name, given) in enumerate(routes.items())
    ]
    return Manifest(Path(), tuple(services))


def test_a_prefix_matches_itself_and_what_is_below() -> None:
    found = locations(manifest_of(blog=(("/blog", "/blog"),)))
    assert {(rule.path, rule.exact, rule.rewritten) for rule in found} == {
        ("/blog", True, False),
        ("/blog/", False, False),
    }


@pytest.mark.parametrize(
    ("to", "itself", "below"), [("/api", "/api", "/api/"), ("/", "/", "/"), ("/a/b", "/a/b", "/a/b/")]
)
def test_a_prefix_is_replaced(to: str, itself: str, below: str) -> None:
    targets = {rule.exact: rule.target for rule in locations(manifest_of(notes=(("/api/notes", to),)))}
    assert targets == {True: itself, False: below}


def test_a_file_matches_alone() -> None:
    [rule] = locations(manifest_of(blog=(("/sitemap/tags.xml", "/sitemap/tags.xml"),)))
    assert rule == Location("/sitemap/tags.xml", "/sitemap/tags.xml", "blog", exact=True, rewritten=False)


def test_the_longest_path_comes_first_and_the_rest_last() -> None:
    paths = [rule.path for rule in locations(manifest_of(rest=(("/", "/"),), blog=(("/api/blog", "/api/blog"),)))]
    assert paths == ["/api/blog/", "/api/blog", "/"]


def test_a_planned_service_has_no_route() -> None:
    manifest = manifest_of(later=(("/later", "/later"),))
    planned = Manifest(manifest.root, tuple(dataclasses.replace(entry, built=False) for entry in manifest.services))
    assert locations(planned) == []


def test_idle_connections_end_before_a_service_stops_waiting_for_them() -> None:
    text = nginx_text(manifest_of(rest=(("/", "/"),)), "8080", lambda service: f"127.0.0.1:{service.port}")
    assert "keepalive_timeout 5s;" in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
