"""ETag and 304 of GET /api/items."""

import pytest
from workspace_client import Api


def tag_of(api: Api, query: str = "") -> str:
    return api.get(f"/api/items{query}").headers["ETag"]


def test_an_unchanged_list_is_not_sent_again(api: Api) -> None:
    api.create()
    first = api.get("/api/items?status=new")
    again = api.get("/api/items?status=new", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"].startswith('W/"')
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]


def test_every_change_of_an_item_changes_the_tag(api: Api) -> None:
    tags = [tag_of(api)]
    item = api.create()
    path = f"/api/items/{item['id']}"
    for change in (
        lambda: api.get("/api/items"),
        lambda: api.put(path, {"title": "x"}),
        lambda: api.delete(path),
        lambda: api.post(f"{path}/restore"),
    ):
        change()
        tags.append(tag_of(api))

    assert len(set(tags)) == 5
    assert api.get("/api/items", headers={"If-None-Match": tags[-2]}).status_code == 200


def test_an_update_without_a_difference_keeps_the_tag(api: Api) -> None:
    item = api.create()
    before = tag_of(api)
    api.put(f"/api/items/{item['id']}", {"title": item["title"]})

    assert tag_of(api) == before


@pytest.mark.parametrize("other", ["?limit=1", "?sort=title", "?status=new", "?offset=1", "?include=total", "?tag=ui"])
def test_another_question_has_another_tag(api: Api, other: str) -> None:
    api.create()

    assert tag_of(api, other) != tag_of(api)


def test_the_same_question_in_other_words_has_the_same_tag(api: Api) -> None:
    assert tag_of(api, "?status=new,review&sort=-createdAt&_=1") == tag_of(api, "?status=new&status=review&tag=")


def test_users_do_not_share_tags_of_different_states(api: Api, other: Api) -> None:
    api.create()

    assert other.get("/api/items", headers={"If-None-Match": tag_of(api)}).status_code == 200
