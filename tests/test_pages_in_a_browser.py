"""The pages for crawlers, walked in Chromium on the seeds: no dead link, no broken picture, nothing untold."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from walked_site import FRONTEND, PERSON, SITE, Seen, WalkedSite, is_own, path_of, values_in, walked_site

from suite.environment import find_root
from suite_testing.databases import TestCluster

FOOTER = ("analises-emocionais", "classicos-atemporais", "jornadas-emocionais", "no-radar")
STARTS = ["/", "/sobre", "/artigo", "/analise", "/lista", "/categorias", *(f"/categoria/{slug}" for slug in FOOTER)]
SITEMAPS = ["movies", "movie-landings", "articles", "categories", "tags"]
FIXED = {"/", "/sobre", "/artigo", "/analise", "/lista", "/categorias"}
KINDS = {"filme", "onde-assistir", "artigo", "analise", "lista", "categoria", "tag"}
# The seeds have about 450 pages; a site that grows without end is not walked without end.
MOST = 900
MISSING_PICTURE = "imagem não disponível"
FILMS = {
    film["slug"]: film
    for film in json.loads((find_root() / "services/movies-api/seeds/films.json").read_text(encoding="utf-8"))
}
DRAWN = f"{SITE}/api/public/posters/"


@pytest.fixture(scope="module")
def site(test_cluster: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WalkedSite]:
    with walked_site(test_cluster, tmp_path_factory.mktemp("walked")) as walked:
        yield walked


@pytest.fixture(scope="module")
def pages(site: WalkedSite, cards: list[Any]) -> dict[str, Seen]:
    """Every page that the footer, the cards of the frontend, the sitemaps or another page leads to, by its path."""
    waiting = [*STARTS, *(path_of(address) for address in listed_in_sitemaps(site)), *paths_of_cards(cards)]
    waiting += [f"/artigo/{path.rpartition('/')[2]}" for path in waiting if path.startswith(("/analise/", "/lista/"))]
    seen: dict[str, Seen] = {}
    with site.crawler() as tab:
        while waiting:
            path = waiting.pop()
            if path not in seen:
                assert len(seen) < MOST
                seen[path] = site.see(tab, path)
                waiting += sorted(seen[path].links - seen.keys())
    return seen


def listed_in_sitemaps(site: WalkedSite) -> list[str]:
    addresses: list[str] = []
    for name in SITEMAPS:
        reply = site.ask(f"/sitemap/{name}.xml")
        assert reply.status_code == 200
        found = re.findall("<loc>([^<]+)</loc>", reply.text)
        assert found, name
        assert all(map(is_own, found)), name
        addresses += found
    return addresses


def answer(site: WalkedSite, path: str) -> Any:
    reply = site.ask(path)
    assert reply.status_code == 200, path
    return reply.json()


@pytest.fixture(scope="module")
def cards(site: WalkedSite) -> list[Any]:
    """What the frontend draws cards from."""
    fixed = ("/api/public/home", "/blog/categories", "/blog/authors", "/api/blog/posts/featured", "/api/blog/posts")
    films = [f"/api/public/filme/{slug}" for slug in FILMS]
    return [answer(site, path) for path in ("/blog/articles?limit=100", *fixed, *films)]


def paths_of_cards(cards: list[Any]) -> set[str]:
    """Films and articles that cards lead to."""
    paths: set[str] = set()
    for card in cards:
        paths |= {f"/analise/{slug}" for slug in values_in(card, ("analysisArticleSlug",))}
        paths |= {f"/artigo/{one['slug']}" for one in nodes_below(card, ("pillarArticles", "pillarArticle"))}
        for one in nodes_below(card, ("featuredMovies", "similarMovies", "movie")):
            paths |= {f"/filme/{one['slug']}", f"/onde-assistir/{one['slug']}"} if one.get("slug") else set()
    return paths


def nodes_below(node: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Objects under keys of these names, alone or in lists."""
    found: list[dict[str, Any]] = []
    for inner in node if isinstance(node, list) else []:
        found += nodes_below(inner, names)
    for name, value in node.items() if isinstance(node, dict) else []:
        if name in names:
            found += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
        found += nodes_below(value, names)
    return found


def kind_of(path: str) -> str:
    return path.split("/")[1] if path.count("/") > 1 else path


def types_of(page: Seen) -> set[str]:
    return {node["@type"] for node in page.read["structured"]}


def test_every_kind_of_page_is_walked_and_no_link_is_dead(pages: dict[str, Seen]) -> None:
    assert {path: page.status for path, page in pages.items() if page.status != 200} == {}
    assert {kind_of(path) for path in pages} == KINDS | FIXED
    assert {f"/categoria/{slug}" for slug in FOOTER} <= pages.keys()


def test_pages_of_the_footer_lead_to_three_articles_at_least(pages: dict[str, Seen]) -> None:
    for slug in FOOTER:
        articles = {link for link in pages[f"/categoria/{slug}"].links if link.startswith(("/analise/", "/lista/"))}
        assert len(articles) >= 3, slug


def test_no_picture_of_ours_is_broken(pages: dict[str, Seen]) -> None:
    own = [(path, one) for path, page in pages.items() for one in page.read["pictures"] if is_own(one["address"])]
    assert [(path, one) for path, one in own if not (one["width"] and one["height"] and one["alt"])] == []
    assert {path.split("/")[1] for path, _ in own} >= {"filme", "onde-assistir", "artigo", "analise", "lista"}
    assert [page.broken for page in pages.values() if page.broken] == []


