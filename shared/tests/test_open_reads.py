"""Routes that need no caller, unless the service was told to ask for one."""

import pytest
from flask import Blueprint

from suite.http import OPEN, Call, Reply, Service, endpoint, json_reply
from suite_testing.sample import sample_settings

SECRET = "a-secret-of-this-test-that-is-long-enough"


def ask(*, open_reads: bool) -> int:
    pages = Blueprint("pages", __name__)

    @pages.get("/pages")
    @endpoint(OPEN, "Pages", replies={200: "Pages"})
    def list_pages(call: Call) -> Reply:
        return json_reply({"as": call.identity.kind})

    settings = sample_settings({"AUTH_MODE": "jwt", "JWT_SECRET": SECRET})
    service = Service("sample", settings, title="sample-api", open_reads=open_reads)
    service.register([(pages, "")])
    return service.test_client().get("/pages").status_code


@pytest.mark.parametrize(("open_reads", "status"), [(True, 200), (False, 401)])
def test_open_reads_ask_for_a_token_only_where_they_are_closed(open_reads: bool, status: int) -> None:
    assert ask(open_reads=open_reads) == status


def test_a_service_may_bring_its_own_reading_page() -> None:
    service = Service("sample", sample_settings({}), title="sample-api", reading_page=False)
    client = service.test_client()
    assert client.get("/docs").status_code == 404
    assert client.get("/openapi.json").status_code == 200
