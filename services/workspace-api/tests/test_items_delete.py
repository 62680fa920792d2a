"""DELETE /api/items/:id."""

from workspace_client import Api
from workspace_replies import assert_refused


def test_a_deleted_item_is_gone(api: Api) -> None:
    identifier = api.create()["id"]
    reply = api.delete(f"/api/items/{identifier}")

    assert reply.status_code == 200
    assert reply.get_json() == {"success": True, "message": "Item deleted successfully"}
    assert_refused(api.get(f"/api/items/{identifier}"), 404, f"Item with id {identifier} not found")
    assert_refused(api.delete(f"/api/items/{identifier}"), 404, f"Item with id {identifier} not found")
    assert api.get("/api/items").get_json()["data"] == []


def test_a_deletion_is_a_version_of_its_own(api: Api) -> None:
    item = api.create()
    api.delete(f"/api/items/{item['id']}")

    newest = api.get(f"/api/items/{item['id']}/history").get_json()["data"][0]
    assert (newest["action"], newest["version"]) == ("deleted", 2)


def test_a_body_is_not_needed_and_not_read(api: Api) -> None:
    identifier = api.create()["id"]

    assert api.delete(f"/api/items/{identifier}", data=b"{", content_type="text/plain").status_code == 200
