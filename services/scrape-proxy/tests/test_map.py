"""Maps by the engine of our own."""

import gzip

import pytest
from scrape_client import MAP, Api, refusal
from scrape_site import Site


def sitemap(*urls: str) -> bytes:
    """A sitemap of pages."""
    listed = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return (
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'.encode()
    )


def index_of(*urls: str) -> bytes:
    """An index of sitemaps."""
    listed = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f"<sitemapindex>{listed}</sitemapindex>".encode()


def links(api: Api, url: str, **fields: object) -> list[str]:
    """Links of a map, without scheme and host."""
    reply = api.post(MAP, {"url": url, **fields})
    assert reply.status_code == 200, reply.get_data(as_text=True)
    assert reply.get_json()["engine"] == reply.headers["X-Scrape-Engine"] == "embedded"
    return ["/" + link.split("/", 3)[3] for link in reply.get_json()["data"]["links"]]


def test_links_come_from_the_sitemap_then_from_the_start_page(api: Api, site: Site) -> None:
    site.file("/sitemap.xml", sitemap(site.url + "/m1", site.url + "/m2", "http://other.example/x"), "text/xml")
    url = site.page("/", links=["/p1", "/m1", "http://other.example/y"])

    assert links(api, url) == ["/m1", "/m2", "/", "/p1"]
    assert links(api, url, sitemapOnly=True) == ["/m1", "/m2"]
    assert links(api, url, ignoreSitemap=True) == ["/", "/p1", "/m1"]
    assert links(api, url, limit=2) == ["/m1", "/m2"]


def test_the_sitemaps_robots_name_are_read_through_indexes_and_gzip(api: Api, site: Site) -> None:
    site.robots(f"Sitemap: {site.url}/index.xml\n")
    site.file("/index.xml", index_of(site.url + "/deep.xml", site.url + "/index.xml"), "text/xml")
    site.file("/deep.xml", index_of(site.url + "/pages.xml.gz"), "text/xml")
    site.file("/pages.xml.gz", gzip.compress(sitemap(site.url + "/z")), "application/gzip")

    assert links(api, site.page("/")) == ["/z", "/"]
    assert site.hits["/index.xml"] == 1


def test_search_filters_and_puts_the_best_match_first(api: Api, site: Site) -> None:
    url = site.page("/", links=["/about/blog-archive", "/blogs", "/x/blog", "/other"])

    assert links(api, url, search="BLOG") == ["/x/blog", "/blogs", "/about/blog-archive"]


def test_a_sitemap_with_entities_reads_no_file(api: Api, site: Site) -> None:
    body = b'<!DOCTYPE u [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>&e;</loc></url></urlset>'
    site.file("/sitemap.xml", body, "text/xml")

    assert links(api, site.page("/")) == ["/"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"limit": 0}, "limit must be between 1 and 5000"),
        ({"search": "x" * 201}, "search exceeds maximum length"),
        ({"sitemapOnly": "maybe"}, "sitemapOnly must be a boolean"),
    ],
)
def test_rules(api: Api, site: Site, fields: dict[str, object], message: str) -> None:
    body = refusal(api.post(MAP, {"url": site.page("/"), **fields}), 400, "VALIDATION")

    assert [detail["msg"] for detail in body["details"]] == [message]
