"""The example blogs."""

from blog_client import Api

from blog_api.seed.planting import plant_blogs
from blog_api.settings import Settings
from suite.administration import admin_database
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
    assert api.json("/blog/search?q=emocao")[0]["highlights"]["content"]