def test_pictures_come_from_the_site_or_from_known_hosts_of_posters(site: WalkedSite, pages: dict[str, Seen]) -> None:
    shown = {one["address"] for page in pages.values() for one in page.read["pictures"]}
    elsewhere = {address for address in shown if not is_own(address)}
    assert elsewhere == site.foreign
    assert {address.split("/")[2] for address in elsewhere} == {"upload.wikimedia.org", "image.tmdb.org"}


def test_a_film_without_a_poster_shows_a_drawn_one(site: WalkedSite, pages: dict[str, Seen]) -> None:
    without = [slug for slug, film in FILMS.items() if not film.get("thumbnail")]
    assert len(without) > 30
    for slug in without:
        for path in (f"/filme/{slug}", f"/onde-assistir/{slug}"):
            (poster,) = pages[path].read["pictures"]
            assert poster["address"].startswith(DRAWN), path
            assert (poster["width"], poster["height"]) == (500, 750), path
        words = re.findall(">([^<>]+)</t(?:ext|span)>", site.ask(path_of(poster["address"])).text)
        assert str(FILMS[slug]["year"]) in words, slug


def test_pictures_of_cards_and_previews_load(site: WalkedSite, cards: list[Any], pages: dict[str, Seen]) -> None:
    names = ("thumbnail", "imageUrl", "image_url", "author_image")
    addresses = {value for card in cards for value in values_in(card, names) if value}
    addresses |= {address for page in pages.values() for address in page.pictures}
    own = sorted(filter(is_own, addresses))
    assert len(own) > 50
    with site.crawler() as tab:
        tab.goto(f"{SITE}/sobre")
        broken = tab.evaluate(
            """(addresses) => Promise.all(addresses.map((address) => new Promise((done) => {
              const picture = new Image();
              picture.onload = () => done(picture.naturalWidth && picture.naturalHeight ? null : address);
              picture.onerror = () => done(address);
              picture.src = address;
            }))).then((all) => all.filter(Boolean))""",
            own,
        )
    assert broken == []


def test_no_page_says_that_a_picture_is_missing(pages: dict[str, Seen]) -> None:
    for path, page in pages.items():
        shown = [page.read["text"], *(one["alt"] + one["address"] for one in page.read["pictures"])]
        assert not any(MISSING_PICTURE in text.lower() for text in shown), path


def test_every_page_has_what_previews_and_search_engines_read(pages: dict[str, Seen]) -> None:
    for path, page in pages.items():
        meta, read = page.read["meta"], page.read
        for name in ("description", "og:title", "og:description", "og:type", "og:url", "og:site_name", "twitter:card"):
            assert len(meta[name]) == 1, (path, name)
            assert meta[name][0].strip(), (path, name)
        assert read["title"].startswith(meta["og:title"][0]), path
        assert read["canonical"] == meta["og:url"], path
        (canonical,) = read["canonical"]
        expected = path if not path.startswith("/artigo/") else path.rpartition("/")[2]
        assert canonical.startswith(SITE) and canonical.endswith(expected), path
        assert not {"None", "null", "undefined"} & {read["title"], *meta["description"]}, path


def test_a_canonical_address_is_of_one_page_and_a_title_of_one_film_or_article(pages: dict[str, Seen]) -> None:
    own = [page for path, page in pages.items() if kind_of(path) != "artigo"]
    assert len({page.read["canonical"][0] for page in own}) == len(own)
    told = [page.read["title"] for page in own if kind_of(page.path) in ("filme", "onde-assistir", "analise", "lista")]
    assert len(set(told)) == len(told)


def test_facts_for_search_engines_are_of_the_page(pages: dict[str, Seen]) -> None:
    expected = {
        "filme": "Movie",
        "onde-assistir": "Movie",
        "artigo": "Article",
        "analise": "Article",
        "lista": "Article",
    }
    for path, page in pages.items():
        found = types_of(page)
        assert path == "/" or "BreadcrumbList" in found, path
        assert expected.get(kind_of(path), "BreadcrumbList" if path != "/" else "WebSite") in found, path
        for node in page.read["structured"]:
            judge_node(node, page)


def judge_node(node: dict[str, Any], page: Seen) -> None:
    if node["@type"] == "BreadcrumbList":
        steps = node["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1)), page.path
        assert (steps[0]["item"], steps[-1]["item"]) == (f"{SITE}/", page.read["canonical"][0]), page.path
    if node["@type"] in ("Movie", "Article"):
        assert node.get("name") or node.get("headline"), page.path
        assert all(address.startswith(("http://", "https://")) for address in values_in(node, ("image",))), page.path


def test_films_are_all_there_with_the_ratings_of_the_catalogue(pages: dict[str, Seen]) -> None:
    rated = [film for film in FILMS.values() if film.get("voteAverage") and film.get("voteCount")]
    assert rated
    for slug, film in FILMS.items():
        (node,) = [node for node in pages[f"/filme/{slug}"].read["structured"] if node["@type"] == "Movie"]
        rating = node.get("aggregateRating")
        assert (rating is not None) == (film in rated), slug
        if rating:
            assert (rating["ratingValue"], rating["ratingCount"]) == (film["voteAverage"], film["voteCount"]), slug


def test_people_are_sent_to_the_frontend_from_every_page(site: WalkedSite, pages: dict[str, Seen]) -> None:
    for path in pages:
        reply = site.ask(path, PERSON)
        assert (reply.status_code, reply.headers["Location"]) == (302, FRONTEND + path)


def test_an_unknown_page_is_404_and_leads_back(site: WalkedSite) -> None:
    with site.crawler() as tab:
        for kind in sorted(KINDS):
            seen = site.see(tab, f"/{kind}/nao-ha")
            assert (seen.status, seen.read["canonical"]) == (404, [])
            assert "/" in seen.links
