"""Another user's crawls do not exist, also with every condition on the user taken out of the SQL."""

import re
from typing import Any

from scrape_client import CRAWL, Api, refusal
from scrape_site import Site

from suite_testing.bare_statements import bare_statements

OF_USER = re.compile(r"(?:\w+\.)?user_id = %\(user_id\)s")


def test_without_any_condition_on_the_user_crawls_stay_apart(start: Any, site: Site) -> None:
    mine = start()
    theirs = Api(mine.service, "somebody-else")
    crawl_id = mine.begin(site.page("/"))
    with bare_statements(OF_USER) as stripped:
        for reply in (
            theirs.get(f"{CRAWL}/{crawl_id}"),
            theirs.get(f"{CRAWL}/{crawl_id}/errors"),
            theirs.delete(f"{CRAWL}/{crawl_id}"),
            theirs.get(f"/v2/crawl/{crawl_id}"),
            theirs.delete(f"/v2/crawl/{crawl_id}"),
        ):
            assert reply.status_code == 404
        assert theirs.get("/v2/crawl/active").get_json()["crawls"] == []
        assert mine.status(crawl_id)["status"] == "scraping"
        refusal(theirs.get(f"{CRAWL}/{crawl_id}"), 404, "NOT_FOUND")
    assert mine.delete(f"{CRAWL}/{crawl_id}").status_code == 200
    assert len(set(stripped)) >= 2
