"""The example blogs."""

import json
import re
from html import unescape

from blog_client import Api

from blog_api.seed.blogs import plant_blogs
from blog_api.settings import Settings
from suite.administration import admin_database
from suite.environment import find_root
from suite.http import Service
from suite_testing.databases import TestDatabase


def test_three_blogs_with_more_than_forty_articles_are_planted_once(fresh_blog: tuple[Service, TestDatabase]) -> None:
    service, database = fresh_blog
    owner = admin_database(Settings, database.dsn())
    try:
        first = plant_blogs(owner, service.database)
        assert first.failures == []
        assert first.created >= 40
        again = plant_blogs(owner, service.database)
        assert (again.created, again.updated, again.unchanged) == (0, 0, first.created)
    finally:
        owner.close()
    api = Api(service)
    for blog_id, least in ((1, 11), (2, 11), (3, 18)):
        assert api.json(f"/api/blog/posts?blogId={blog_id}")["pagination"]["total"] >= least
        used = [category["article_count"] for category in api.data(f"/api/blog/categories?blogId={blog_id}")]
        assert all(count > 0 for count in used)
    post = api.data("/api/blog/posts/como-ler-um-plano-sequencia")
    assert post["content"].startswith("<p>Um plano-sequência")
    assert len(api.data(f"/api/blog/posts/{post['id']}/comments")) == 2
    states = {article["state"] for article in api.data("/api/admin/articles?limit=200", headers={"X-Blog-Id": "3"})}
    assert states == {"draft", "scheduled", "published", "archived"}
    judge_footer_categories(api)
    judge_pages(api)
    assert api.json("/blog/search?q=emocao")[0]["highlights"]["content"]


FOOTER = ("analises-emocionais", "classicos-atemporais", "jornadas-emocionais", "no-radar")


def judge_footer_categories(api: Api) -> None:
    """The categories the frontend's footer leads to: long articles with pictures that are there, about known films."""
    for slug in FOOTER:
        articles = api.data(f"/api/blog/categories/{slug}/posts")["articles"]
        assert len(articles) >= 3, slug
        for article in articles:
            text = unescape(re.sub("<[^>]+>", "", article["content"]))
            assert 3_000 <= len(text) <= 6_000, article["slug"]
            assert re.findall('href="/filme/([a-z0-9-]+)"', article["content"]), article["slug"]
            assert article["imageAlt"]
            for picture in (article["imageUrl"], article["author_image"]):
                assert picture.startswith("http://localhost:3100/blog/pictures/")
                reply = api.get(picture.removeprefix("http://localhost:3100"))
                assert (reply.status_code, reply.headers["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")


def judge_pages(api: Api) -> None:
    """Each page has a title, a description and a canonical address of its own."""
    paths = ["/artigo", "/analise", "/lista", "/categorias"]
    paths += [f"/artigo/{post['slug']}" for post in api.data("/api/blog/posts?limit=200")["articles"]]
    paths += [f"/categoria/{category['slug']}" for category in api.data("/api/blog/categories")]
    paths += [f"/tag/{tag['slug']}" for tag in api.data("/api/blog/tags")]
    pages = [api.get(path, headers={"User-Agent": "Googlebot"}).get_data(as_text=True) for path in paths]
    for pattern in ("<title>(.*?)</title>", 'name="description" content="(.*?)"', 'rel="canonical" href="(.*?)"'):
        found = [match[1] for page in pages if (match := re.search(pattern, page))]
        assert len(set(found)) == len(paths), pattern


def test_films_that_articles_lead_to_are_in_the_catalogue() -> None:
    films = json.loads((find_root() / "services/movies-api/seeds/films.json").read_text(encoding="utf-8"))
    known = {film["slug"] for film in films}
    for path in (find_root() / "services/blog-api/seeds").glob("*/*.html"):
        linked = set(re.findall('href="/filme/([^"]+)"', path.read_text(encoding="utf-8")))
        assert linked <= known, path.name


def test_new_categories_reach_a_blog_that_was_planted_before(fresh_blog: tuple[Service, TestDatabase]) -> None:
    service, database = fresh_blog
    owner = admin_database(Settings, database.dsn())
    try:
        plant_blogs(owner, service.database)
        with owner.transaction() as connection:
            connection.run("UPDATE categories SET title = 'Editada' WHERE slug = 'listas'")
            connection.run(
                "DELETE FROM articles WHERE category_id = (SELECT id FROM categories WHERE slug = 'no-radar')"
            )
            connection.run("DELETE FROM categories WHERE slug = 'no-radar'")
        assert plant_blogs(owner, service.database).created == 3
    finally:
        owner.close()
    titles = {category["slug"]: category["title"] for category in Api(service).data("/api/blog/categories")}
    assert (titles["no-radar"], titles["listas"]) == ("No Radar", "Editada")


def test_films_lead_to_articles_that_are_there() -> None:
    seeds = find_root() / "services/blog-api/seeds/vibesfilm"
    for article in json.loads((find_root() / "services/movies-api/seeds/articles.json").read_text(encoding="utf-8")):
        (path,) = seeds.glob(f"????-??-??-{article['slug']}.html")
        head = path.read_text(encoding="utf-8").partition("\n---\n")[0]
        assert f"title: '{article['title']}'" in head
        assert ("type: lista" in head) == (article["type"] == "lista")
